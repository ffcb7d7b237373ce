// SPDX-License-Identifier: Apache-2.0
// Usage by any two dimensions over time. What is shown stands in the address.
import { Button, Field, Select } from '@fluentui/react-components';
import { ArrowDownloadRegular, LinkRegular } from '@fluentui/react-icons';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { save } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { useUsage, type Grouping } from '../../api/queries';
import { compare, coordinate, format, quantity } from '../../format/decimal';
import { Choice } from '../../ui/choice';
import type { ChartOption } from '../../ui/chart';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section } from '../../ui/page';
import { Await, Empty, Loading } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, Quantity, useLocale } from '../../ui/values';
import { addUp, csv, overTime, type Cell } from './sums';

const Chart = lazy(() => import('../../ui/chart'));

const groupings: Grouping[] = ['stack', 'tenant', 'subscription', 'payer', 'meter', 'day'];

function isGrouping(value: string | null): value is Grouping {
  return groupings.includes(value as Grouping);
}

function useNaming(): (by: Grouping, key: string) => string {
  const { t } = useTranslation();
  const names = useNames();
  return (by, key) => {
    if (!key) return t('usage.none_of');
    if (by === 'stack') return names.stack(key);
    if (by === 'meter') return names.meter(key);
    if (by === 'payer') return names.subscription(key);
    if (by === 'tenant') return names.ofTenant(key)?.name ?? `${key.slice(0, 8)}…${key.slice(-4)}`;
    return key.length > 20 ? `${key.slice(0, 8)}…${key.slice(-4)}` : key;
  };
}

export function Component() {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const naming = useNaming();
  const [period, setPeriod] = useMonth();
  const [search, setSearch] = useSearchParams();
  const [copied, setCopied] = useState(false);
  const set = (key: string, value: string) => setSearch((before) => {
    const after = new URLSearchParams(before);
    after.set(key, value);
    return after;
  }, { replace: true });
  const asked = search.get('by');
  const first: Grouping = isGrouping(asked) ? asked : me.role === 'provider' ? 'stack' : 'tenant';
  const and = search.get('and');
  const second = isGrouping(and) && and !== first ? and : undefined;
  const measure = search.get('measure') === 'quantity' ? 'quantity' : 'records';
  const meter = search.get('meter') ?? '';
  const unit = search.get('over') === 'hour' ? 'hour' : 'day';
  const hidden: Grouping[] = may('stack_list') ? [] : ['payer'];

  const by = second ? [first, second] : [first];
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

  const option = useMemo((): ChartOption => {
    const own = addUp(series.data ?? [], [unit, first], shownMeter);
    const times = [...new Set(own.map((cell) => cell.keys[0] ?? ''))].sort();
    return {
      legend: {}, grid: { bottom: 44 },
      xAxis: {
        type: 'category',
        data: times.map((time) => (unit === 'day' ? time.slice(5) : time.slice(5, 13))),
      },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format(String(value), locale) },
      },
      series: overTime(own, times, measure).map((one) => ({
        name: one.key ? naming(first, one.key) : t('usage.rest'),
        type: 'bar', stack: 'all', barMaxWidth: 28,
        data: one.values.map(coordinate),
        tooltip: { valueFormatter: (value: unknown) => quantity(String(value), locale) },
      })),
    } as ChartOption;
    // naming changes with the names only
    // eslint-disable-next-line
  }, [series.data, first, shownMeter, unit, measure, locale, names]);

  const columns: Column<Cell>[] = [
    ...by.map((one, index): Column<Cell> => ({
      id: one, header: t(`dimension.${one}`), card: index === 0 ? 'title' : 'detail',
      width: 'minmax(0, 1.4fr)',
      order: (a, b) => naming(one, a.keys[index] ?? '')
        .localeCompare(naming(one, b.keys[index] ?? '')),
      cell: (cell) => (
        <span title={cell.keys[index]}>{naming(one, cell.keys[index] ?? '')}</span>
      ),
    })),
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

  const exportAll = () => save({
    name: `usage-${period}-${by.join('-')}.csv`,
    content: new Blob([csv([...by, 'quantity', 'records'], cells)], { type: 'text/csv' }),
  });

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
          <Button
            icon={<ArrowDownloadRegular />} disabled={cells.length === 0} onClick={exportAll}
          >
            {t('usage.csv')}
          </Button>
        </>
      )}
    >
      <div className="tb-filters">
        <Field label={t('usage.measure')}>
          <Choice
            label={t('usage.measure')} value={measure} onChange={(next) => set('measure', next)}
            options={[['records', t('usage.records')], ['quantity', t('invoice.quantity')]]}
          />
        </Field>
        <Field label={t('usage.by')}>
          <Select value={first} onChange={(_, data) => set('by', data.value)}>
            {groupings.filter((one) => !hidden.includes(one)).map((one) => (
              <option key={one} value={one}>{t(`dimension.${one}`)}</option>
            ))}
          </Select>
        </Field>
        <Field label={t('usage.and')}>
          <Select value={second ?? ''} onChange={(_, data) => set('and', data.value)}>
            <option value="">–</option>
            {groupings.filter((one) => one !== first && !hidden.includes(one)).map((one) => (
              <option key={one} value={one}>{t(`dimension.${one}`)}</option>
            ))}
          </Select>
        </Field>
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
            <Section
              title={t('usage.time')}
              hint={measure === 'quantity'
                ? `${names.meter(shownMeter)}, ${names.unit(shownMeter)}` : t('usage.records')}
            >
              <Await query={series}>
                {() => (
                  <Suspense fallback={<Loading />}>
                    <Chart option={option} label={t('usage.time')} height={280} />
                  </Suspense>
                )}
              </Await>
            </Section>
            <Section title={t('usage.sums')} hint={t('usage.rows', { count: cells.length })}>
              <DataTable
                key={`${by.join()}${measure}`} label={t('usage.sums')} columns={columns}
                rows={cells} rowKey={(cell) => cell.keys.join(' ')}
                sorted={{ by: measure === 'quantity' && isOne ? 'quantity' : 'records', down: true }}
              />
            </Section>
          </>
        ))}
      </Await>
    </Page>
  );
}
