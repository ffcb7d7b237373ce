// SPDX-License-Identifier: Apache-2.0
// What a page shows is kept in its address, so that a link shows the same.
import { useSearchParams } from 'react-router';

export interface Address {
  /** Empty where the address does not say. */
  get: (key: string) => string;
  /** An empty value takes the key out. Replaces the entry of the history. */
  set: (key: string, value: string) => void;
  setAll: (values: Record<string, string>) => void;
}

export function useAddress(): Address {
  const [search, setSearch] = useSearchParams();
  const setAll = (values: Record<string, string>) => setSearch((before) => {
    const after = new URLSearchParams(before);
    for (const [key, value] of Object.entries(values)) {
      if (value) after.set(key, value);
      else after.delete(key);
    }
    return after;
  }, { replace: true });
  return {
    get: (key) => search.get(key) ?? '',
    set: (key, value) => setAll({ [key]: value }),
    setAll,
  };
}
