// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { api, everyPage, ok, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useCustomers, useNames, useSubscriptions } from '../../api/names';
import { month, monthOf } from '../../format/time';
import { useAddress } from '../../ui/address';
import { FilterBy, Find } from '../../ui/filter';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Count, useLocale } from '../../ui/values';
import { NewCustomer } from './new_customer';

type Customer = Schema['Customer'];

export function Component() {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const navigate = useNavigate();
  const { get, set } = useAddress();
  const words = get('find').toLowerCase();
  const partner = get('partner');
  const idle = get('idle') === '1';
  const [adding, setAdding] = useState(false);
  const period = monthOf(me.now);
  const all = useCustomers();
  const subscriptions = useSubscriptions().data ?? [];
  const without = useQuery({
    queryKey: ['customer_list', 'idle', period],
    queryFn: () => everyPage<Customer>(async (cursor) => {
      const query = { without_usage: period, limit: 1000, cursor };
      const body = await ok(api.GET('/v1/customers', { params: { query } }));
      return { rows: body.customers, next: body.next };
    }),
    enabled: idle,
  });
  const sold = new Map<string, number>();
  for (const one of subscriptions) {
    if (one.customer) sold.set(one.customer, (sold.get(one.customer) ?? 0) + 1);
  }
  const columns: Column<Customer>[] = [
    {
      id: 'name', header: t('customer.name'), width: 'minmax(0, 1.6fr)', card: 'title',
      order: (a, b) => a.name.localeCompare(b.name),
      cell: (row) => (
        <>
          <Link to={`/customers/${encodeURIComponent(row.id)}`}>{row.name}</Link>
          <span className="tb-two">{row.id}</span>
        </>
      ),
    },
    {
      id: 'partner', header: t('customer.partner'), width: 'minmax(0, 1.4fr)',
      order: (a, b) => names.party(a.partner).localeCompare(names.party(b.partner)),
      cell: (row) => names.party(row.partner),
    },
    { id: 'country', header: t('customer.country'), width: '5rem', cell: (row) => row.country },
    {
      id: 'tenants', header: t('customer.tenants'), width: '6rem', end: true,
      order: (a, b) => a.tenants.length - b.tenants.length,
      cell: (row) => <Count value={row.tenants.length} />,
    },
    {
      id: 'subscriptions', header: t('customer.subscriptions'), width: '9rem', end: true,
      order: (a, b) => (sold.get(a.id) ?? 0) - (sold.get(b.id) ?? 0),
      cell: (row) => <Count value={sold.get(row.id) ?? 0} />,
    },
  ];
  return (
    <Page
      title={t('page.customers')} lead={t('customer.lead')}
      actions={may('customer_put') && (
        <Button appearance="primary" icon={<AddRegular />} onClick={() => setAdding(true)}>
          {t('customer.add')}
        </Button>
      )}
    >
      <Await query={idle ? without : all}>
        {(found) => {
          const partners = [...new Set((all.data ?? []).map((row) => row.partner))];
          const rows = found.filter((row) =>
            (!partner || row.partner === partner)
            && (!words || `${row.name} ${row.id} ${row.tenants.join(' ')}`
              .toLowerCase().includes(words)));
          return (
            <>
              <div className="tb-filters">
                {partners.length > 1 && (
                  <FilterBy
                    name="partner" label={t('customer.partner')} all={t('customer.all_partners')}
                    options={partners.map((id) => [id, names.party(id)])}
                  />
                )}
                <Find placeholder={t('customer.search')} />
                <Checkbox
                  label={t('customer.idle', { month: month(period, locale) })} checked={idle}
                  onChange={(_, data) => set('idle', data.checked ? '1' : '')}
                />
              </div>
              <Section title={t('customer.count', { count: rows.length })}>
                <Rows
                  label={t('page.customers')} columns={columns} rows={rows}
                  rowKey={(row) => row.id} sorted={{ by: 'name' }}
                  none={{
                    title: t(idle ? 'customer.none_idle' : 'customer.none'),
                    text: idle ? undefined : t('customer.none_text'),
                  }}
                />
              </Section>
            </>
          );
        }}
      </Await>
      {adding && (
        <NewCustomer
          onClose={() => setAdding(false)}
          onDone={(id) => void navigate(`/customers/${id}`)}
        />
      )}
    </Page>
  );
}
