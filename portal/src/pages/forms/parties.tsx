// SPDX-License-Identifier: Apache-2.0
// Forms of partners and customers, with the papers their documents are written from.
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/me';
import { usePartners } from '../../api/names';
import { Create, Edit } from '../../ui/edit';
import { COUNTRY, CURRENCY, GUID, type Entry, type Group } from '../../ui/entries';

type Done = { onClose: () => void; onDone: (id: string) => void };

export function pathOf(collection: string, id: string | undefined): string {
  return `/v1/${collection}/${encodeURIComponent((id ?? '').trim())}`;
}

function useParts() {
  const { t } = useTranslation();
  const party: Entry[] = [
    { name: 'name', label: t('customer.name'), required: true },
    {
      name: 'country', label: t('customer.country'), hint: t('customer.country_hint'),
      required: true, shape: COUNTRY, wrong: t('party.country_wrong'), upper: true,
    },
    {
      name: 'currency', label: t('customer.currency'), shape: CURRENCY, upper: true,
      wrong: t('party.currency_wrong'), hint: t('party.currency_hint'),
    },
  ];
  const place: Group = {
    title: t('party.where'),
    entries: [
      { name: 'address', label: t('customer.address') },
      { name: 'postal_code', label: t('party.postal_code') },
      { name: 'city', label: t('party.city') },
      { name: 'contact', label: t('party.contact') },
      { name: 'email', label: t('party.email') },
      { name: 'phone', label: t('party.phone') },
    ],
  };
  const tax: Group = {
    title: t('party.tax'),
    entries: [
      { name: 'vat_id', label: t('customer.vat'), upper: true },
      {
        name: 'vat_status', label: t('party.vat_status'), kind: 'choice',
        options: [['', t('party.business')], ['consumer', t('party.consumer')]],
      },
      { name: 'tax_currency', label: t('party.tax_currency'), shape: CURRENCY, upper: true,
        wrong: t('party.currency_wrong'), hint: t('party.tax_currency_hint') },
      { name: 'legal_id', label: t('party.legal_id'), hint: t('party.legal_id_hint') },
      { name: 'endpoint', label: t('party.endpoint'), hint: t('party.endpoint_hint') },
    ],
  };
  const bought: Entry[] = [
    { name: 'reference', label: t('party.reference'), hint: t('party.reference_hint') },
    { name: 'order', label: t('party.order') },
    {
      name: 'payment_days', label: t('party.payment_days'), shape: /^\d{1,3}$/,
      wrong: t('party.payment_days_wrong'), hint: t('party.payment_days_hint'),
    },
  ];
  const accounts: Entry[] = [
    { name: 'iban', label: 'IBAN' }, { name: 'bic', label: 'BIC' },
    { name: 'bankgiro', label: 'Bankgiro' }, { name: 'plusgiro', label: 'Plusgiro' },
    {
      name: 'f_skatt', label: t('party.f_skatt'), kind: 'choice',
      options: [['', t('party.f_skatt_no')], ['yes', t('party.f_skatt_yes')]],
    },
  ];
  const from: Entry = {
    name: 'from', label: t('form.from_month'), hint: t('form.from_month_hint'), kind: 'month',
  };
  return { party, place, tax, bought, accounts, from };
}

function usePartnerGroups(isNew: boolean): Group[] {
  const { t } = useTranslation();
  const { party, place, tax, bought, accounts, from } = useParts();
  const distributors = (usePartners().data ?? []).filter((one) => one.kind === 'distributor');
  const who: Entry[] = [
    ...(isNew ? [{
      name: 'id', label: t('form.id'), hint: t('form.id_hint'), required: true, key: true,
      shape: /^[a-z0-9][a-z0-9._-]*$/, wrong: t('form.id_wrong'),
    }] : []),
    {
      name: 'kind', label: t('partner.kind'), kind: 'choice', required: true, options: [
        ['', t('form.choose')], ['direct', t('partner_kind.direct')],
        ['distributor', t('partner_kind.distributor')], ['reseller', t('partner_kind.reseller')],
      ],
    },
    {
      name: 'of', label: t('partner.of'), hint: t('party.of_hint'), kind: 'choice',
      options: [['', t('role.provider')],
        ...distributors.map(({ id, name }): [string, string] => [id, name])],
    },
  ];
  return [
    { title: t('party.who'), entries: [...party, ...who, ...(isNew ? [] : [from])] },
    place, tax,
    { title: t('party.terms'), entries: [...bought, ...accounts] },
  ];
}

export function NewPartner(props: Done) {
  const { t } = useTranslation();
  return (
    <Create
      title={t('partner.add')} action={t('customer.create')} groups={usePartnerGroups(true)}
      path={(values) => pathOf('partners', values.id)}
      onClose={props.onClose} onDone={(values) => props.onDone(values.name ?? '')}
    />
  );
}

export function EditPartner(props: Done & { id: string }) {
  const { t } = useTranslation();
  return (
    <Edit
      title={t('partner.edit', { name: props.id })} groups={usePartnerGroups(false)}
      path={pathOf('partners', props.id)} onClose={props.onClose}
      onDone={(values) => props.onDone(values.name ?? '')}
    />
  );
}

export function EditCustomer(props: Done & { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { party, place, tax, bought, from } = useParts();
  const partners = usePartners().data ?? [];
  const groups: Group[] = [
    {
      title: t('party.who'), entries: [
        ...party,
        ...(me.partner ? [] : [{
          name: 'partner', label: t('customer.partner'), kind: 'choice' as const, required: true,
          options: partners.map((one): [string, string] => [one.id, one.name]),
        }]),
        from,
        {
          name: 'tenants', label: t('customer.tenants'), kind: 'lines', shape: GUID,
          hint: t('party.tenants_hint'), wrong: t('customer.tenant_wrong'),
        },
      ],
    },
    place, tax, { title: t('party.terms'), entries: bought },
  ];
  return (
    <Edit
      title={t('customer.edit', { name: props.id })} groups={groups}
      path={pathOf('customers', props.id)} onClose={props.onClose}
      onDone={(values) => props.onDone(values.name ?? '')}
    />
  );
}
