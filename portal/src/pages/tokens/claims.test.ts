// SPDX-License-Identifier: Apache-2.0
// Goal: the command on the page makes a token for the same role and party, and nothing else.
// Method: callers of several roles, one with a name that a shell would read.
import { expect, it } from 'vitest';

import type { Me } from '../../api/me';
import { claimsOf, commandFor } from './claims';

const me: Me = {
  role: 'provider', partner: null, stack: null, tenant: null, subject: 's', name: null, kind: null,
  currency: null, now: '2026-12-01T00:00:00Z', operations: [],
};

it('names the role and whose it is', () => {
  expect(commandFor(me)).toBe('TOKEN=$(tollbridge token --role provider --subject my-program)');
  expect(commandFor({ ...me, role: 'partner', partner: 'contoso' }))
    .toContain('--role partner --partner contoso ');
  expect(claimsOf({ ...me, role: 'tenant', tenant: 'guid' }))
    .toEqual([{ name: 'role', value: 'tenant' }, { name: 'tid', value: 'guid' }]);
});

it('quotes what a shell would take for its own', () => {
  expect(commandFor({ ...me, role: 'partner', partner: "a'$(x)" })).toContain("'a'\\''$(x)'");
});
