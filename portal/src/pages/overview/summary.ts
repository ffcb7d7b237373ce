// SPDX-License-Identifier: Apache-2.0
// What the charges of a month come to, seen from one seller. Exact; amounts of two currencies are
// never added.
import type { Charge } from '../../api/queries';
import { compare, proportion, sum } from '../../format/decimal';
import { hoursOf, hoursPassed } from '../../format/time';

export interface Sides {
  sold: Charge[];
  bought: Charge[];
}

export function sides(charges: Charge[], seller: string | undefined): Sides {
  return {
    sold: charges.filter((charge) => charge.seller === seller),
    bought: charges.filter((charge) => charge.seller !== seller),
  };
}

/** Currencies with their totals, the largest total first. */
export function totals(
  rows: { currency: string | null; amount: string | null }[],
): [string, string][] {
  const found = new Map<string, string[]>();
  for (const row of rows) {
    if (row.currency === null || row.amount === null) continue;
    found.set(row.currency, [...(found.get(row.currency) ?? []), row.amount]);
  }
  return [...found]
    .map(([currency, amounts]) => [currency, sum(amounts)] as [string, string])
    .sort((a, b) => compare(b[1], a[1]));
}

export type Dimension = 'buyer' | 'customer' | 'meter';

export interface Part {
  id: string;
  /** What is charged to nobody's customer: the default subscriptions. */
  isDefault: boolean;
  name: string;
  amount: string;
}

export function parts(charges: Charge[], by: Dimension): Part[] {
  const found = new Map<string, { part: Omit<Part, 'amount'>; amounts: string[] }>();
  for (const charge of charges) {
    const isDefault = by === 'customer' && charge.customer === null;
    const id = by === 'buyer' ? charge.buyer
      : by === 'meter' ? (charge.meter ?? charge.kind)
        : (charge.customer ?? charge.subscription ?? charge.kind);
    const entry = found.get(id)
      ?? { part: { id, isDefault, name: by === 'meter' ? charge.name : id }, amounts: [] };
    entry.amounts.push(charge.amount);
    found.set(id, entry);
  }
  return [...found.values()].map(({ part, amounts }) => ({ ...part, amount: sum(amounts) }));
}

/** Below a day a pace says nothing. */
const HOURS_MIN = 24;

/** What the month comes to at the pace so far; undefined where it is over or has hardly begun. */
export function forecast(amount: string, period: string, now: string): string | undefined {
  const passed = hoursPassed(period, now);
  const all = hoursOf(period);
  if (passed < HOURS_MIN || passed >= all) return undefined;
  return proportion(amount, all, passed);
}
