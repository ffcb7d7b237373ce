// SPDX-License-Identifier: Apache-2.0
// Who owes since when: overdue documents by buyer and age.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useMay } from '../../api/me';
import { useNames } from '../../api/names';
import { compare, isZero } from '../../format/decimal';
import { month } from '../../format/time';
import { NotFound } from '../../shell/not_found';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Count, Time, useLocale } from '../../ui/values';

type Owing = Schema['DunningList']['rows'][number];
type Late = Owing['overdue'][number] & { buyer: string; currency: string };

const ages = ['days_1_30', 'days_31_60', 'days_61_90', 'days_over_90'] as const;

function ByAge(props: { rows: Owing[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const age = (index: number) => t(`dunning.age_${index + 1 as 1 | 2 | 3 | 4}`);
  const columns: Column<Owing>[] = [
    {
      id: 'buyer', header: t('dunning.buyer'), width: 'minmax(0, 1.6fr)', card: 'title',
      order: (a, b) => names.party(a.buyer).localeCompare(names.party(b.buyer)),
      cell: (row) => names.party(row.buyer),
    },
    ...ages.map((one, index): Column<Owing> => ({
      id: one, header: age(index), end: true, width: '7.5rem',
      order: (a, b) => compare(a[one], b[one]),
      cell: (row) => (
        <Amount value={isZero(row[one]) ? null : row[one]} currency={row.currency} />
      ),
    })),
    {
      id: 'rest', header: t('dunning.rest'), end: true, width: '8rem',
      cell: (row) => (
        <Amount
          value={isZero(row.other_open) ? null : row.other_open} currency={row.currency}
        />
      ),
    },
    {
      id: 'total', header: t('dunning.total'), end: true, width: '8.5rem', card: 'end',
      order: (a, b) => compare(a.total, b.total),
      cell: (row) => <Amount value={row.total} currency={row.currency} strong />,
    },
  ];
  return (
    <Section title={t('dunning.title')}>
      <Rows
        label={t('dunning.title')} columns={columns} rows={props.rows}
        rowKey={(row) => `${row.buyer} ${row.currency}`} sorted={{ by: 'total', down: true }}
        none={{ title: t('dunning.none'), text: t('dunning.none_text') }}
      />
    </Section>
  );
}

function Documents(props: { rows: Late[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useNames();
  const columns: Column<Late>[] = [
    {
      id: 'number', header: t('invoice.number'), card: 'title',
      cell: (row) => <Link to={`/invoices/${row.id}`}>{row.id}</Link>,
    },
    {
      id: 'buyer', header: t('dunning.buyer'), width: 'minmax(0, 1.6fr)',
      cell: (row) => names.party(row.buyer),
    },
    {
      id: 'period', header: t('invoice.period'), width: '9rem',
      cell: (row) => month(row.period, locale),
    },
    { id: 'due', header: t('dunning.due'), width: '7rem', cell: (row) => <Time value={row.due} day /> },
    {
      id: 'days', header: t('dunning.days'), width: '6rem', end: true,
      order: (a, b) => a.days - b.days, cell: (row) => <Count value={row.days} />,
    },
    {
      id: 'open', header: t('dunning.open'), width: '9rem', end: true, card: 'end',
      order: (a, b) => compare(a.open, b.open),
      cell: (row) => <Amount value={row.open} currency={row.currency} strong />,
    },
  ];
  return (
    <Section title={t('dunning.documents')}>
      <DataTable
        label={t('dunning.documents')} columns={columns} rows={props.rows}
        rowKey={(row) => row.id} sorted={{ by: 'days', down: true }}
      />
    </Section>
  );
}

function Overdue() {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: ['dunning'], queryFn: () => ok(api.GET('/v1/dunning')),
  });
  const late = (list.data?.rows ?? []).flatMap((row) =>
    row.overdue.map((one): Late => ({ ...one, buyer: row.buyer, currency: row.currency })));
  return (
    <Page
      title={t('dunning.title')} above={<Link to="/invoices">{t('invoice.back')}</Link>}
      lead={list.data && t('dunning.lead', { day: list.data.as_of })}
    >
      <Await query={list}>
        {({ rows }) => (
          <>
            <ByAge rows={rows} />
            {late.length > 0 && <Documents rows={late} />}
          </>
        )}
      </Await>
    </Page>
  );
}

export function Component() {
  return useMay()('dunning') ? <Overdue /> : <NotFound />;
}
