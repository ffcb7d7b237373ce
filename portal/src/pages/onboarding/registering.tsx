// SPDX-License-Identifier: Apache-2.0
// Who pays by default, as advised by who operates the stack, and the registration that says so.
import { Badge, Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ok, type Schema } from '../../api/client';
import { useMay } from '../../api/me';
import { useCustomers, useNames, usePartners, useSubscriptions } from '../../api/names';
import { instant } from '../../format/time';
import { Rows } from '../../ui/rows';
import { Await, Problem } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Id } from '../../ui/values';
import { NewRegistration, NewSubscription } from '../forms/places';
import { kindOf, sellerFor, type Kind } from './steps';

function Advice(props: { operator: string; kind: Kind }) {
  const { t } = useTranslation();
  const advice = useQuery({
    queryKey: ['advise', props.kind],
    queryFn: () => ok(api.GET('/v1/advice', { params: { query: { operator: props.kind } } })),
    staleTime: Infinity,
  });
  return (
    <Await query={advice} lines={2}>
      {({ offer, reason, alternatives }) => (
        <div className="tb-preview">
          <h3>{t('onboarding.advised', { offer })}</h3>
          <p>
            {t('onboarding.operated', {
              name: props.operator, kind: t(`operator_kind.${props.kind}`),
            })}{' '}
            {reason}
          </p>
          {alternatives.length > 0 && (
            <>
              <p className="tb-hint">{t('onboarding.alternatives')}</p>
              <ul className="tb-notes">
                {alternatives.map((one) => <li key={one}>{one}</li>)}
              </ul>
            </>
          )}
        </div>
      )}
    </Await>
  );
}

export function DefaultStep(props: {
  stack: Schema['Stack'];
  chosen: string;
  /** Left out where a registration has settled it. */
  onChosen?: (id: string) => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const partners = usePartners().data ?? [];
  const customers = useCustomers().data ?? [];
  const { operator } = props.stack;
  const kind = kindOf(operator, partners, customers);
  const seller = sellerFor(operator, partners, customers);
  const isOwn = kind === 'direct' || kind === 'distributor';
  const all = useSubscriptions();
  const [adding, setAdding] = useState(false);
  const columns: Column<Schema['Subscription']>[] = [
    { id: 'offer', header: t('customer.offer'), width: '5rem', cell: (row) => row.offer },
    {
      id: 'who', header: t('customer.subscription'), card: 'title', width: 'minmax(0, 1.6fr)',
      cell: (row) => names.party(row.customer ?? row.partner),
    },
    { id: 'id', header: t('form.id'), cell: (row) => <Id value={row.id} /> },
    {
      id: 'act', header: t('unregistered.action'), width: '7rem', end: true, card: 'action',
      cell: (row) => (row.id === props.chosen
        ? <Badge appearance="tint" color="success">{t('onboarding.done_mark')}</Badge>
        : props.onChosen && (
          <Button
            size="small" onClick={() => props.onChosen?.(row.id)}
            aria-label={`${t('form.choose')} ${row.offer} ${names.party(row.customer ?? row.partner)}`}
          >
            {t('form.choose')}
          </Button>
        )),
    },
  ];
  const fits = (row: Schema['Subscription']) => row.id === props.chosen
    || (row.partner === seller && ['APSS', 'CSP'].includes(row.offer)
      && (kind !== 'customer' || row.customer === operator));
  return (
    <div className="tb-stack">
      {kind && <Advice operator={names.party(operator)} kind={kind} />}
      <Await query={all}>
        {(rows) => (
          <Rows
            label={t('onboarding.use')} columns={columns} rowKey={(row) => row.id}
            rows={rows.filter(fits).sort((a, b) => (a.offer < b.offer ? -1 : 1)
              * (isOwn ? 1 : -1))}
            none={{ title: t('customer.no_subscriptions') }}
          />
        )}
      </Await>
      {props.onChosen && (
        <div>
          <Button onClick={() => setAdding(true)}>{t('onboarding.create')}</Button>
        </div>
      )}
      {adding && (
        <NewSubscription
          initial={{
            offer: isOwn ? 'APSS' : 'CSP', partner: seller ?? '',
            customer: kind === 'customer' ? (operator ?? '') : '',
          }}
          onClose={() => setAdding(false)}
          onDone={(id) => {
            setAdding(false);
            props.onChosen?.(id);
          }}
        />
      )}
    </div>
  );
}

export function RegistrationStep(props: {
  stack: Schema['Stack'];
  registration: Schema['Registration'] | undefined;
  subscription: string;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const queries = useQueryClient();
  const { registration } = props;
  const [registering, setRegistering] = useState(false);
  const approve = useMutation({
    mutationFn: () => ok(api.POST('/v1/registrations/{registration}/approve', {
      params: { path: { registration: registration?.name ?? '' } },
    })),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (!registration) {
    return (
      <div className="tb-stack">
        <p>{t('registration.default')}: {names.subscription(props.subscription)}</p>
        <div>
          <Button appearance="primary" onClick={() => setRegistering(true)}>
            {t('registration.add_do')}
          </Button>
        </div>
        {registering && (
          <NewRegistration
            stack={props.stack.cloud_id} initial={{ subscription: props.subscription }}
            onClose={() => setRegistering(false)} onDone={() => setRegistering(false)}
          />
        )}
      </div>
    );
  }
  return (
    <div className="tb-stack">
      <MessageBar intent={registration.approved ? 'success' : 'warning'} layout="multiline">
        <MessageBarBody>
          {t('onboarding.registered', {
            name: registration.name, from: instant(registration.from),
          })}{' '}
          {!registration.approved && t('onboarding.waits')}
        </MessageBarBody>
      </MessageBar>
      {!registration.approved && may('registration_approve') && (
        <div>
          <Button
            appearance="primary" disabled={approve.isPending} onClick={() => approve.mutate()}
          >
            {t('registration.approve')}
          </Button>
        </div>
      )}
      {approve.isError && <Problem error={approve.error} />}
    </div>
  );
}
