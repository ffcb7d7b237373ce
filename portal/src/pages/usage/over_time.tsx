// SPDX-License-Identifier: Apache-2.0
// What sums of quantities and of money share: bars over time, and a column for each dimension.
import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { ChargeGroup, Grouping } from '../../api/queries';
import { coordinate, format } from '../../format/decimal';
import type { ChartOption } from '../../ui/chart';
import { Section } from '../../ui/page';
import { Await, Loading } from '../../ui/states';
import type { Column } from '../../ui/table';
import { useLocale } from '../../ui/values';
import { overTime, type Cell } from './sums';

const Chart = lazy(() => import('../../ui/chart'));

/** Of sums by time and one dimension. Charts are drawn anew when this object is another one. */
export interface Bars {
  sums: Cell[];  // keys: time, dimension
  measure: 'quantity' | 'records';
  time: (key: string) => string;  // as it stands below a bar
  name: (key: string) => string;
  value: (value: string) => string;  // as it stands beside a bar
}

export function OverTime(props: {
  hint: ReactNode;
  aside?: ReactNode;
  query: UseQueryResult<unknown>;
  bars: Bars;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { bars } = props;
  const option = useMemo((): ChartOption => {
    const times = [...new Set(bars.sums.map((cell) => cell.keys[0] ?? ''))].sort();
    return {
      legend: {}, grid: { bottom: 44 },
      xAxis: { type: 'category', data: times.map(bars.time) },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format(String(value), locale) },
      },
      series: overTime(bars.sums, times, bars.measure).map((one) => ({
        name: one.key === undefined ? t('usage.rest') : bars.name(one.key),
        type: 'bar', stack: 'all', barMaxWidth: 28, data: one.values.map(coordinate),
        tooltip: { valueFormatter: (value: unknown) => bars.value(String(value)) },
      })),
    } as ChartOption;
  }, [bars, locale, t]);
  return (
    <Section title={t('usage.time')} hint={props.hint} aside={props.aside}>
      <Await query={props.query}>
        {() => (
          <Suspense fallback={<Loading />}>
            <Chart option={option} label={t('usage.time')} height={280} />
          </Suspense>
        )}
      </Await>
    </Section>
  );
}

/** A column for each dimension, in their order. */
export function useDimensions<By extends ChargeGroup | Grouping>(): (
  by: By[], naming: (by: By, key: string) => string,
) => Column<{ keys: string[] }>[] {
  const { t } = useTranslation();
  return (by, naming) => by.map((one, index) => ({
    id: one, header: t(`dimension.${one as ChargeGroup | Grouping}`), card: index === 0 ? 'title' : 'detail',
    width: 'minmax(0, 1.4fr)',
    order: (a, b) => naming(one, a.keys[index] ?? '')
      .localeCompare(naming(one, b.keys[index] ?? '')),
    cell: (cell) => <span title={cell.keys[index]}>{naming(one, cell.keys[index] ?? '')}</span>,
  }));
}
