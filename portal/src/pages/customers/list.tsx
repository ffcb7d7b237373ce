// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, Field, SearchBox, Select } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { api, everyPage, ok, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useCustomers, useNames, useSubscriptions } from '../../api/names';
import { month, monthOf } from '../../format/time';
import { Page, Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, useLocale } from '../../ui/values';
import { NewCustomer } from './new_customer';

type Customer = Schema['Customer'];

export function Component() {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const [search, setSearch] = useSearchParams();
  const set = (key: string, value: string) => setSearch((before) => {
    const after = new URLSearchParams(before);
    if (value) after.set(key, value);
    else after.delete(key);
    return after;
  }, { replace: true });
  const words = (search.get('find') ?? '').toLowerCase();
  const partner = search.get('partner') ?? '';
  const idle = search.get('idle') === '1';
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
                  <Field label={t('customer.partner')}>
                    <Select value={partner} onChange={(_, data) => set('partner', data.value)}>
                      <option value="">{t('customer.all_partners')}</option>
                      {partners.map((id) => (
                        <option key={id} value={id}>{names.party(id)}</option>
                      ))}
                    </Select>
                  </Field>
                )}
                <Field label={t('action.search')} className="tb-grow">
                  <SearchBox
                    placeholder={t('customer.search')} value={search.get('find') ?? ''}
                    onChange={(_, data) => set('find', data.value)}
                  />
                </Field>
                <Checkbox
                  label={t('customer.idle', { month: month(period, locale) })} checked={idle}
                  onChange={(_, data) => set('idle', data.checked ? '1' : '')}
                />
              </div>
              <Section title={t('customer.count', { count: rows.length })}>
                {rows.length === 0 ? (
                  <Empty
                    title={t(idle ? 'customer.none_idle' : 'customer.none')}
                    text={idle ? undefined : t('customer.none_text')}
                  />
                ) : (
                  <DataTable
                    label={t('page.customers')} columns={columns} rows={rows}
                    rowKey={(row) => row.id} sorted={{ by: 'name' }}
                  />
                )}
              </Section>
            </>
          );
        }}
      </Await>
      {adding && <NewCustomer onClose={() => setAdding(false)} />}
    </Page>
  );
}
