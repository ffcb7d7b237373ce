// SPDX-License-Identifier: Apache-2.0
// What a mapping changes, month by month.
import type { Unregistered } from '../../api/queries';
import { addMonths, monthOf } from '../../format/time';

/** One month of a change of who pays, as the API previews it. */
export interface Effect {
  period: string;
  state: 'open' | 'closed';
  seller?: string;
  buyer?: string;
  subscription: string;
  before: string;
  after: string;
  difference: string;
  currency: string;
}

const MONTHS_MAX = 24;

/** The months from an hour to now, the first one first. */
export function monthsFrom(from: string, now: string): string[] {
  const months: string[] = [];
  const last = monthOf(now);
  for (let month = monthOf(from); month <= last && months.length < MONTHS_MAX;
    month = addMonths(month, 1)) {
    months.push(month);
  }
  return months;
}

/** The full hour an input of the kind datetime-local names, in UTC. */
export function fullHour(local: string): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2})/.exec(local);
  return found ? `${found[1]}T${found[2]}:00:00Z` : undefined;
}

/** What of a tenant fell to the default in one month; undefined where nothing did. */
export function fallen(
  rows: Unregistered[] | undefined, stack: string, tenant: string,
): Unregistered | undefined {
  return rows?.find((row) => row.stack === stack && row.tenant === tenant);
}
