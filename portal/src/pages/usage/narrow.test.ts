// SPDX-License-Identifier: Apache-2.0
// Goal: the records shown are those of the sum somebody chose, and a link shows the same.
// Method: cells of the table by several dimensions, and texts of an address.
import { expect, it } from 'vitest';

import { narrowFrom, narrowOf, textOf } from './narrow';

it('asks for the records of one cell', () => {
  expect(narrowOf(['tenant', 'day'], ['t1', '2026-10-05'], 'm1'))
    .toEqual({ tenant: 't1', day: '2026-10-05', meter: 'm1' });
  expect(narrowOf(['meter'], ['m2'], '')).toEqual({ meter: 'm2' });
});

it('asks for nothing where no filter is what the cell is', () => {
  expect(narrowOf(['payer'], [''], '')).toBeUndefined();
  expect(narrowOf(['hour'], ['2026-10-05T00:00:00Z'], '')).toBeUndefined();
});

it('is kept in the address and found in it again', () => {
  const narrow = { stack: 's', subscription: 'a:b', day: '2026-10-05' };
  expect(narrowFrom(textOf(narrow))).toEqual(narrow);
  expect(narrowFrom('')).toBeUndefined();
  expect(narrowFrom('colour:red')).toBeUndefined();
});
