// SPDX-License-Identifier: Apache-2.0
// What usage comes to, by the same dimensions as quantities: amounts as the API rounded them.
import { Button, Field, Select } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { save } from '../../api/client';
import { useMe } from '../../api/me';
import { usePartners } from '../../api/names';
import { useChargeSums, type ChargeGroup, type ChargeRow } from '../../api/queries';
import { compare, money, sum } from '../../format/decimal';
import { useAddress } from '../../ui/address';
import { Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await, Empty } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Amount, useLocale } from '../../ui/values';
import { OverTime, useDimensions, type Bars } from './over_time';
import { addMoney, csv, type MoneyCell } from './sums';

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
  const dimensions = useDimensions<ChargeGroup>();
  const sums = useChargeSums(period, by, seller);
  const [first = 'customer'] = by;
  const daily = useChargeSums(period, [...new Set<ChargeGroup>(['day', first])], seller);
  const currencies = [...new Set((sums.data ?? []).map((row) => row.currency))];
  const { get, set } = useAddress();
  const currency = currencies.includes(get('currency')) ? get('currency') : (currencies[0] ?? '');
  const cells = useMemo(() => addMoney(sums.data ?? [], by, currency),
    // eslint-disable-next-line
    [sums.data, by.join(), currency]);
  const bars = useMemo((): Bars => ({
    sums: addMoney(daily.data ?? [], ['day', first], currency)
      .map((cell) => ({ ...cell, quantity: cell.amount, records: 0 })),
    measure: 'quantity',
    time: (day) => day.slice(5),
    name: (key) => naming(first, key),
    value: (value) => money(Number(value).toFixed(2), currency, locale),
    // naming changes with the names only
    // eslint-disable-next-line
  }), [daily.data, first, currency, locale]);
  const exportAll = () => save({
    name: `charges-${period}-${by.join('-')}.csv`,
    content: new Blob([csv([...by, 'amount', 'currency'],
      cells.map((cell) => [...cell.keys, cell.amount, currency]))], { type: 'text/csv' }),
  });
  const columns: Column<MoneyCell>[] = [
    ...dimensions(by, naming),
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
          <OverTime
            hint={`${t('usage.money')}, ${currency}`} query={daily} bars={bars}
            aside={currencies.length > 1 && (
              <Field label={t('overview.currency')}>
                <Select value={currency} onChange={(_, data) => set('currency', data.value)}>
                  {currencies.map((one) => <option key={one} value={one}>{one}</option>)}
                </Select>
              </Field>
            )}
          />
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
