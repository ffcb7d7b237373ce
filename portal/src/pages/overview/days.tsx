// SPDX-License-Identifier: Apache-2.0
// What each day of the month comes to.
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useChargeSums } from '../../api/queries';
import { coordinate, format, money } from '../../format/decimal';
import type { ChartOption } from '../../ui/chart';
import { Section } from '../../ui/page';
import { Await, Empty, Loading } from '../../ui/states';
import { useLocale } from '../../ui/values';
import { addMoney } from '../usage/sums';

const Chart = lazy(() => import('../../ui/chart'));

export function Days(props: { period: string; currency: string; seller: string | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { period, currency, seller } = props;
  const sums = useChargeSums(period, ['day'], seller);
  const days = useMemo(() => addMoney(sums.data ?? [], ['day'], currency)
    .filter((one) => one.keys[0]).sort((a, b) => ((a.keys[0] ?? '') < (b.keys[0] ?? '') ? -1 : 1)),
  [sums.data, currency]);
  const option = useMemo((): ChartOption => ({
    xAxis: { type: 'category', data: days.map((one) => (one.keys[0] ?? '').slice(8)) },
    yAxis: {
      type: 'value',
      axisLabel: { formatter: (value: number) => format(String(value), locale) },
    },
    series: [{
      type: 'bar', barMaxWidth: 28, name: t('overview.day'),
      data: days.map((one) => coordinate(one.amount)),
      tooltip: {
        valueFormatter: (value: unknown) =>
          money(Number(value).toFixed(2), currency, locale),
      },
    }],
  }), [days, currency, locale, t]);
  return (
    <Section title={t('overview.days')} hint={t('history.hint', { currency })}>
      <Await query={sums} lines={5}>
        {() => (days.length === 0 ? <Empty title={t('usage.no_money')} /> : (
          <>
            <Suspense fallback={<Loading lines={5} />}>
              <Chart option={option} label={t('overview.days')} height={200} />
            </Suspense>
            <ul className="tb-hidden">
              {days.map((one) => (
                <li key={one.keys[0]}>{`${one.keys[0]}: ${money(one.amount, currency, locale)}`}</li>
              ))}
            </ul>
          </>
        ))}
      </Await>
    </Section>
  );
}
