// SPDX-License-Identifier: Apache-2.0
// Goal: a month is the UTC month, whatever the browser's time zone.
// Method: the first and last hours of months, also of a leap year.
import { describe, expect, it } from 'vitest';

import { addMonths, hoursOf, hoursPassed, instant, month } from './time';

describe('a month', () => {
  it('is named in the language', () => {
    expect(month('2026-10', 'en')).toBe('October 2026');
    expect(month('2026-10', 'sv')).toBe('oktober 2026');
  });

  it('goes over the end of the year', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });

  it('has the hours of its days', () => {
    expect(hoursOf('2028-02')).toBe(29 * 24);
    expect(hoursPassed('2026-10', '2026-10-01T00:59:59Z')).toBe(0);
    expect(hoursPassed('2026-10', '2026-10-02T01:00:00Z')).toBe(25);
    expect(hoursPassed('2026-10', '2027-10-02T01:00:00Z')).toBe(744);
    expect(hoursPassed('2026-10', '2026-09-30T23:00:00Z')).toBe(0);
  });
});

describe('a time', () => {
  it('says that it is UTC', () => {
    expect(instant('2026-10-05T14:00:00Z')).toBe('2026-10-05 14:00 UTC');
  });
});
