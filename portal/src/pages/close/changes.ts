// SPDX-License-Identifier: Apache-2.0
// What a month comes to beside the month before, buyer by buyer.
import type { Schema } from '../../api/client';
import { compare, isZero, share, subtract, sum } from '../../format/decimal';

export type Document = Schema['Closed']['invoices'][number];

export interface Changed extends Document {
  before: string | undefined;
  change: string | undefined;
  /** It differs by more than a quarter, and by more than what happens by chance. */
  unusual: boolean;
}

const UNUSUAL_SHARE = 0.25;
const UNUSUAL_AMOUNT = '10';

export function changes(
  documents: Document[], invoices: Schema['InvoiceRow'][], before: string,
): Changed[] {
  return documents.map((document) => {
    const earlier = invoices.filter((one) => one.period === before
      && one.seller === document.seller && one.buyer === document.buyer
      && one.currency === document.currency);
    if (earlier.length === 0) {
      return { ...document, before: undefined, change: undefined, unusual: false };
    }
    const total = sum(earlier.map((one) => one.total));
    const change = subtract(document.total, total);
    const size = change.replace('-', '');
    const unusual = compare(size, UNUSUAL_AMOUNT) > 0
      && (isZero(total) || Math.abs(share(size, total)) > UNUSUAL_SHARE);
    return { ...document, before: total, change, unusual };
  });
}
