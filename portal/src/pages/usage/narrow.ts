// SPDX-License-Identifier: Apache-2.0
// Which usage a sum stands for, as the address keeps it and as the API is asked.
import type { Grouping } from '../../api/queries';

export interface Narrow {
  stack?: string;
  tenant?: string;
  subscription?: string;
  payer?: string;
  meter?: string;
  day?: string;
}

const keys = ['stack', 'tenant', 'subscription', 'payer', 'meter', 'day'] as const;

/** The records of one cell of the table; undefined where the API has no such filter. */
export function narrowOf(by: Grouping[], values: string[], meter: string): Narrow | undefined {
  const narrow: Narrow = meter ? { meter } : {};
  for (const [index, one] of by.entries()) {
    const key = keys.find((known) => known === one);
    const value = values[index];
    // An empty key is usage of nobody (quarantine): no filter says that.
    if (!key || !value) return undefined;
    narrow[key] = value;
  }
  return narrow;
}

/** "tenant:7b6d…,day:2026-10-05" */
export function textOf(narrow: Narrow): string {
  return keys.flatMap((key) => (narrow[key] ? [`${key}:${narrow[key]}`] : [])).join(',');
}

export function narrowFrom(text: string): Narrow | undefined {
  const narrow: Narrow = {};
  for (const part of text.split(',')) {
    const colon = part.indexOf(':');
    const key = keys.find((known) => known === part.slice(0, colon));
    if (!key || colon === part.length - 1) return undefined;
    narrow[key] = part.slice(colon + 1);
  }
  return narrow;
}
