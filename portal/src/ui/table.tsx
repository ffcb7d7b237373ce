// SPDX-License-Identifier: Apache-2.0
// A table of any length: rows beyond the first hundred are drawn as they come into view. On a
// telephone each row is a card: the first column and the amount on top, the others below.
import { ArrowDownRegular, ArrowUpRegular } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';

import { useNarrow } from './preferences';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** A track of the grid, e.g. "2fr" or "8rem". */
  width?: string;
  end?: boolean;
  order?: (a: Row, b: Row) => number;
  /** Its place on a card: on top to the left or right, below with its name, without it, or left out. */
  card?: 'title' | 'end' | 'detail' | 'action' | 'none';
}

export interface TableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sorted?: { by: string; down?: boolean };
  footer?: ReactNode;
  tone?: (row: Row) => 'muted' | 'warning' | undefined;
}

const DRAWN_WHOLE = 100;

export function DataTable<Row>(props: TableProps<Row>) {
  const { columns, rows } = props;
  const narrow = useNarrow();
  const [sort, setSort] = useState(props.sorted);
  const order = columns.find((column) => column.id === sort?.by)?.order;
  const ordered = useMemo(() => {
    if (!order) return rows;
    const copy = [...rows].sort(order);
    return sort?.down ? copy.reverse() : copy;
  }, [rows, order, sort?.down]);
  const box = useRef<HTMLDivElement>(null);
  const virtual = rows.length > DRAWN_WHOLE;
  const virtualizer = useVirtualizer({
    count: virtual ? ordered.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => (narrow ? 92 : 40),
    overscan: 12,
  });
  const tracks = columns.map((column) => column.width ?? 'minmax(0, 1fr)').join(' ');
  const style = { '--tb-tracks': tracks } as CSSProperties;

  const row = (item: Row, index: number, place?: { start: number }) => (
    <div
      key={props.rowKey(item)}
      ref={place ? virtualizer.measureElement : undefined}
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      className={`tb-row${props.tone?.(item) ? ` tb-row-${props.tone(item)}` : ''}`}
      style={place ? { transform: `translateY(${place.start}px)` } : undefined}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          className={`tb-cell${column.end ? ' tb-end' : ''} tb-card-${column.card ?? 'detail'}`}
          data-label={column.header}
        >
          {column.cell(item)}
        </div>
      ))}
    </div>
  );

  return (
    <div
      ref={box}
      className={`tb-table${virtual ? ' tb-table-long' : ''}`}
      role="table"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      tabIndex={virtual ? 0 : undefined}
      style={style}
    >
      <div role="rowgroup" className="tb-head">
        <div role="row" className="tb-row" aria-rowindex={1}>
          {columns.map((column) => {
            const down = sort?.by === column.id ? Boolean(sort.down) : undefined;
            return (
              <div
                key={column.id}
                role="columnheader"
                className={`tb-cell${column.end ? ' tb-end' : ''}`}
                aria-sort={down === undefined ? undefined : down ? 'descending' : 'ascending'}
              >
                {column.order ? (
                  <button
                    type="button"
                    onClick={() => setSort({ by: column.id, down: down === false })}
                  >
                    {column.header}
                    {down === true && <ArrowDownRegular />}
                    {down === false && <ArrowUpRegular />}
                  </button>
                ) : column.header}
              </div>
            );
          })}
        </div>
      </div>
      <div
        role="rowgroup"
        className="tb-body"
        style={virtual ? { height: virtualizer.getTotalSize() } : undefined}
      >
        {virtual
          ? virtualizer.getVirtualItems().map((place) => {
            const item = ordered[place.index];
            return item === undefined ? null : row(item, place.index, place);
          })
          : ordered.map((item, index) => row(item, index))}
      </div>
      {props.footer && <div className="tb-foot">{props.footer}</div>}
    </div>
  );
}
