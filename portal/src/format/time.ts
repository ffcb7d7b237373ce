// SPDX-License-Identifier: Apache-2.0
// Times are UTC, and say so. Months are texts ("2026-10"), as the API has them.

/** "2026-10-05 14:00 UTC": the same in all languages, and in order when sorted. */
export function instant(value: string): string {
  return `${value.slice(0, 10)} ${value.slice(11, 16)} UTC`;
}

export function day(value: string): string {
  return value.slice(0, 10);
}

function date(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`);
}

/** "October 2026", "oktober 2026". */
export function month(value: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(date(value));
}

export function shortMonth(value: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'short', year: '2-digit', timeZone: 'UTC' })
    .format(date(value));
}

export function monthOf(time: string): string {
  return time.slice(0, 7);
}

export function addMonths(value: string, count: number): string {
  const start = date(value);
  start.setUTCMonth(start.getUTCMonth() + count);
  return start.toISOString().slice(0, 7);
}

const HOUR = 3_600_000;

export function hoursOf(value: string): number {
  return (date(addMonths(value, 1)).getTime() - date(value).getTime()) / HOUR;
}

/** Whole hours of the month that have passed at `now`: between 0 and all of them. */
export function hoursPassed(value: string, now: string): number {
  const passed = Math.floor((new Date(now).getTime() - date(value).getTime()) / HOUR);
  return Math.min(Math.max(passed, 0), hoursOf(value));
}

/** "3 days ago", "in 2 hours", seen from the server's `now`. */
export function ago(value: string, now: string, locale: string): string {
  const hours = Math.round((new Date(value).getTime() - new Date(now).getTime()) / HOUR);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return Math.abs(hours) < 48
    ? format.format(hours, 'hour')
    : format.format(Math.round(hours / 24), 'day');
}
