// SPDX-License-Identifier: Apache-2.0
// Who pays for each tenant of a registration over time, as bars between two moments.
import type { Schema } from '../../api/client';

export type Span = Schema['MappingHistory']['spans'][number];

export interface Bar {
  span: Span;
  /** Percent of the whole width. */
  left: number;
  width: number;
}

export interface Track {
  tenant: string;
  bars: Bar[];
  /** What holds at the end. */
  now: Span | undefined;
}

export function tracks(spans: Span[], until: string): { from: string; tracks: Track[] } {
  const from = spans.reduce((least, span) => (span.from < least ? span.from : least), until);
  const start = Date.parse(from);
  const whole = Math.max(Date.parse(until) - start, 1);
  const byTenant = new Map<string, Span[]>();
  for (const span of spans) {
    byTenant.set(span.tenant, [...(byTenant.get(span.tenant) ?? []), span]);
  }
  return {
    from,
    tracks: [...byTenant].map(([tenant, own]) => {
      const ordered = [...own].sort((a, b) => (a.from < b.from ? -1 : 1));
      const bars = ordered.flatMap((span) => {
        const left = ((Date.parse(span.from) - start) / whole) * 100;
        const end = span.to && span.to < until ? Date.parse(span.to) : Date.parse(until);
        const width = ((end - start) / whole) * 100 - left;
        return width > 0 ? [{ span, left, width }] : [];
      });
      const now = ordered.find((span) => span.from <= until && (!span.to || span.to > until));
      return { tenant, bars, now };
    }),
  };
}
