// SPDX-License-Identifier: Apache-2.0
// One customer: its directories, subscriptions, where its usage goes, and whether it sees its costs.
import { Badge, Button, Field, Switch } from '@fluentui/react-components';
import { AddRegular, EditRegular } from '@fluentui/react-icons';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames, useSubscriptions } from '../../api/names';
import { Facts, Page, Section } from '../../ui/page';
import { OnePage, Rows } from '../../ui/rows';
import { Loading, Problem } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Id, Time } from '../../ui/values';
import { EditCustomer } from '../forms/parties';
import { EditSubscription, NewSubscription } from '../forms/places';

type Customer = Schema['Customer'];
type Where = Schema['TenantStatus']['stacks'][number] & { tenant: string };

function CostVisibility(props: { customer: Customer }) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const path = { customer: props.customer.id };
  const seen = useQuery({
    queryKey: ['cost_visibility_get', props.customer.id],
    queryFn: () => ok(api.GET('/v1/customers/{customer}/cost-visibility', { params: { path } })),
  });
  const change = useMutation({
    mutationFn: (visible: boolean) => ok(api.PUT('/v1/customers/{customer}/cost-visibility', {
      params: { path }, body: { visible, from: `${me.now.slice(0, 13)}:00:00Z` },
    })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['cost_visibility_get'] }),
  });
  const visible = Boolean((seen.data as { visible?: boolean } | undefined)?.visible);
  // Only who sells to the customer decides it.
  const decides = may('cost_visibility_put') && me.partner === props.customer.partner;
  return (
    <Section title={t('customer.costs')} hint={t('customer.costs_hint')}>
      {seen.isError ? <Problem error={seen.error} /> : (
        <Field hint={decides ? undefined : t('customer.costs_seller')}>
          <Switch
            label={t(visible ? 'customer.costs_on' : 'customer.costs_off')} checked={visible}
            disabled={!decides || seen.isPending || change.isPending}
            onChange={(_, data) => change.mutate(data.checked)}
          />
        </Field>
      )}
      {change.isError && <Problem error={change.error} />}
    </Section>
  );
}

function WhereUsageGoes(props: { customer: Customer }) {
  const { t } = useTranslation();
  const names = useNames();
  const states = useQueries({
    queries: props.customer.tenants.map((tenant) => ({
      queryKey: ['tenant_status', tenant],
      queryFn: () => ok(api.GET('/v1/tenants/{tenant}/status', { params: { path: { tenant } } })),
    })),
  });
  const rows: Where[] = states.flatMap((state) =>
    (state.data?.stacks ?? []).map((stack) => ({ ...stack, tenant: state.data?.tenant ?? '' })));
  const columns: Column<Where>[] = [
    {
      id: 'tenant', header: t('unregistered.tenant'), card: 'title', width: '9rem',
      cell: (row) => <Id value={row.tenant} />,
    },
    {
      id: 'stack', header: t('stack.stack'),
      cell: (row) => <Link to={`/stacks/${row.stack}`}>{names.stack(row.stack)}</Link>,
    },
    {
      id: 'pays', header: t('stack.pays'), width: 'minmax(0, 1.6fr)',
      cell: (row) => names.subscription(row.subscription),
    },
    {
      id: 'why', header: t('explain.why'), width: '11.5rem', card: 'end',
      cell: (row) => (
        <Badge appearance="tint" color={row.mapped ? 'success' : 'warning'}>
          {row.mapped ? t('reason.mapped') : row.reason === 'unregistered'
            ? t('reason.unregistered') : row.reason}
        </Badge>
      ),
    },
    {
      id: 'since', header: t('unregistered.since'), width: '10.5rem',
      cell: (row) => <Time value={row.since} />,
    },
    {
      id: 'last', header: t('customer.last'), width: '10.5rem',
      cell: (row) => <Time value={row.last_charged} />,
    },
  ];
  const failed = states.find((state) => state.isError);
  return (
    <Section title={t('customer.where')}>
      {failed && <Problem error={failed.error} retry={() => void failed.refetch()} />}
      {states.some((state) => state.isPending) ? <Loading />
        : (
          <Rows
            label={t('customer.where')} columns={columns} rows={rows}
            rowKey={(row) => `${row.tenant} ${row.stack}`}
            none={{ title: t('customer.nowhere'), text: t('customer.nowhere_text') }}
          />
        )}
    </Section>
  );
}

function View(props: { customer: Customer }) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const { customer } = props;
  const [doing, setDoing] = useState<'customer' | 'subscription' | Schema['Subscription']>();
  const subscriptions = (useSubscriptions().data ?? [])
    .filter((one) => one.customer === customer.id);
  const columns: Column<Schema['Subscription']>[] = [
    { id: 'id', header: t('customer.subscription'), card: 'title', cell: (row) => <Id value={row.id} /> },
    { id: 'offer', header: t('customer.offer'), width: '6rem', cell: (row) => row.offer },
    {
      id: 'partner', header: t('customer.partner'), width: 'minmax(0, 1.4fr)',
      cell: (row) => names.party(row.partner),
    },
    {
      id: 'inactive', header: t('customer.inactive'), width: 'minmax(0, 1.6fr)',
      cell: (row) => (row.inactive.length === 0 ? '–' : row.inactive.map((span) => (
        <span key={span.from}><Time value={span.from} /> – <Time value={span.to} /> </span>
      ))),
    },
  ];
  if (may('subscription_patch')) {
    columns.push({
      id: 'act', header: t('unregistered.action'), width: '6rem', end: true, card: 'action',
      cell: (row) => (
        <Button size="small" onClick={() => setDoing(row)}>{t('form.edit')}</Button>
      ),
    });
  }
  const close = { onClose: () => setDoing(undefined), onDone: () => setDoing(undefined) };
  return (
    <Page
      title={customer.name} lead={customer.id}
      above={<Link to="/customers">{t('customer.back')}</Link>}
      actions={may('customer_patch') && (
        <Button icon={<EditRegular />} onClick={() => setDoing('customer')}>
          {t('form.edit')}
        </Button>
      )}
    >
      <Section title={t('customer.one')}>
        <Facts
          items={[
            [t('customer.partner'), names.party(customer.partner)],
            [t('customer.country'), customer.country],
            [t('customer.currency'), customer.currency ?? t('customer.currency_partner')],
            [t('customer.vat'), customer.vat_id ?? '–'],
            [t('customer.address'), <span key="a" className="tb-lines">{customer.address ?? '–'}</span>],
            [t('customer.tenants'), customer.tenants.length === 0 ? '–'
              : customer.tenants.map((id) => <div key={id}><Id value={id} /></div>)],
          ]}
        />
      </Section>
      <WhereUsageGoes customer={customer} />
      <Section
        title={t('customer.subscriptions')}
        aside={may('subscription_put') && (
          <Button size="small" icon={<AddRegular />} onClick={() => setDoing('subscription')}>
            {t('customer.add_subscription')}
          </Button>
        )}
      >
        <Rows
          label={t('customer.subscriptions')} columns={columns} rows={subscriptions}
          rowKey={(row) => row.id}
          none={{ title: t('customer.no_subscriptions'), text: t('customer.no_subscriptions_text') }}
        />
      </Section>
      {may('cost_visibility_get') && <CostVisibility customer={customer} />}
      {doing === 'customer' && <EditCustomer id={customer.id} {...close} />}
      {doing === 'subscription' && (
        <NewSubscription
          initial={{ partner: customer.partner, customer: customer.id }} {...close}
        />
      )}
      {typeof doing === 'object' && <EditSubscription id={doing.id} {...close} />}
    </Page>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const customer = useQuery({
    queryKey: ['customer_get', id],
    queryFn: () => ok(api.GET('/v1/customers/{customer}', { params: { path: { customer: id } } })),
  });
  return (
    <OnePage
      query={customer} title={id} above={<Link to="/customers">{t('customer.back')}</Link>}
    >
      {(data) => <View customer={data} />}
    </OnePage>
  );
}
