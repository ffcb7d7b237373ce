// SPDX-License-Identifier: Apache-2.0
// Goal: a biller sees which buyer's month is unlike the last one before it is issued.
// Method: documents of a dry run beside those of the month before.
import { expect, it } from 'vitest';

import type { Schema } from '../../api/client';
import { changes, type Document } from './changes';

function document(buyer: string, total: string): Document {
  return {
    id: `p-${buyer}`, seller: 'provider', buyer, total, currency: 'EUR', lines: 1, type: 'invoice',
  };
}

function issued(buyer: string, total: string, period = '2026-10'): Schema['InvoiceRow'] {
  return {
    id: buyer, number: '1', seller: 'provider', buyer, period, currency: 'EUR', status: 'issued',
    total, type: 'invoice',
  };
}

it('tells the change against the month before, credit notes included', () => {
  const [one] = changes(
    [document('contoso', '110.00')],
    [issued('contoso', '120.00'), issued('contoso', '-20.00'), issued('contoso', '9', '2026-09')],
    '2026-10');
  expect(one).toMatchObject({ before: '100.00', change: '10.00', unusual: false });
});

it('marks what is more than a quarter off', () => {
  const found = changes(
    [document('a', '126.00'), document('b', '2.00'), document('c', '60.00'), document('d', '1')],
    [issued('a', '100.00'), issued('b', '1.00'), issued('c', '100.00')], '2026-10');
  expect(found.map((one) => one.unusual)).toEqual([true, false, true, false]);
});
