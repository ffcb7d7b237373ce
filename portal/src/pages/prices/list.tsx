// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, everyPage, ok, type Schema } from '../../api/client';
import { useNames } from '../../api/names';
import { Page, Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, Exactly, Time } from '../../ui/values';

type Sheet = Schema['PriceSheetRow'];

export function Component() {
  const { t } = useTranslation();
  const names = useNames();
  const sheets = useQuery({
    queryKey: ['price_sheet_list'],
    queryFn: () => everyPage<Sheet>(async (cursor) => {
      const query = { limit: 1000, cursor };
      const body = await ok(api.GET('/v1/price-sheets', { params: { query } }));
      return { rows: body.sheets, next: body.next };
    }),
  });
  const columns: Column<Sheet>[] = [
    {
      id: 'id', header: t('price.sheet'), width: 'minmax(0, 1.2fr)', card: 'title',
      order: (a, b) => a.id.localeCompare(b.id),
      cell: (row) => <Link to={`/prices/${encodeURIComponent(row.id)}`}>{row.id}</Link>,
    },
    {
      id: 'seller', header: t('invoice.seller'), width: 'minmax(0, 1.2fr)',
      order: (a, b) => names.party(a.seller).localeCompare(names.party(b.seller)),
      cell: (row) => names.party(row.seller),
    },
    {
      id: 'buyer', header: t('invoice.buyer'), width: 'minmax(0, 1.2fr)',
      cell: (row) => (row.buyer ? names.party(row.buyer) : t('price.everybody')),
    },
    { id: 'currency', header: t('overview.currency'), width: '5rem', cell: (row) => row.currency },
    {
      id: 'base', header: t('price.base'), width: 'minmax(0, 1fr)',
      cell: (row) => (row.base ? <>{row.base} <Exactly value={row.markup} /></> : '–'),
    },
    {
      id: 'from', header: t('registration.from'), width: '10.5rem',
      order: (a, b) => (a.from < b.from ? -1 : 1), cell: (row) => <Time value={row.from} />,
    },
    {
      id: 'meters', header: t('price.meters'), width: '5rem', end: true, card: 'end',
      cell: (row) => <Count value={row.meters} />,
    },
  ];
  return (
    <Page title={t('page.prices')} lead={t('price.lead')}>
      <Section title={t('price.sheets')}>
        <Await query={sheets}>
          {(rows) => (rows.length === 0 ? (
            <Empty title={t('price.none')} text={t('price.none_text')} />
          ) : (
            <DataTable
              label={t('price.sheets')} columns={columns} rows={rows} rowKey={(row) => row.id}
              sorted={{ by: 'seller' }}
            />
          ))}
        </Await>
      </Section>
    </Page>
  );
}
