// SPDX-License-Identifier: Apache-2.0
// Goal: the timeline shows who pays when, and who pays now.
// Method: a tenant that was mapped half of the time, and one that never was.
import { expect, it } from 'vitest';

import { tracks, type Span } from './timeline';

function span(tenant: string, from: string, to: string | null, state: Span['state']): Span {
  return {
    registration: 'r', stack: 's', tenant, state, subscription: 'x', from, to,
    known_at: from, by: 'book',
  };
}

it('draws spans between the first and now', () => {
  const found = tracks([
    span('a', '2026-10-01T00:00:00Z', '2026-10-11T00:00:00Z', 'unregistered'),
    span('a', '2026-10-11T00:00:00Z', null, 'mapped'),
    span('b', '2026-10-01T00:00:00Z', null, 'unregistered'),
  ], '2026-10-21T00:00:00Z');
  expect(found.from).toBe('2026-10-01T00:00:00Z');
  expect(found.tracks.map((track) => track.now?.state)).toEqual(['mapped', 'unregistered']);
  expect(found.tracks[0]?.bars.map(({ left, width }) => [left, width])).toEqual([[0, 50], [50, 50]]);
});

it('leaves out what begins later', () => {
  const found = tracks([
    span('a', '2026-10-01T00:00:00Z', '2026-12-01T00:00:00Z', 'mapped'),
    span('a', '2026-12-01T00:00:00Z', null, 'mapping-removed'),
  ], '2026-11-01T00:00:00Z');
  expect(found.tracks[0]?.bars).toHaveLength(1);
  expect(found.tracks[0]?.now?.state).toBe('mapped');
});
