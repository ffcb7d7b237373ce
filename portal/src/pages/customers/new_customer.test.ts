// SPDX-License-Identifier: Apache-2.0
// Goal: a customer's name gives an id that addresses can hold.
// Method: names as Swedish registers have them.
import { expect, it } from 'vitest';

import { idFrom } from './new_customer';

it('makes an id from a name', () => {
  expect(idFrom('Åhléns Data AB')).toBe('ahlens-data-ab');
  expect(idFrom('  ')).toBe('');
});
