// SPDX-License-Identifier: Apache-2.0
// Usage added up by one or two dimensions, exactly.
import type { ChargeGroup, ChargeRow, Grouping, UsageSum } from '../../api/queries';
import { compare, sum } from '../../format/decimal';

export interface Cell {
  keys: string[];
  quantity: string;
  records: number;
}

export function keyOf(row: UsageSum, by: Grouping): string {
  return String(row[by] ?? '');
}

/** Rows of one meter (or all), added up by the dimensions. */
export function addUp(rows: UsageSum[], by: Grouping[], meter: string): Cell[] {
  const found = new Map<string, { keys: string[]; quantities: string[]; records: number }>();
  for (const row of rows) {
    if (meter && row.meter !== meter) continue;
    const keys = by.map((one) => keyOf(row, one));
    const id = keys.join('\u0000');
    const cell = found.get(id) ?? { keys, quantities: [], records: 0 };
    cell.quantities.push(row.quantity);
    cell.records += row.records;
    found.set(id, cell);
  }
  return [...found.values()].map(({ keys, quantities, records }) =>
    ({ keys, quantity: sum(quantities), records }));
}

export interface MoneyCell {
  keys: string[];
  amount: string;
}

/** Rows of one currency, added up by the dimensions. */
export function addMoney(rows: ChargeRow[], by: ChargeGroup[], currency: string): MoneyCell[] {
  const found = new Map<string, { keys: string[]; amounts: string[] }>();
  for (const row of rows) {
    if (row.currency !== currency) continue;
    const keys = by.map((one) => String(row[one] ?? ''));
    const id = keys.join('\u0000');
    const cell = found.get(id) ?? { keys, amounts: [] };
    cell.amounts.push(row.amount);
    found.set(id, cell);
  }
  return [...found.values()].map(({ keys, amounts }) => ({ keys, amount: sum(amounts) }));
}

export interface Series {
  /** Left out of what is the rest of all. */
  key?: string;
  values: string[];
}

const SERIES_MAX = 7;

/** The largest series over time; the rest of them as one, without a key. */
export function overTime(
  cells: Cell[], times: string[], measure: 'quantity' | 'records',
): Series[] {
  const of = (cell: Cell) => (measure === 'records' ? String(cell.records) : cell.quantity);
  const found = new Map<string, Map<string, string[]>>();
  for (const cell of cells) {
    const [time = '', key = ''] = cell.keys;
    const series = found.get(key) ?? new Map<string, string[]>();
    series.set(time, [...(series.get(time) ?? []), of(cell)]);
    found.set(key, series);
  }
  const whole = [...found].map(([key, at]) => ({
    key, total: sum([...at.values()].flat()),
    values: times.map((time) => sum(at.get(time) ?? [])),
  })).sort((a, b) => compare(b.total, a.total));
  const first = whole.slice(0, SERIES_MAX).map(({ key, values }) => ({ key, values }));
  const rest = whole.slice(SERIES_MAX);
  if (rest.length === 0) return first;
  return [...first, {
    values: times.map((_, index) => sum(rest.map((one) => one.values[index] ?? '0'))),
  }];
}

/** Lines as CSV, numbers as the API wrote them. */
export function csv(header: string[], lines: string[][]): string {
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [header, ...lines].map((line) => line.map(quote).join(',')).join('\r\n');
}
