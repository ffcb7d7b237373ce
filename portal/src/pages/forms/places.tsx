// SPDX-License-Identifier: Apache-2.0
// Forms of subscriptions, stacks and registrations.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/me';
import {
  useCustomers, useNames, usePartners, useRegistrations, useSubscriptions,
} from '../../api/names';
import { Create, Edit } from '../../ui/edit';
import { GUID, SPAN, type Entry, type Group, type Values } from '../../ui/entries';
import { freeName } from './names';
import { pathOf } from './parties';

type Done = { onClose: () => void; onDone: (id: string) => void };
type Option = [string, string];

const OFFERS = ['CSP', 'APSS', 'EA', 'PAYG', 'MSDN'];

function useSubscriptionGroups(isNew: boolean): (values: Values) => Group[] {
  const { t } = useTranslation();
  const partners = usePartners().data ?? [];
  const customers = useCustomers().data ?? [];
  return (values) => {
    const isShared = values.offer === 'APSS';
    const own = customers.filter((one) => !values.partner || one.partner === values.partner);
    const entries: Entry[] = [
      ...(isNew ? [{
        name: 'id', label: t('subscription.id'), hint: t('subscription.id_hint'), key: true,
        required: true, shape: GUID, wrong: t('customer.tenant_wrong'),
      }] : []),
      {
        name: 'offer', label: t('customer.offer'), kind: 'choice', required: true,
        hint: t('subscription.offer_hint'), fixed: !isNew,
        options: OFFERS.map((one): Option => [one, one]),
      },
      {
        name: 'partner', label: t('customer.partner'), kind: 'choice', required: true,
        options: [['', t('form.choose')], ...partners.map((one): Option => [one.id, one.name])],
      },
      ...(isShared ? [] : [{
        name: 'customer', label: t('customer.one'), kind: 'choice' as const,
        options: [['', t('subscription.no_customer')] as Option,
          ...own.map((one): Option => [one.id, one.name])],
      }]),
      {
        name: 'directory', label: t('subscription.directory'), shape: GUID,
        wrong: t('customer.tenant_wrong'), hint: t('subscription.directory_hint'),
      },
      {
        name: 'owners', label: t('subscription.owners'), kind: 'lines',
        hint: t('subscription.owners_hint'),
      },
    ];
    if (!isNew) {
      entries.push({
        name: 'inactive', label: t('customer.inactive'), hint: t('subscription.inactive_hint'),
        kind: 'spans', shape: SPAN, wrong: t('form.spans_wrong'),
      }, {
        name: 'from', label: t('form.from_month'), hint: t('form.from_month_hint'), kind: 'month',
      });
    }
    return [{ entries }];
  };
}

export function NewSubscription(props: Done & { initial?: Values }) {
  const { t } = useTranslation();
  const me = useMe();
  const [id] = useState(() => crypto.randomUUID());
  return (
    <Create
      title={t('subscription.add')} action={t('customer.create')} text={t('subscription.add_text')}
      groups={useSubscriptionGroups(true)} path={(values) => pathOf('subscriptions', values.id)}
      initial={{ id, offer: 'CSP', partner: me.partner ?? '', ...props.initial }}
      onClose={props.onClose} onDone={(values) => props.onDone(values.id ?? '')}
    />
  );
}

export function EditSubscription(props: Done & { id: string }) {
  const { t } = useTranslation();
  return (
    <Edit
      title={t('subscription.edit')} text={<code className="tb-id">{props.id}</code>}
      groups={useSubscriptionGroups(false)} path={pathOf('subscriptions', props.id)}
      onClose={props.onClose} onDone={(values) => props.onDone(values.id ?? '')}
    />
  );
}

/** Who may operate a stack: a partner or a customer the caller sees. */
export function useOperators(): Option[] {
  const partners = usePartners().data ?? [];
  const customers = useCustomers().data ?? [];
  return [...partners, ...customers].map((one): Option => [one.id, one.name]);
}

function useStackEntries(isNew: boolean): Entry[] {
  const { t } = useTranslation();
  const operators = useOperators();
  return [
    ...(isNew ? [{
      name: 'cloud_id', label: t('stack.cloud_id'), hint: t('stack.cloud_id_hint'), key: true,
      required: true, shape: GUID, wrong: t('customer.tenant_wrong'),
    }] : []),
    { name: 'region', label: t('stack.region'), hint: t('stack.region_hint'), required: isNew },
    {
      name: 'operator', label: t('stack.operator'), kind: 'choice', hint: t('stack.operator_hint'),
      required: isNew, options: [['', t('form.choose')], ...operators],
    },
    {
      name: 'directory', label: t('stack.directory'), shape: GUID,
      wrong: t('customer.tenant_wrong'), hint: t('stack.directory_hint'),
    },
    {
      name: 'provider_subscription', label: t('stack.provider_subscription'),
      hint: t('stack.provider_subscription_hint'),
    },
  ];
}

export function NewStack(props: Done & { initial?: Values }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Create
      title={t('stack.add')} action={t('customer.create')}
      groups={[{ entries: useStackEntries(true) }]}
      initial={{ operator: me.partner ?? '', ...props.initial }}
      path={(values) => pathOf('stacks', values.cloud_id?.toLowerCase())}
      onClose={props.onClose} onDone={(values) => props.onDone((values.cloud_id ?? '').toLowerCase())}
    />
  );
}

export function EditStack(props: Done & { id: string }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <Edit
      title={t('stack.edit', { name: names.stack(props.id) })} path={pathOf('stacks', props.id)}
      groups={[{ entries: useStackEntries(false) }]}
      onClose={props.onClose} onDone={() => props.onDone(props.id)}
    />
  );
}

const MODELS = ['PayAsYouUse', 'Capacity', 'Development', 'Custom', 'Ruggedized'] as const;

/** Subscriptions that may pay for a stack by default. */
export function useDefaults(): Option[] {
  const names = useNames();
  return (useSubscriptions().data ?? []).map((one): Option =>
    [one.id, `${names.subscription(one.id)} · ${one.id.slice(0, 8)}…`]);
}

function useRegistrationEntries(isNew: boolean): Entry[] {
  const { t } = useTranslation();
  const defaults = useDefaults();
  return [
    ...(isNew ? [
      {
        name: 'name', label: t('registration.name'), hint: t('registration.name_hint'), key: true,
        required: true, shape: /^[A-Za-z0-9._-]+$/, wrong: t('form.id_wrong'),
      },
      {
        name: 'subscription', label: t('registration.default'), kind: 'choice' as const,
        hint: t('registration.default_hint'), required: true,
        options: [['', t('form.choose')] as Option, ...defaults],
      },
    ] : []),
    {
      name: 'billing_model', label: t('registration.model'), kind: 'choice',
      options: MODELS.map((one): Option => [one, t(`billing_model.${one}`)]),
    },
    { name: 'agreement_number', label: t('registration.agreement') },
    { name: 'resource_group', label: t('registration.group') },
    ...(isNew ? [{
      name: 'from', label: t('registration.from'), kind: 'hour' as const,
      hint: t('register.hour_hint'),
    }] : []),
  ];
}

export function NewRegistration(props: Done & { stack: string; initial?: Values }) {
  const { t } = useTranslation();
  const me = useMe();
  const entries = useRegistrationEntries(true);
  const taken = (useRegistrations().data ?? []).map((one) => one.name);
  return (
    <Create
      title={t('registration.add')} action={t('registration.add_do')} text={t('registration.hint')}
      groups={[{ entries: [...entries, {
        name: 'cloud_id', label: t('stack.cloud_id'), fixed: false, required: true, shape: GUID,
      }] }]}
      initial={{
        name: freeName(`azurestack-${props.stack.slice(0, 8)}`, taken), billing_model: 'PayAsYouUse',
        resource_group: 'azurestack', cloud_id: props.stack, from: `${me.now.slice(0, 13)}:00`,
        ...props.initial,
      }}
      path={(values) => pathOf('registrations', values.name)}
      onClose={props.onClose} onDone={(values) => props.onDone(values.name ?? '')}
    />
  );
}

export function EditRegistration(props: Done & { name: string }) {
  const { t } = useTranslation();
  return (
    <Edit
      title={t('registration.edit', { name: props.name })} method="PUT"
      groups={[{ entries: useRegistrationEntries(false) }]}
      path={pathOf('registrations', props.name)}
      onClose={props.onClose} onDone={() => props.onDone(props.name)}
    />
  );
}
