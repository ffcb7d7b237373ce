// SPDX-License-Identifier: Apache-2.0
// Usage by any two dimensions over time. What is shown stands in the address.
import { Button, Field, Select } from '@fluentui/react-components';
import { ArrowDownloadRegular, LinkRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { save } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { useUsage, type ChargeGroup, type Grouping } from '../../api/queries';
import { compare, quantity } from '../../format/decimal';
import { useAddress } from '../../ui/address';
import { Choice } from '../../ui/choice';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, Quantity, useLocale } from '../../ui/values';
import { Money, Side } from './money';
import { narrowFrom, narrowOf, textOf } from './narrow';
import { OverTime, useDimensions, type Bars } from './over_time';
import { Records } from './records';
import { addUp, csv, type Cell } from './sums';

const groupings: Grouping[] = ['stack', 'tenant', 'subscription', 'payer', 'meter', 'day'];

const charged: ChargeGroup[] = [
  'buyer', 'customer', 'subscription', 'stack', 'tenant', 'meter', 'day', 'reason',
];

function useNaming(): (by: Grouping | ChargeGroup, key: string) => string {
  const { t } = useTranslation();
  const names = useNames();
  return (by, key) => {
    if (!key) return t('usage.none_of');
    if (by === 'stack') return names.stack(key);
    if (by === 'meter') return names.meter(key);
    if (by === 'payer') return names.subscription(key);
    if (by === 'buyer') return names.party(key);
    if (by === 'customer') return names.customer(key);
    if (by === 'reason' && isReason(key)) return t(`reason.${key}`);
    if (by === 'tenant') return names.ofTenant(key)?.name ?? `${key.slice(0, 8)}…${key.slice(-4)}`;
    return key.length > 20 ? `${key.slice(0, 8)}…${key.slice(-4)}` : key;
  };
}

export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const naming = useNaming();
  const [period, setPeriod] = useMonth();
  const { get, set, setAll } = useAddress();
  const [copied, setCopied] = useState(false);
  const wanted = get('measure');
  const isMoney = wanted === 'money' && may('charge_sums');
  const known: (Grouping | ChargeGroup)[] = isMoney ? charged
    : groupings.filter((one) => one !== 'payer' || may('subscription_list'));
  const asked = known.find((one) => one === get('by'));
  const first = asked ?? (isMoney ? 'customer' : me.role === 'provider' ? 'stack' : 'tenant');
  const second = known.find((one) => one === get('and') && one !== first);
  const chosen = second ? [first, second] : [first];
  const dimensions = (
    <>
      <Field label={t('usage.by')}>
        <Select value={first} onChange={(_, data) => setAll({ by: data.value, records: '' })}>
          {known.map((one) => <option key={one} value={one}>{t(`dimension.${one}`)}</option>)}
        </Select>
      </Field>
      <Field label={t('usage.and')}>
        <Select
          value={second ?? ''} onChange={(_, data) => setAll({ and: data.value, records: '' })}
        >
          <option value="">–</option>
          {known.filter((one) => one !== first).map((one) => (
            <option key={one} value={one}>{t(`dimension.${one}`)}</option>
          ))}
        </Select>
      </Field>
    </>
  );
  const measures: [string, string][] = [
    ['records', t('usage.records')], ['quantity', t('invoice.quantity')],
    ...(may('charge_sums') ? [['money', t('usage.money')] as [string, string]] : []),
  ];
  return (
    <Page
      title={t('page.usage')} lead={t('usage.lead')}
      actions={(
        <>
          <MonthSwitch value={period} onChange={setPeriod} />
          <Button
            icon={<LinkRegular />}
            onClick={() => {
              void navigator.clipboard?.writeText(location.href);
              setCopied(true);
            }}
          >
            {copied ? t('usage.copied') : t('usage.share')}
          </Button>
        </>
      )}
    >
      <div className="tb-filters">
        <Field label={t('usage.measure')}>
          <Choice
            label={t('usage.measure')} options={measures}
            value={isMoney ? 'money' : wanted === 'quantity' ? 'quantity' : 'records'}
            onChange={(next) => setAll({ measure: next, records: '' })}
          />
        </Field>
        {dimensions}
        {isMoney && <Side />}
      </div>
      {isMoney ? (
        <Money period={period} by={chosen as ChargeGroup[]} naming={naming} />
      ) : (
        <Quantities period={period} by={chosen as Grouping[]} naming={naming} />
      )}
      {get('records') && may('usage_records') && (
        <Chosen
          period={period} text={get('records')} naming={naming}
          onClose={() => set('records', '')}
        />
      )}
    </Page>
  );
}

function isReason(key: string): key is Reason {
  return reasons.includes(key as Reason);
}

const reasons = [
  'unregistered', 'mapping-removed', 'subscription-inactive', 'mapped',
] as const;
type Reason = (typeof reasons)[number];

type Naming = (by: Grouping | ChargeGroup, key: string) => string;

function Chosen(props: { period: string; text: string; naming: Naming; onClose: () => void }) {
  const narrow = useMemo(() => narrowFrom(props.text), [props.text]);
  if (!narrow) return null;
  const name = Object.entries(narrow)
    .map(([key, value]) => props.naming(key as Grouping, String(value))).join(', ');
  return <Records period={props.period} narrow={narrow} name={name} onClose={props.onClose} />;
}

function Quantities(props: { period: string; by: Grouping[]; naming: Naming }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const may = useMay();
  const names = useNames();
  const { period, by, naming } = props;
  const { get, set } = useAddress();
  const [first = 'stack', second] = by;
  const measure = get('measure') === 'quantity' ? 'quantity' : 'records';
  const meter = get('meter');
  const unit = get('over') === 'hour' ? 'hour' : 'day';
  const dimensions = useDimensions<Grouping>();
  // With the meter, so that quantities of two meters are never added.
  const asks: Grouping[] = [...new Set<Grouping>([...by, 'meter'])];
  const sums = useUsage(period, asks);
  const series = useUsage(period, [...new Set<Grouping>([unit, first, 'meter'])]);

  const meters = useMemo(
    () => [...new Set((sums.data ?? []).map((row) => row.meter ?? ''))].filter(Boolean),
    [sums.data]);
  const shownMeter = measure === 'quantity' ? (meter || (meters[0] ?? '')) : meter;
  const cells = useMemo(
    () => addUp(sums.data ?? [], second ? [first, second] : [first], shownMeter),
    [sums.data, first, second, shownMeter]);

  const bars = useMemo((): Bars => ({
    sums: addUp(series.data ?? [], [unit, first], shownMeter),
    measure,
    time: (time) => (unit === 'day' ? time.slice(5) : time.slice(5, 13)),
    name: (key) => naming(first, key),
    value: (value) => quantity(value, locale),
    // naming changes with the names only
    // eslint-disable-next-line
  }), [series.data, first, shownMeter, unit, measure, locale, names]);

  const columns: Column<Cell>[] = [
    ...dimensions(by, naming),
    {
      id: 'records', header: t('usage.records'), width: '8rem', end: true,
      card: measure === 'records' ? 'end' : 'detail',
      order: (a, b) => a.records - b.records, cell: (cell) => <Count value={cell.records} />,
    },
  ];
  const isOne = shownMeter !== '' || by.includes('meter');
  if (isOne) {
    columns.push({
      id: 'quantity', header: t('invoice.quantity'), width: 'minmax(0, 1.4fr)', end: true,
      card: measure === 'quantity' ? 'end' : 'detail',
      order: (a, b) => compare(a.quantity, b.quantity),
      cell: (cell) => (
        <Quantity
          value={cell.quantity}
          unit={names.unit(shownMeter || (cell.keys[by.indexOf('meter')] ?? ''))}
        />
      ),
    });
  }

  if (may('usage_records')) {
    columns.push({
      id: 'records_of', header: t('unregistered.action'), width: '8rem', end: true, card: 'action',
      cell: (cell) => {
        const narrow = narrowOf(by, cell.keys, shownMeter);
        return narrow && (
          <Button
            size="small" appearance="subtle" onClick={() => set('records', textOf(narrow))}
            aria-label={`${t('records.open')}: ${cell.keys.map((key, index) =>
              naming(by[index] ?? first, key)).join(', ')}`}
          >
            {t('records.show')}
          </Button>
        );
      },
    });
  }

  const exportAll = () => save({
    name: `usage-${period}-${by.join('-')}.csv`,
    content: new Blob([csv([...by, 'quantity', 'records'], cells.map((cell) =>
      [...cell.keys, cell.quantity, String(cell.records)]))], { type: 'text/csv' }),
  });

  return (
    <>
      <div className="tb-filters">
        <Field label={t('dimension.meter')} className="tb-grow">
          <Select value={shownMeter} onChange={(_, data) => set('meter', data.value)}>
            {measure === 'records' && <option value="">{t('usage.all_meters')}</option>}
            {meters.map((one) => <option key={one} value={one}>{names.meter(one)}</option>)}
          </Select>
        </Field>
        <Field label={t('usage.over')}>
          <Choice
            label={t('usage.over')} value={unit} onChange={(next) => set('over', next)}
            options={[['day', t('dimension.day')], ['hour', t('dimension.hour')]]}
          />
        </Field>
      </div>
      <Await query={sums}>
        {(rows) => (rows.length === 0 ? (
          <Section title={t('usage.sums')}>
            <Empty title={t('usage.empty')} text={t('usage.empty_text')} />
          </Section>
        ) : (
          <>
            <OverTime
              hint={measure === 'quantity'
                ? `${names.meter(shownMeter)}, ${names.unit(shownMeter)}` : t('usage.records')}
              query={series} bars={bars}
            />
            <Section
              title={t('usage.sums')} hint={t('usage.rows', { count: cells.length })}
              aside={(
                <Button size="small" icon={<ArrowDownloadRegular />} onClick={exportAll}>
                  {t('usage.csv')}
                </Button>
              )}
            >
              <DataTable
                key={`${by.join()}${measure}`} label={t('usage.sums')} columns={columns}
                rows={cells} rowKey={(cell) => cell.keys.join(' ')}
                sorted={{ by: measure === 'quantity' && isOne ? 'quantity' : 'records', down: true }}
              />
            </Section>
          </>
        ))}
      </Await>
    </>
  );
}
