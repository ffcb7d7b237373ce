// SPDX-License-Identifier: Apache-2.0
// Goal: a form sends what was changed and nothing else, and a fault is told at its field.
// Method: a form of three entries, objects as the API answers them, and its refusals.
import { expect, it } from 'vitest';

import { ApiProblem } from '../api/client';
import {
  COUNTRY, faultsOf, GUID, isAllAtFields, patchOf, refusedAt, SPAN, valuesOf, type Entry,
} from './entries';

const entries: Entry[] = [
  { name: 'id', label: 'Id', key: true, required: true },
  { name: 'name', label: 'Name', required: true },
  { name: 'country', label: 'Country', shape: COUNTRY, wrong: 'two letters' },
  { name: 'tenants', label: 'Tenants', kind: 'lines', shape: GUID, wrong: 'GUIDs' },
  { name: 'from', label: 'From', kind: 'month' },
];
const tenant = '7b6d3d3a-0000-4000-8000-000000000001';
const before = valuesOf(entries, {
  id: 'adatum', name: 'Adatum', country: 'SE', tenants: [tenant], from: '2026-10-01', address: null,
});

it('sends what was changed, and clears what was emptied', () => {
  expect(patchOf(entries, before, before)).toEqual({});
  expect(patchOf(entries, before, {
    ...before, country: '', tenants: `${tenant}\n ${tenant.replace('1', '2')} `, from: '2026-12',
  })).toEqual({ country: null, tenants: [tenant, tenant.replace('1', '2')], from: '2026-12' });
  expect(patchOf(entries, before, { ...before, id: 'other', tenants: '' }))
    .toEqual({ tenants: [] });
});

it('does not take over the month of the version that is shown', () => {
  expect(before.from).toBe('');
});

it('says what is missing or misshapen before the API is asked', () => {
  expect(faultsOf(entries, before)).toEqual({});
  expect(faultsOf(entries, { ...before, name: ' ', country: 'sweden', tenants: 'x' }))
    .toEqual({ name: 'missing', country: 'two letters', tenants: 'GUIDs' });
});

it('tells the faults of the API at their fields', () => {
  const error = new ApiProblem(400, 'InvalidProperty', '2 things', undefined, [
    { pointer: '/country', code: 'UnknownCountry', detail: 'no country' },
    { pointer: '/tenants/1', code: 'InvalidTenant', detail: 'no tenant' },
  ]);
  expect(refusedAt(error, 'country')).toBe('no country');
  expect(refusedAt(error, 'tenants')).toBe('no tenant');
  expect(refusedAt(error, 'name')).toBeUndefined();
  expect(isAllAtFields(error, entries)).toBe(true);
  expect(isAllAtFields(new ApiProblem(409, 'X', 'refused', undefined, []), entries)).toBe(false);
});

it('keeps spans of hours as lines, and sends them as the API has them', () => {
  const spans: Entry[] = [
    { name: 'inactive', label: 'Inactive', kind: 'spans', shape: SPAN, wrong: 'begin' },
  ];
  const told = [
    { from: '2026-10-05T14:00:00Z', to: '2026-10-06T00:00:00Z' },
    { from: '2026-11-01T00:00:00Z', to: null },
  ];
  const values = valuesOf(spans, { inactive: told });
  expect(values.inactive).toBe('2026-10-05T14:00/2026-10-06T00:00\n2026-11-01T00:00/');
  expect(patchOf(spans, {}, values)).toEqual({ inactive: told });
  expect(patchOf(spans, values, values)).toEqual({});
  expect(patchOf(spans, values, { inactive: '' })).toEqual({ inactive: [] });
  expect(faultsOf(spans, { inactive: '/2026-10-06T00:00' })).toEqual({ inactive: 'begin' });
  expect(faultsOf(spans, values)).toEqual({});
});
