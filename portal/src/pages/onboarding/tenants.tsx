// SPDX-License-Identifier: Apache-2.0
// Which customers' tenants are charged to which subscriptions on the new stack.
import { Badge, Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Schema } from '../../api/client';
import { useMay } from '../../api/me';
import { useCustomers, useNames } from '../../api/names';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Id } from '../../ui/values';
import { NewCustomer } from '../customers/new_customer';
import { Register } from '../unregistered/register';
import type { Mapped } from './mapped';

interface Row {
  customer: Schema['Customer'];
  tenant: string;
  mapping?: Mapped;
}

export function TenantsStep(props: {
  stack: Schema['Stack'];
  registration: Schema['Registration'];
  mapped: Mapped[];
}) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const customers = useCustomers();
  const { registration } = props;
  const seller = names.subscriptionOf(registration.subscription)?.partner;
  const [adding, setAdding] = useState(false);
  const [registering, setRegistering] = useState<Row>();
  const columns: Column<Row>[] = [
    {
      id: 'customer', header: t('customer.one'), card: 'title',
      order: (a, b) => a.customer.name.localeCompare(b.customer.name),
      cell: (row) => row.customer.name,
    },
    { id: 'tenant', header: t('unregistered.tenant'), cell: (row) => <Id value={row.tenant} /> },
    {
      id: 'pays', header: t('stack.pays'), width: 'minmax(0, 1.4fr)',
      cell: (row) => (row.mapping ? names.subscription(row.mapping.subscription) : '–'),
    },
    {
      id: 'state', header: t('stack.state'), width: '10rem', card: 'end',
      cell: (row) => (
        <Badge appearance="tint" color={row.mapping ? 'success' : 'warning'}>
          {t(row.mapping ? 'onboarding.here' : 'onboarding.not_here')}
        </Badge>
      ),
    },
    {
      id: 'act', header: t('unregistered.action'), width: '7rem', end: true, card: 'action',
      cell: (row) => !row.mapping && may('mapping_put') && (
        <Button
          size="small" onClick={() => setRegistering(row)}
          aria-label={t('unregistered.register_name', { name: row.customer.name })}
        >
          {t('unregistered.register')}
        </Button>
      ),
    },
  ];
  return (
    <div className="tb-stack">
      <Await query={customers}>
        {(all) => {
          const rows = all.filter((one) => one.partner === seller || props.mapped.some((mapping) =>
            one.tenants.includes(mapping.tenant)))
            .flatMap((customer) => customer.tenants.map((tenant): Row => ({
              customer, tenant, mapping: props.mapped.find((one) => one.tenant === tenant),
            })));
          return (
            <Rows
              label={t('onboarding.tenants')} columns={columns} rows={rows}
              rowKey={(row) => row.tenant} sorted={{ by: 'customer' }}
              none={{ title: t('onboarding.no_tenants'), text: t('onboarding.no_tenants_text') }}
            />
          );
        }}
      </Await>
      {may('customer_put') && (
        <div>
          <Button icon={<AddRegular />} onClick={() => setAdding(true)}>{t('customer.add')}</Button>
        </div>
      )}
      {adding && (
        <NewCustomer
          partner={seller} onClose={() => setAdding(false)} onDone={() => setAdding(false)}
        />
      )}
      {registering && (
        <Register
          row={{
            stack: props.stack.cloud_id, tenant: registering.tenant, since: registration.from,
            subscription: registration.subscription,
          }}
          onClose={() => setRegistering(undefined)} onDone={() => setRegistering(undefined)}
        />
      )}
    </div>
  );
}
