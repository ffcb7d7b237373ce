// SPDX-License-Identifier: Apache-2.0
// What was invoiced month by month, and what the month shown comes to beside it.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useInvoices } from '../../api/invoices';
import { sellerOf, useMe } from '../../api/me';
import type { Charge } from '../../api/queries';
import { coordinate, format, money, subtract, sum } from '../../format/decimal';
import { addMonths, shortMonth } from '../../format/time';
import Chart, { type ChartOption } from '../../ui/chart';
import { Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { useLocale } from '../../ui/values';
import { forecast, sides, totals } from './summary';

const MONTHS = 12;

interface Bar {
  month: string;
  billed: string;
  soFar: string;
  rest: string;
}

export default function History(props: {
  period: string;
  currency: string;
  buys: boolean;
  /** The charges of the month, and of the month before. */
  soFar: [Charge[], Charge[]];
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const invoices = useInvoices();
  const seller = sellerOf(me);
  const { period, currency, buys, soFar } = props;

  const bars = useMemo((): Bar[] => {
    const mine = (invoices.data ?? []).filter((one) =>
      one.currency === currency && (buys ? one.buyer === seller : one.seller === seller));
    const before = addMonths(period, -1);
    const first = mine.reduce((least, one) => (one.period < least ? one.period : least), before);
    const found: Bar[] = [];
    for (let month = period; month >= first && found.length < MONTHS; month = addMonths(month, -1)) {
      const billed = mine.filter((one) => one.period === month).map((one) => one.total);
      const open = month === period ? soFar[0] : month === before ? soFar[1] : [];
      const { sold, bought } = sides(open, seller);
      const now = billed.length > 0 ? '0'
        : (totals(buys ? bought : sold).find(([one]) => one === currency)?.[1] ?? '0');
      const pace = now === '0' ? undefined : forecast(now, month, me.now);
      found.unshift({
        month, billed: sum(billed), soFar: now, rest: pace ? subtract(pace, now) : '0',
      });
    }
    return found;
  }, [invoices.data, currency, buys, seller, period, soFar, me.now]);

  const option = useMemo((): ChartOption => {
    const shown = (value: unknown) => money(String(value), currency, locale, { atMost: 2 });
    const bar = (name: string, of: (one: Bar) => string, faint?: boolean) => ({
      name, type: 'bar' as const, stack: 'money', barMaxWidth: 44,
      data: bars.map((one) => ({ value: coordinate(of(one)) })),
      itemStyle: faint ? { opacity: 0.35 } : {},
      tooltip: { valueFormatter: shown },
    });
    return {
      legend: {},
      grid: { bottom: 44 },
      xAxis: { type: 'category', data: bars.map((one) => shortMonth(one.month, locale)) },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => format(String(value), locale) } },
      series: [
        bar(t('history.billed'), (one) => one.billed),
        bar(t('history.so_far'), (one) => one.soFar),
        bar(t('history.rest'), (one) => one.rest, true),
      ],
    } as ChartOption;
  }, [bars, currency, locale, t]);

  return (
    <Section title={t('history.title')} hint={t('history.hint', { currency })}>
      <Await query={invoices}>
        {() => (bars.every((one) => one.billed === '0' && one.soFar === '0') ? (
          <Empty title={t('history.none')} />
        ) : (
          <>
            <Chart option={option} label={t('history.title')} />
            <ul className="tb-hidden">
              {bars.map((one) => (
                <li key={one.month}>
                  {`${shortMonth(one.month, locale)}: `}
                  {money(sum([one.billed, one.soFar]), currency, locale)}
                </li>
              ))}
            </ul>
          </>
        ))}
      </Await>
    </Section>
  );
}
