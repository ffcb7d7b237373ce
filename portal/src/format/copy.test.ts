// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
// Goal: what is pasted into a spreadsheet are the API's digits, one cell each.
// Method: a row as the tables draw it, with a rounded quantity and an amount.
import { expect, it } from 'vitest';

import { exactText } from './copy';

it('copies the exact value of what is shown rounded', () => {
  const row = document.createElement('template');
  row.innerHTML =
    '<div role="row"><div role="cell">Block Blob</div>'
    + '<div role="cell"><span data-exact="36127.523044541584241">36,127.523</span></div>'
    + '<div role="cell"><span data-exact="0.28">0.28\u00a0EUR</span></div></div>';
  expect(exactText(row.content)).toBe('Block Blob\t36127.523044541584241\t0.28');
});
