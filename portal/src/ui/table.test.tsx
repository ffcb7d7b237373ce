// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
// Goal: a table of 100,000 rows stays light and says how long it is; sorting goes by value.
// Method: the table as pages use it, by what a screen reader would find.
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';

import { compare } from '../format/decimal';
import { DataTable, type Column } from './table';

interface Row {
  name: string;
  amount: string;
}

const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name },
  {
    id: 'amount', header: 'Amount', end: true, cell: (row) => row.amount,
    order: (a, b) => compare(a.amount, b.amount),
  },
];

function table(rows: Row[]) {
  render(<DataTable label="Lines" columns={columns} rows={rows} rowKey={(row) => row.name} />);
  return screen.getByRole('table', { name: 'Lines' });
}

afterEach(cleanup);

it('sorts by value, up and then down, and says so', async () => {
  const found = table([
    { name: 'b', amount: '10' }, { name: 'a', amount: '9.5' }, { name: 'c', amount: '-1' },
  ]);
  const names = () => [...found.querySelectorAll('.tb-body [role=row]')]
    .map((row) => row.firstElementChild?.textContent);
  expect(names()).toEqual(['b', 'a', 'c']);
  const header = screen.getByRole('button', { name: 'Amount' });
  await userEvent.click(header);
  expect(names()).toEqual(['c', 'a', 'b']);
  await userEvent.click(header);
  expect(names()).toEqual(['b', 'a', 'c']);
  expect(screen.getByRole('columnheader', { name: 'Amount' }).getAttribute('aria-sort'))
    .toBe('descending');
});

it('draws only what is in view of 100,000 rows, and tells how many there are', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({
    name: String(index), amount: '1',
  }));
  const found = table(rows);
  expect(found.getAttribute('aria-rowcount')).toBe('100001');
  expect(found.querySelectorAll('[role=row]').length).toBeLessThan(100);
  // It scrolls by the keyboard, too.
  expect(found.tabIndex).toBe(0);
});
