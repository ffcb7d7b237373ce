// SPDX-License-Identifier: Apache-2.0
// Goal: a backdated mapping is previewed for each month it touches, on the hour.
// Method: months around the end of a year, and what an input of a browser gives.
import { expect, it } from 'vitest';

import { fullHour, monthsFrom } from './effects';

it('touches every month from its hour to now', () => {
  expect(monthsFrom('2026-11-05T00:00:00Z', '2027-01-02T00:00:00Z'))
    .toEqual(['2026-11', '2026-12', '2027-01']);
  expect(monthsFrom('2026-12-05T00:00:00Z', '2026-12-05T00:00:00Z')).toEqual(['2026-12']);
});

it('takes effect on the hour, in UTC', () => {
  expect(fullHour('2026-11-05T10:40')).toBe('2026-11-05T10:00:00Z');
  expect(fullHour('')).toBeUndefined();
});
