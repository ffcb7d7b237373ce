// SPDX-License-Identifier: Apache-2.0
// What every page with a list, or about one thing, does alike.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Page } from './page';
import { Await, Empty } from './states';
import { DataTable, type TableProps } from './table';

/** A table, or what to do where it would be empty. */
export function Rows<Row>(props: TableProps<Row> & {
  none: { title: string; text?: ReactNode; action?: ReactNode };
}) {
  const { none, ...table } = props;
  return table.rows.length === 0 ? <Empty {...none} /> : <DataTable {...table} />;
}

/** The page of one thing: what draws it brings its own Page; until then, how it stands. */
export function OnePage<T>(props: {
  query: UseQueryResult<T>;
  title: string;
  above: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) return <>{props.children(query.data)}</>;
  return (
    <Page title={props.title} above={props.above}>
      <Await query={query} lines={8}>{() => null}</Await>
    </Page>
  );
}
