// SPDX-License-Identifier: Apache-2.0
// Registers one tenant in place: to which subscription, from which hour, and what that moves.
import {
  Field, Input, MessageBar, MessageBarBody, Radio, RadioGroup, Select,
} from '@fluentui/react-components';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, everyPage, ok, request } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames, useRegistrations, useSubscriptions } from '../../api/names';
import { usePeriods, type Unregistered } from '../../api/queries';
import { instant, month } from '../../format/time';
import { Ask } from '../../ui/dialog';
import { Facts } from '../../ui/page';
import { Loading, Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Id, Time, useLocale } from '../../ui/values';
import { fallen, fullHour, monthsFrom } from './effects';
import { Effects, type Change } from './effects_table';

interface Moved {
  period: string;
  closed: boolean;
  amount: string | null;
  currency: string | null;
}

/** From what fell to the default in each month, where the API gives no preview of its own. */
/** Whose mapping it is: a row of the unregistered list, or one of a stack's tenants. */
export type Subject = Pick<Unregistered, 'stack' | 'tenant' | 'since' | 'subscription'>;

function useMoved(row: Subject, from: string | undefined): Moved[] {
  const me = useMe();
  const may = useMay();
  const periods = usePeriods();
  const months = from ? monthsFrom(from < row.since ? row.since : from, me.now) : [];
  const found = useQueries({
    queries: months.map((period) => ({
      queryKey: ['unregistered_list', period],
      queryFn: () => everyPage<Unregistered>(async (cursor) => {
        const query = { period, limit: 1000, cursor };
        const body = await ok(api.GET('/v1/unregistered', { params: { query } }));
        return { rows: body.rows, next: body.next };
      }),
      enabled: may('unregistered_list'),
      staleTime: 60_000,
    })),
  });
  return months.flatMap((period, index) => {
    const one = fallen(found[index]?.data, row.stack, row.tenant);
    if (!one) return [];
    const closed = periods.data?.some((entry) =>
      entry.period === period && entry.state === 'closed') ?? false;
    return [{ period, closed, amount: one.amount, currency: one.currency }];
  });
}

export function Preview(props: { row: Subject; from: string; change: Change; told?: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const moved = useMoved(props.row, props.from);
  const movedColumns: Column<Moved>[] = [
    {
      id: 'month', header: t('effect.month'), card: 'title',
      cell: (one) => month(one.period, locale),
    },
    {
      id: 'how', header: t('effect.how'), width: 'minmax(0, 2fr)',
      cell: (one) => t(one.closed ? 'effect.closed_moves' : 'effect.open_moves'),
    },
    {
      id: 'amount', header: t('effect.moves'), end: true, card: 'end', width: '8rem',
      cell: (one) => <Amount value={one.amount} currency={one.currency} />,
    },
  ];
  return (
    <Effects change={props.change}>
      {props.told ? null : moved.length === 0 ? <p>{t('effect.none')}</p> : (
        <DataTable
          label={t('effect.title')} columns={movedColumns} rows={moved}
          rowKey={(one) => one.period}
        />
      )}
    </Effects>
  );
}

/** What a mapping would move in each month, in money. */
export async function mappingPreview(
  registration: string | undefined, tenant: string, subscription: string | null | undefined,
  from: string | undefined,
): Promise<Change> {
  const address = `/v1/registrations/${encodeURIComponent(registration ?? '')}`
    + `/mappings/${tenant}/preview`;
  const body = { subscription: subscription ?? null, effective_from: from };
  return (await request<Change>('POST', address, body)).body;
}

type When = 'now' | 'since' | 'other';

export function Register(props: {
  row: Subject;
  /** It pays for itself already: what moves is not what falls to the default. */
  mapped?: boolean;
  onClose: () => void;
  onDone: (name: string) => void;
}) {
  const { t } = useTranslation();
  const { row } = props;
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const queries = useQueryClient();
  const registrations = useRegistrations();
  const subscriptions = useSubscriptions();
  const status = useQuery({
    queryKey: ['tenant_status', row.tenant],
    queryFn: () => ok(api.GET('/v1/tenants/{tenant}/status', {
      params: { path: { tenant: row.tenant } },
    })),
  });
  const here = status.data?.stacks.find((stack) => stack.stack === row.stack);
  const candidates = here?.candidates ?? [];
  const partner = row.subscription ? names.subscriptionOf(row.subscription)?.partner : undefined;
  const others = (subscriptions.data ?? []).filter((one) =>
    one.offer === 'CSP' && one.customer && !candidates.includes(one.id)
      && (partner === undefined || one.partner === partner));
  const [chosen, setChosen] = useState<string>();
  const customer = names.ofTenant(row.tenant)?.id;
  const subscription = chosen ?? candidates[0]
    ?? others.find((one) => one.customer === customer)?.id;
  const [when, setWhen] = useState<When>('since');
  const [other, setOther] = useState(row.since.slice(0, 16));
  const from = when === 'since' ? row.since
    : when === 'now' ? `${me.now.slice(0, 13)}:00:00Z` : fullHour(other);
  const registration = here?.registration
    ?? registrations.data?.find((one) => one.cloud_id === row.stack && !one.to)?.name;

  const put = (dry: boolean) => ok(api.PUT('/v1/registrations/{registration}/mappings/{tenant}', {
    params: {
      path: { registration: registration ?? '', tenant: row.tenant },
      query: dry ? { dry_run: true } : {},
    },
    body: { subscription: subscription ?? '', effective_from: from },
  })) as Promise<Change>;
  const ready = Boolean(registration && subscription && from);
  const preview = useQuery({
    queryKey: ['mapping_put', registration, row.tenant, subscription, from],
    queryFn: async () => {
      const change = await put(true);
      if (!may('mapping_preview')) return change;
      return { ...change, ...await mappingPreview(registration, row.tenant, subscription, from) };
    },
    enabled: ready,
    retry: false,
    staleTime: 0,
  });
  const save = useMutation({
    mutationFn: () => put(false),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onDone(names.ofTenant(row.tenant)?.name ?? row.tenant);
    },
  });

  const choice = (id: string) => `${names.subscription(id)} · ${id.slice(0, 8)}…`;
  return (
    <Ask
      open wide title={t('register.title')} action={t('register.save')}
      ready={ready && preview.isSuccess} busy={save.isPending}
      onAct={() => save.mutate()} onClose={props.onClose}
    >
      <Facts
        items={[
          [t('unregistered.tenant'), (
            <>{names.ofTenant(row.tenant)?.name} <Id value={row.tenant} /></>
          )],
          [t('stack.stack'), names.stack(row.stack)],
          [t('unregistered.since'), <Time key="since" value={row.since} />],
          [t('unregistered.pays'), names.subscription(row.subscription)],
        ]}
      />
      {status.isPending && <Loading lines={2} />}
      {status.isError && <Problem error={status.error} retry={() => void status.refetch()} />}
      {status.isSuccess && candidates.length + others.length === 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t('register.no_candidates')}{' '}
            <Link to="/customers">{t('register.to_customers')}</Link>
          </MessageBarBody>
        </MessageBar>
      )}
      {status.isSuccess && candidates.length + others.length > 0 && (
        <>
          <Field label={t('register.subscription')} hint={t('register.subscription_hint')}>
            <Select
              value={subscription ?? ''} onChange={(_, data) => setChosen(data.value)}
            >
              {!subscription && <option value="">{t('register.choose')}</option>}
              {candidates.map((id) => <option key={id} value={id}>{choice(id)}</option>)}
              {others.length > 0 && (
                <optgroup label={t('register.others')}>
                  {others.map(({ id }) => <option key={id} value={id}>{choice(id)}</option>)}
                </optgroup>
              )}
            </Select>
          </Field>
          <Field label={t('register.from')}>
            <RadioGroup value={when} onChange={(_, data) => setWhen(data.value as When)}>
              <Radio value="since" label={t('register.since', { time: instant(row.since) })} />
              <Radio value="now" label={t('register.now')} />
              <Radio value="other" label={t('register.other')} />
            </RadioGroup>
          </Field>
          {when === 'other' && (
            <Field label={t('register.hour')} hint={t('register.hour_hint')}>
              <Input
                type="datetime-local" step={3600} value={other}
                onChange={(_, data) => setOther(data.value)}
              />
            </Field>
          )}
          {preview.isError && <Problem error={preview.error} />}
          {preview.isFetching && !preview.data && <Loading lines={2} />}
          {preview.data && subscription && from && (
            <Preview row={row} from={from} change={preview.data} told={props.mapped} />
          )}
        </>
      )}
      {save.isError && <Problem error={save.error} />}
    </Ask>
  );
}
