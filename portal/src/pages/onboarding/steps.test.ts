// SPDX-License-Identifier: Apache-2.0
// Goal: whoever comes back to a stack goes on where it stands, whoever did the steps before.
// Method: what the API knows at each step of the way.
import { expect, it } from 'vitest';

import type { Schema } from '../../api/client';
import { isOpen, kindOf, nextStep, sellerFor, type Known } from './steps';

const stack = { cloud_id: 's', operator: 'contoso' } as Schema['Stack'];
const registration = { name: 'r' } as Schema['Registration'];
const partners = [
  { id: 'contoso', kind: 'direct' }, { id: 'litware', kind: 'reseller' },
] as Schema['Partner'][];
const customers = [{ id: 'adatum', partner: 'contoso' }] as Schema['Customer'][];
const none: Known = { mapped: 0, records: 0 };

it('goes on with the first thing that is missing', () => {
  expect(nextStep(none)).toBe('stack');
  expect(nextStep({ ...none, stack: { ...stack, operator: null } })).toBe('stack');
  expect(nextStep({ ...none, stack })).toBe('default');
  expect(nextStep({ ...none, stack, subscription: 'x' })).toBe('registration');
  expect(nextStep({ ...none, stack, registration })).toBe('tenants');
  expect(nextStep({ stack, registration, mapped: 1, records: 0 })).toBe('usage');
  expect(nextStep({ stack, registration, mapped: 1, records: 9 })).toBe('usage');
});

it('lets tenants wait, but nothing else', () => {
  expect(isOpen('usage', { ...none, stack, registration })).toBe(true);
  expect(isOpen('registration', { ...none, stack })).toBe(false);
  expect(isOpen('tenants', { ...none, stack, subscription: 'x' })).toBe(false);
});

it('knows from who operates it what to advise and who sells', () => {
  expect(kindOf('litware', partners, customers)).toBe('reseller');
  expect(kindOf('adatum', partners, customers)).toBe('customer');
  expect(kindOf('nobody', partners, customers)).toBeUndefined();
  expect(sellerFor('adatum', partners, customers)).toBe('contoso');
  expect(sellerFor('litware', partners, customers)).toBe('litware');
});
