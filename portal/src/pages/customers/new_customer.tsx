// SPDX-License-Identifier: Apache-2.0
// A customer with its directory and a CSP subscription to charge.
import { Field, Input, Select } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ok } from '../../api/client';
import { useMe } from '../../api/me';
import { usePartners } from '../../api/names';
import { Ask } from '../../ui/dialog';
import { Problem } from '../../ui/states';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id from a name: "Åhléns Data AB" becomes "ahlens-data-ab". */
export function idFrom(name: string): string {
  return name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
    .replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}

export function NewCustomer(props: {
  /** Who sells to it, where that is settled. */
  partner?: string;
  onClose: () => void;
  onDone: (id: string) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const partners = (usePartners().data ?? []).filter((one) => one.kind !== 'distributor'
    || one.id === me.partner);
  const [name, setName] = useState('');
  const [partner, setPartner] = useState(props.partner ?? me.partner ?? '');
  const [country, setCountry] = useState('SE');
  const [tenant, setTenant] = useState('');
  // Sent again after a failure, it is the same subscription.
  const [subscription] = useState(() => crypto.randomUUID());
  const id = idFrom(name);
  const seller = partner || (partners[0]?.id ?? '');
  const wrong = tenant !== '' && !GUID.test(tenant);
  const create = useMutation({
    mutationFn: async () => {
      await ok(api.PUT('/v1/customers/{customer}', {
        params: { path: { customer: id } },
        body: {
          name: name.trim(), partner: seller, country,
          tenants: tenant ? [tenant.toLowerCase()] : [],
        },
      }));
      await ok(api.PUT('/v1/subscriptions/{subscription}', {
        params: { path: { subscription } },
        body: { offer: 'CSP', partner: seller, customer: id },
      }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onDone(id);
    },
  });
  return (
    <Ask
      open title={t('customer.add')} action={t('customer.create')}
      ready={id !== '' && seller !== '' && /^[A-Z]{2}$/.test(country) && !wrong}
      busy={create.isPending} onAct={() => create.mutate()} onClose={props.onClose}
    >
      <p>{t('customer.add_text')}</p>
      <Field
        label={t('customer.name')} required
        hint={id ? t('customer.id_hint', { id }) : undefined}
      >
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      {!me.partner && !props.partner && (
        <Field label={t('customer.partner')} required>
          <Select value={seller} onChange={(_, data) => setPartner(data.value)}>
            {partners.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </Select>
        </Field>
      )}
      <Field label={t('customer.country')} required hint={t('customer.country_hint')}>
        <Input
          value={country} maxLength={2}
          onChange={(_, data) => setCountry(data.value.toUpperCase())}
        />
      </Field>
      <Field
        label={t('customer.tenant')} hint={t('customer.tenant_hint')}
        validationState={wrong ? 'error' : 'none'}
        validationMessage={wrong ? t('customer.tenant_wrong') : undefined}
      >
        <Input value={tenant} onChange={(_, data) => setTenant(data.value.trim())} />
      </Field>
      {create.isError && <Problem error={create.error} />}
    </Ask>
  );
}
