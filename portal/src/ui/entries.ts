// SPDX-License-Identifier: Apache-2.0
// Forms as data: what can be entered, what is wrong with it, and the body that says it to the API.
// Every field is a text while it is edited.
import { ApiProblem } from '../api/client';

export type Values = Record<string, string>;

export interface Entry {
  /** The member of the body; the API points to a fault of it as "/name". */
  name: string;
  label: string;
  hint?: string;
  /** lines: a list, one a line; month: a version of terms begins with it; hour: in UTC;
   * spans: of hours, "begin/end" a line. */
  kind?: 'text' | 'choice' | 'lines' | 'hour' | 'day' | 'month' | 'area' | 'spans';
  options?: [string, string][];
  required?: boolean;
  shape?: RegExp;
  /** What is said where the shape is not that. */
  wrong?: string;
  /** It names the object: part of its path, not of the body. */
  key?: boolean;
  /** Shown and not changed. */
  fixed?: boolean;
  upper?: boolean;
}

export interface Group {
  title?: string;
  entries: Entry[];
}

export const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const COUNTRY = /^[A-Z]{2}$/;
export const SPAN = /^\d{4}-\d\d-\d\dT\d\d:\d\d\/(\d{4}-\d\d-\d\dT\d\d:\d\d)?$/;
export const CURRENCY = /^[A-Z]{3}$/;

/** What is wrong before the API is asked: "missing" or the entry's own words. */
export function faultsOf(entries: Entry[], values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of entries) {
    const value = (values[entry.name] ?? '').trim();
    if (!value) {
      if (entry.required) found[entry.name] = 'missing';
      continue;
    }
    const isList = entry.kind === 'lines' || entry.kind === 'spans';
    const parts = isList ? listOf(value) : [value];
    if (entry.shape && !parts.every((part) => entry.shape?.test(part))) {
      found[entry.name] = entry.wrong ?? 'missing';
    }
  }
  return found;
}

export function listOf(value: string): string[] {
  return value.split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
}

interface Span {
  from: string;
  to: string | null;
}

const hourOf = (text: string) => `${text.slice(0, 13)}:00:00Z`;

function spansOf(value: string): Span[] {
  return listOf(value).map((line) => {
    const [from = '', to] = line.split('/');
    return { from: hourOf(from), to: to ? hourOf(to) : null };
  });
}

function spansText(spans: Span[]): string {
  return spans.map(({ from, to }) => `${from.slice(0, 16)}/${to?.slice(0, 16) ?? ''}`).join('\n');
}

/** The values of an object of the API, as texts. */
export function valuesOf(entries: Entry[], object: Record<string, unknown>): Values {
  const values: Values = {};
  for (const { name, kind } of entries) {
    const value = object[name];
    values[name] = kind === 'spans' ? spansText((value ?? []) as Span[])
      : Array.isArray(value) ? value.join('\n')
      : kind === 'month' ? '' : kind === 'hour' && value ? String(value).slice(0, 16)
        : value === null || value === undefined ? '' : String(value);
  }
  return values;
}

/** What was changed, as a merge patch; an empty text clears. */
export function patchOf(entries: Entry[], before: Values, after: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, kind, key, fixed } of entries) {
    const value = (after[name] ?? '').trim();
    if (key || fixed || value === (before[name] ?? '').trim()) continue;
    body[name] = kind === 'lines' ? listOf(value) : kind === 'spans' ? spansOf(value)
      : value === '' ? null : kind === 'hour' ? hourOf(value) : value;
  }
  return body;
}

/** What the API finds wrong with one field; its pointer may stand for a part of it ("/a/0"). */
export function refusedAt(error: unknown, name: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.faults.find((fault) => fault.pointer?.replace(/^\//, '').split('/')[0] === name)
    ?.detail;
}

/** Whether every fault stands at a field, so that it needs no place of its own. */
export function isAllAtFields(error: unknown, entries: Entry[]): boolean {
  return error instanceof ApiProblem && error.faults.length > 0
    && error.faults.every((fault) =>
      entries.some(({ name }) => fault.pointer?.replace(/^\//, '').split('/')[0] === name));
}
