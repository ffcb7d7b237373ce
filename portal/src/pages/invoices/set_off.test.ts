// SPDX-License-Identifier: Apache-2.0
// Goal: nobody is offered a set-off the API would refuse.
// Method: one invoice beside notes that differ from the fitting one in a single thing each.
import { expect, it } from 'vitest';

import { setOffs } from './set_off';

const invoice = {
  id: 'p-1', seller: 'provider', buyer: 'contoso', currency: 'EUR', open: '100.00',
  state: 'open' as const,
};
const note = { ...invoice, id: 'p-2', open: '-30.00' };

it('offers a note of the same trade that is owed the other way', () => {
  expect(setOffs(invoice, [invoice, note])).toEqual([note]);
  expect(setOffs(note, [invoice, note])).toEqual([invoice]);
});

it('offers none of another trade, currency or direction, and none that is settled', () => {
  const others = [
    { ...note, seller: 'contoso' }, { ...note, buyer: 'fabrikam' }, { ...note, currency: 'SEK' },
    { ...note, open: '30.00' }, { ...note, open: '0.00' }, { ...note, open: undefined },
    { ...note, state: 'set-off' as const },
  ];
  expect(setOffs(invoice, others)).toEqual([]);
  expect(setOffs({ ...invoice, open: '0.00' }, [note])).toEqual([]);
});
