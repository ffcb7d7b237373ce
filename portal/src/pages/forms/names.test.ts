// SPDX-License-Identifier: Apache-2.0
// Goal: a moved registration is offered a name that is free and tells where it comes from.
// Method: names as people and stacks give them.
import { expect, it } from 'vitest';

import { freeName, nextName } from './names';

it('counts up a name that was moved before, and begins with the second', () => {
  expect(nextName('azurestack-9c1e0000')).toBe('azurestack-9c1e0000-2');
  expect(nextName('azurestack-9c1e0000-2')).toBe('azurestack-9c1e0000-3');
  expect(nextName('azurestack-12345678')).toBe('azurestack-12345678-2');
});

it('offers a name that is free', () => {
  expect(freeName('azurestack-9c1e0000', [])).toBe('azurestack-9c1e0000');
  expect(freeName('azurestack-9c1e0000', ['azurestack-9c1e0000', 'azurestack-9c1e0000-2']))
    .toBe('azurestack-9c1e0000-3');
});
