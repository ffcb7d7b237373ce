// SPDX-License-Identifier: Apache-2.0
// Names of registrations: used once, and counted up.

/** "azurestack-9c1e0000" becomes "azurestack-9c1e0000-2", that "-3". */
export function nextName(name: string): string {
  const found = /^(.*)-(\d{1,3})$/.exec(name);
  return found ? `${found[1]}-${Number(found[2]) + 1}` : `${name}-2`;
}

/** The name, or the first after it that nobody has. */
export function freeName(name: string, taken: string[]): string {
  let free = name;
  while (taken.includes(free)) free = nextName(free);
  return free;
}
