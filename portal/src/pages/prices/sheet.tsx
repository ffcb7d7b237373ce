// SPDX-License-Identifier: Apache-2.0
// One price sheet: its prices, another version of it tried on a month, and then published.
import { Badge, Button, Field, SearchBox } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api, ok, request, whole, type Schema } from '../../api/client';
import { sellerOf, useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { addMonths, month, monthOf } from '../../format/time';
import { Facts, Page, Section } from '../../ui/page';
import { MonthSwitch } from '../../ui/month';
import { Save } from '../../ui/save';
import { Await, Empty, Loading, Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Exactly, Time, useLocale } from '../../ui/values';

type Sheet = Schema['PriceSheet'];
type Price = Sheet['prices'][number];

function Prices(props: { sheet: Sheet }) {
  const { t } = useTranslation();
  const names = useNames();
  const [find, setFind] = useState('');
  const rows = props.sheet.prices.filter((row) =>
    `${row.name} ${names.meter(row.billing_meter)}`.toLowerCase().includes(find.toLowerCase()));
  const columns: Column<Price>[] = [
    {
      id: 'name', header: t('dimension.meter'), width: 'minmax(0, 1.6fr)', card: 'title',
      order: (a, b) => a.name.localeCompare(b.name), cell: (row) => row.name,
    },
    { id: 'unit', header: t('price.unit'), width: 'minmax(0, 1fr)', cell: (row) => row.unit },
    {
      id: 'model', header: t('explain.model'), width: '8rem',
      cell: (row) => <Badge appearance="outline">{t(`price_model.${row.model}`)}</Badge>,
    },
    {
      id: 'included', header: t('price.included'), width: '7rem', end: true,
      cell: (row) => <Exactly value={row.included} />,
    },
    {
      id: 'tiers', header: t('invoice.unit_price'), width: 'minmax(0, 1.4fr)', end: true,
      card: 'end',
      cell: (row) => row.tiers.map((tier, index) => (
        <div key={tier.from}>
          {index > 0 && (
            <span className="tb-unit">{t('price.tier')} <Exactly value={tier.from} /> </span>
          )}
          <Exactly value={tier.unit_price} />
        </div>
      )),
    },
  ];
  return (
    <Section
      title={t('price.prices')}
      aside={(
        <Field label={<span className="tb-hidden">{t('action.search')}</span>}>
          <SearchBox
            placeholder={t('action.search')} value={find} aria-label={t('action.search')}
            onChange={(_, data) => setFind(data.value)}
          />
        </Field>
      )}
    >
      {rows.length === 0 ? <Empty title={t('price.no_prices')} /> : (
        <DataTable
          label={t('price.prices')} columns={columns} rows={rows}
          rowKey={(row) => row.billing_meter} sorted={{ by: 'name' }}
        />
      )}
    </Section>
  );
}

interface Draft {
  name: string;
  rows: string;
}

type Applied = Schema['Applied'];

/** What publishing would change, or changed: the diff of the sheet. */
function Diff(props: { applied: Applied }) {
  const { t } = useTranslation();
  type Row = Applied['changes'][number];
  const columns: Column<Row>[] = [
    {
      id: 'key', header: t('price.what'), width: 'minmax(0, 1.6fr)', card: 'title',
      cell: (row) => <span className="tb-break">{row.key}</span>,
    },
    { id: 'field', header: t('price.field'), cell: (row) => row.field },
    {
      id: 'before', header: t('price.before'), end: true,
      cell: (row) => <span className="tb-break">{row.before ?? '–'}</span>,
    },
    {
      id: 'after', header: t('price.after'), end: true, card: 'end',
      cell: (row) => <span className="tb-break">{row.after ?? '–'}</span>,
    },
  ];
  return (
    <>
      {props.applied.warnings.map((one) => (
        <p key={one.code + one.object} className="tb-hint">{one.message}</p>
      ))}
      {props.applied.changes.length === 0 ? <Empty title={t('price.same')} /> : (
        <DataTable
          label={t('price.diff')} columns={columns} rows={props.applied.changes}
          rowKey={(row) => `${row.object} ${row.key} ${row.field}`}
        />
      )}
    </>
  );
}

function WhatIf(props: { draft: Draft }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const names = useNames();
  const [period, setPeriod] = useState(addMonths(monthOf(me.now), -1));
  const outcome = useQuery({
    queryKey: ['what_if', period, props.draft.rows],
    queryFn: async () => (await request<Schema['WhatIf']>(
      'POST', `/v1/what-if?period=${period}`, props.draft.rows, { 'Content-Type': 'text/csv' },
    )).body,
    retry: false,
  });
  type Row = Schema['WhatIf']['rows'][number];
  const columns: Column<Row>[] = [
    {
      id: 'buyer', header: t('invoice.buyer'), width: 'minmax(0, 1.6fr)', card: 'title',
      cell: (row) => names.party(row.buyer),
    },
    {
      id: 'now', header: t('price.now'), end: true, width: '10rem',
      cell: (row) => <Amount value={row.now} currency={row.currency} />,
    },
    {
      id: 'then', header: t('price.then'), end: true, width: '10rem',
      cell: (row) => <Amount value={row.then} currency={row.currency} />,
    },
    {
      id: 'difference', header: t('effect.difference'), end: true, width: '10rem', card: 'end',
      cell: (row) => <Amount value={row.difference} currency={row.currency} sign strong />,
    },
  ];
  return (
    <Section
      title={t('price.what_if')} hint={t('price.what_if_hint', { month: month(period, locale) })}
      aside={<MonthSwitch value={period} onChange={setPeriod} />}
    >
      <Await query={outcome}>
        {({ rows }) => (rows.length === 0 ? <Empty title={t('price.no_effect')} /> : (
          <DataTable
            label={t('price.what_if')} columns={columns} rows={rows}
            rowKey={(row) => `${row.buyer} ${row.currency}`}
          />
        ))}
      </Await>
    </Section>
  );
}

function Import(props: { sheet: Sheet }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<Draft>();
  const { sheet } = props;
  const address = `/v1/price-sheets/${encodeURIComponent(sheet.id)}`;
  const put = async (dry: boolean, rows: string) => {
    const path = { sheet: sheet.id };
    const { headers } = await whole(api.GET('/v1/price-sheets/{sheet}', { params: { path } }));
    return (await request<Applied>('PUT', `${address}?${dry ? 'dry_run=true&' : ''}from=${
      encodeURIComponent(sheet.from)}`, rows, {
      'Content-Type': 'text/csv', 'If-Match': headers.get('ETag') ?? '',
    })).body;
  };
  const trial = useQuery({
    queryKey: ['price_sheet_put', sheet.id, draft?.rows],
    queryFn: () => put(true, draft?.rows ?? ''),
    enabled: draft !== undefined,
    retry: false,
  });
  const publish = useMutation({
    mutationFn: () => put(false, draft?.rows ?? ''),
    onSuccess: async () => {
      setDraft(undefined);
      await queries.invalidateQueries();
    },
  });
  return (
    <>
      <Section
        title={t('price.import')} hint={t('price.import_hint')}
        aside={(
          <>
            <Save address={`${address}/rows`} name={`${sheet.id}.csv`} label={t('price.rows')} />
            <Button onClick={() => file.current?.click()}>{t('price.choose')}</Button>
            <Button
              appearance="primary" disabled={!trial.isSuccess || publish.isPending}
              onClick={() => publish.mutate()}
            >
              {t('price.publish')}
            </Button>
          </>
        )}
      >
        <input
          ref={file} type="file" accept=".csv,text/csv" hidden aria-label={t('price.choose')}
          onChange={async (event) => {
            const chosen = event.target.files?.[0];
            if (chosen) setDraft({ name: chosen.name, rows: await chosen.text() });
            event.target.value = '';
          }}
        />
        {publish.isSuccess && <p className="tb-credit" role="status">{t('price.published')}</p>}
        {publish.isError && <Problem error={publish.error} />}
        {draft && <p><b>{t('price.diff_of', { name: draft.name })}</b></p>}
        {trial.isError && <Problem error={trial.error} />}
        {trial.isFetching && <Loading />}
        {trial.data && <Diff applied={trial.data} />}
      </Section>
      {draft && trial.isSuccess && may('what_if') && <WhatIf draft={draft} />}
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const { id = '' } = useParams();
  const sheet = useQuery({
    queryKey: ['price_sheet_get', id],
    queryFn: () => ok(api.GET('/v1/price-sheets/{sheet}', { params: { path: { sheet: id } } })),
  });
  return (
    <Page title={id} above={<Link to="/prices">{t('price.back')}</Link>}>
      <Await query={sheet} lines={8}>
        {(data) => (
          <>
            <Section title={t('price.sheet')}>
              <Facts
                items={[
                  [t('invoice.seller'), names.party(data.seller)],
                  [t('invoice.buyer'), data.buyer ? names.party(data.buyer) : t('price.everybody')],
                  [t('overview.currency'), data.currency],
                  [t('registration.from'), <Time key="from" value={data.from} />],
                  [t('registration.to'), <Time key="to" value={data.to} />],
                  [t('price.base'), data.base
                    ? <>{data.base} <Exactly value={data.markup} /></> : '–'],
                ]}
              />
            </Section>
            {may('price_sheet_put') && data.seller === sellerOf(me) && <Import sheet={data} />}
            <Prices sheet={data} />
          </>
        )}
      </Await>
    </Page>
  );
}
