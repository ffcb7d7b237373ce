// SPDX-License-Identifier: Apache-2.0
// Goal: the overview's numbers are the sums of the API's charges, per currency and per side.
// Method: charges of a distributor between its provider and two buyers.
import { describe, expect, it } from 'vitest';

import type { Charge } from '../../api/queries';
import { forecast, parts, sides, totals } from './summary';

function charge(seller: string, buyer: string, amount: string, more: Partial<Charge> = {}): Charge {
  return {
    seller, buyer, amount, currency: 'EUR', customer: null, subscription: 's', meter: 'm',
    name: 'Base VM', quantity: '1', unit: '1 Hour', unit_price: '1', kind: 'usage', ...more,
  };
}

describe('the month of a distributor', () => {
  const charges = [
    charge('provider', 'fabrikam', '10.10'),
    charge('fabrikam', 'litware', '12.20', { customer: 'alpine' }),
    charge('fabrikam', 'litware', '0.30', { customer: 'alpine', meter: 'n', name: 'Disk' }),
    charge('fabrikam', 'northwind', '1.00', { currency: 'USD' }),
  ];

  it('is parted in what it sells and what it buys', () => {
    const { sold, bought } = sides(charges, 'fabrikam');
    expect(totals(sold)).toEqual([['EUR', '12.50'], ['USD', '1.00']]);
    expect(totals(bought)).toEqual([['EUR', '10.10']]);
  });

  it('is added up by customer, and knows what nobody is registered for', () => {
    const { sold } = sides(charges, 'fabrikam');
    expect(parts(sold, 'customer')).toEqual([
      { id: 'alpine', isDefault: false, name: 'alpine', amount: '12.50' },
      { id: 's', isDefault: true, name: 's', amount: '1.00' },
    ]);
    expect(parts(sold, 'meter').map((part) => part.name)).toEqual(['Base VM', 'Disk']);
  });

  it('is forecast at the pace so far, from the second day to the last', () => {
    expect(forecast('10.00', '2026-11', '2026-11-04T00:00:00Z')).toBe('100.00');
    expect(forecast('10.00', '2026-11', '2026-11-01T05:00:00Z')).toBeUndefined();
    expect(forecast('10.00', '2026-11', '2026-12-01T00:00:00Z')).toBeUndefined();
  });
});
