// SPDX-License-Identifier: Apache-2.0
// Goal: the explorer's sums and its CSV have every digit of the API, of one meter at a time.
// Method: rows of two meters, stacks and days.
import { expect, it } from 'vitest';

import type { UsageSum } from '../../api/queries';
import { addMoney, addUp, csv, overTime } from './sums';

const rows: UsageSum[] = [
  { stack: 's1', meter: 'm1', day: '2026-10-01', quantity: '0.1', records: 1 },
  { stack: 's1', meter: 'm1', day: '2026-10-02', quantity: '0.2', records: 2 },
  { stack: 's2', meter: 'm1', day: '2026-10-01', quantity: '5', records: 3 },
  { stack: 's2', meter: 'm2', day: '2026-10-01', quantity: '100', records: 4 },
];

it('adds up one meter by two dimensions', () => {
  expect(addUp(rows, ['stack'], 'm1')).toEqual([
    { keys: ['s1'], quantity: '0.3', records: 3 }, { keys: ['s2'], quantity: '5', records: 3 },
  ]);
  expect(addUp(rows, ['stack'], '')[1]).toMatchObject({ records: 7 });
});

it('draws the largest series first, with holes as zero', () => {
  const cells = addUp(rows, ['day', 'stack'], 'm1');
  expect(overTime(cells, ['2026-10-01', '2026-10-02'], 'quantity')).toEqual([
    { key: 's2', values: ['5', '0'] }, { key: 's1', values: ['0.1', '0.2'] },
  ]);
});

it('tells the rest of many series apart from usage of nobody', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({
    keys: ['2026-10-01', index ? `s${index}` : ''], quantity: String(100 - index), records: 1,
  }));
  const series = overTime(many, ['2026-10-01'], 'quantity');
  expect(series[0]).toEqual({ key: '', values: ['100'] });
  expect(series[7]).toEqual({ values: ['185'] });
});

it('writes CSV that a spreadsheet reads back', () => {
  expect(csv(['stack', 'quantity', 'records'], [['a "b", c', '0.3', '1']]))
    .toBe('stack,quantity,records\r\n"a ""b"", c",0.3,1');
});

it('adds up money of one currency only', () => {
  const money = [
    { customer: 'a', day: '2026-10-01', amount: '1.10', currency: 'EUR' },
    { customer: 'a', day: '2026-10-02', amount: '2.25', currency: 'EUR' },
    { customer: null, day: '2026-10-02', amount: '3.00', currency: 'EUR' },
    { customer: 'a', day: '2026-10-02', amount: '90.00', currency: 'SEK' },
  ];
  expect(addMoney(money, ['customer'], 'EUR')).toEqual([
    { keys: ['a'], amount: '3.35' }, { keys: [''], amount: '3.00' },
  ]);
});
