// SPDX-License-Identifier: Apache-2.0
// What usage comes to, by the same dimensions as quantities: amounts as the API rounded them.
import { Button, Field, Select } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { save } from '../../api/client';
import { useMe } from '../../api/me';
import { usePartners } from '../../api/names';
import { useChargeSums, type ChargeGroup, type ChargeRow } from '../../api/queries';
import { compare, coordinate, format, money, sum } from '../../format/decimal';
import type { ChartOption } from '../../ui/chart';
import { useAddress } from '../../ui/address';
import { Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await, Empty, Loading } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Amount, useLocale } from '../../ui/values';
import { addMoney, csv, overTime, type MoneyCell } from './sums';

const Chart = lazy(() => import('../../ui/chart'));

/** Whose sales are added up: yours, or, for who buys, the provider's to you. */
export function Side() {
  const { t } = useTranslation();
  const me = useMe();
  const { get, set } = useAddress();
  if (!me.partner) return null;
  return (
    <Field label={t('usage.side')}>
      <Select value={get('side')} onChange={(_, data) => set('side', data.value)}>
        <option value="">{t('usage.sold')}</option>
        <option value="bought">{t('usage.bought')}</option>
      </Select>
    </Field>
  );
}

export function useSeller(): string | undefined {
  const me = useMe();
  const own = usePartners().data?.find((one) => one.id === me.partner);
  const { get } = useAddress();
  return me.partner && get('side') === 'bought' ? (own?.of ?? 'provider') : undefined;
}

export function Money(props: {
  period: string;
  by: ChargeGroup[];
  naming: (by: ChargeGroup, key: string) => string;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { period, by, naming } = props;
  const seller = useSeller();
  const sums = useChargeSums(period, by, seller);
  const [first = 'customer'] = by;
  const daily = useChargeSums(period, [...new Set<ChargeGroup>(['day', first])], seller);
  const currencies = [...new Set((sums.data ?? []).map((row) => row.currency))];
  const { get, set } = useAddress();
  const currency = currencies.includes(get('currency')) ? get('currency') : (currencies[0] ?? '');
  const cells = useMemo(() => addMoney(sums.data ?? [], by, currency),
    // eslint-disable-next-line
    [sums.data, by.join(), currency]);
  const option = useMemo((): ChartOption => {
    const own = addMoney(daily.data ?? [], ['day', first], currency);
    const times = [...new Set(own.map((cell) => cell.keys[0] ?? ''))].sort();
    const series = overTime(own.map((cell) => ({ ...cell, quantity: cell.amount, records: 0 })),
      times, 'quantity');
    return {
      legend: {}, grid: { bottom: 44 },
      xAxis: { type: 'category', data: times.map((time) => time.slice(5)) },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format(String(value), locale) },
      },
      series: series.map((one) => ({
        name: one.key === undefined ? t('usage.rest') : naming(first, one.key), type: 'bar', stack: 'all',
        barMaxWidth: 28, data: one.values.map(coordinate),
        tooltip: { valueFormatter: (value: unknown) => money(
          Number(value).toFixed(2), currency, locale) },
      })),
    } as ChartOption;
    // eslint-disable-next-line
  }, [daily.data, first, currency, locale]);
  const exportAll = () => save({
    name: `charges-${period}-${by.join('-')}.csv`,
    content: new Blob([csv([...by, 'amount', 'currency'],
      cells.map((cell) => [...cell.keys, cell.amount, currency]))], { type: 'text/csv' }),
  });
  const columns: Column<MoneyCell>[] = [
    ...by.map((one, index): Column<MoneyCell> => ({
      id: one, header: t(`dimension.${one}`), card: index === 0 ? 'title' : 'detail',
      width: 'minmax(0, 1.4fr)',
      order: (a, b) => naming(one, a.keys[index] ?? '')
        .localeCompare(naming(one, b.keys[index] ?? '')),
      cell: (cell) => (
        <span title={cell.keys[index]}>{naming(one, cell.keys[index] ?? '')}</span>
      ),
    })),
    {
      id: 'amount', header: t('invoice.amount'), width: '10rem', end: true, card: 'end',
      order: (a, b) => compare(a.amount, b.amount),
      cell: (cell) => <Amount value={cell.amount} currency={currency} strong />,
    },
  ];
  return (
    <Await query={sums}>
      {(rows: ChargeRow[]) => (rows.length === 0 ? (
        <Section title={t('usage.money')}>
          <Empty title={t('usage.no_money')} text={t('usage.no_money_text')} />
        </Section>
      ) : (
        <>
          <Section
            title={t('usage.time')} hint={`${t('usage.money')}, ${currency}`}
            aside={currencies.length > 1 && (
              <Field label={t('overview.currency')}>
                <Select value={currency} onChange={(_, data) => set('currency', data.value)}>
                  {currencies.map((one) => <option key={one} value={one}>{one}</option>)}
                </Select>
              </Field>
            )}
          >
            <Await query={daily}>
              {() => (
                <Suspense fallback={<Loading />}>
                  <Chart option={option} label={t('usage.time')} height={280} />
                </Suspense>
              )}
            </Await>
          </Section>
          <Section
            title={t('usage.sums')} hint={t('usage.rows', { count: cells.length })}
            aside={(
              <>
                <Amount value={sum(cells.map((cell) => cell.amount))} currency={currency} strong />
                <Button size="small" icon={<ArrowDownloadRegular />} onClick={exportAll}>
                  {t('usage.csv')}
                </Button>
              </>
            )}
          >
            <Rows
              key={by.join()} label={t('usage.sums')} columns={columns} rows={cells}
              rowKey={(cell) => cell.keys.join(' ')} sorted={{ by: 'amount', down: true }}
              none={{ title: t('usage.no_money') }}
            />
          </Section>
        </>
      ))}
    </Await>
  );
}
