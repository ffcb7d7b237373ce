// SPDX-License-Identifier: Apache-2.0
// What a document can be set off against: another of the same trade that is owed the other way.
import type { InvoiceRow } from '../../api/invoices';
import { isNegative, isZero } from '../../format/decimal';

type Trade = Pick<InvoiceRow, 'id' | 'seller' | 'buyer' | 'currency' | 'open' | 'state'>;

export function setOffs<Row extends Trade>(of: Trade, all: Row[]): Row[] {
  if (of.open === undefined || isZero(of.open)) return [];
  const owed = isNegative(of.open);
  return all.filter((one) => one.id !== of.id && one.seller === of.seller
    && one.buyer === of.buyer && one.currency === of.currency && one.state !== 'set-off'
    && one.open !== undefined && !isZero(one.open) && isNegative(one.open) !== owed);
}
