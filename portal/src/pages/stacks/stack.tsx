// SPDX-License-Identifier: Apache-2.0
// One stack: its registration, who pays for each of its tenants over time, and who did on a day.
import {
  Badge, Button, Field, Input, MessageBar, MessageBarBody, Select,
} from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames, useRegistrations } from '../../api/names';
import { day } from '../../format/time';
import { useAddress } from '../../ui/address';
import { Facts, Page, Section } from '../../ui/page';
import { OnePage, Rows } from '../../ui/rows';
import { Await, Empty, Loading, Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Id, Time } from '../../ui/values';
import { fullHour } from '../unregistered/effects';
import { Register } from '../unregistered/register';
import { EditRegistration, EditStack, NewRegistration } from '../forms/places';
import { End, Move } from './move';
import { Remove } from './remove';
import { tracks, type Span, type Track } from './timeline';

const colours = {
  'mapped': 'success', 'unregistered': 'warning', 'mapping-removed': 'danger',
  'subscription-inactive': 'severe',
} as const;

function useHistory(query: { registration?: string; tenant?: string; at?: string; known?: string },
  wanted: boolean) {
  return useQuery({
    queryKey: ['mapping_history', query],
    queryFn: () => ok(api.GET('/v1/mapping-history', { params: { query } })),
    enabled: wanted,
  });
}

function Bars(props: { track: Track }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <span className="tb-track" role="img" aria-label={props.track.bars.map(({ span }) =>
      `${day(span.from)}: ${t(`reason.${span.state}`)}, ${names.subscription(span.subscription)}`)
      .join('; ')}
    >
      {props.track.bars.map(({ span, left, width }) => (
        <span
          key={span.from} className={`tb-span tb-span-${span.state}`}
          style={{ left: `${left}%`, width: `${width}%` }}
          title={`${day(span.from)} – ${span.to ? day(span.to) : '…'}: ${
            names.subscription(span.subscription)}`}
        />
      ))}
    </span>
  );
}

function Mappings(props: { registration: string; stack: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const queries = useQueryClient();
  const history = useHistory({ registration: props.registration }, true);
  const [changing, setChanging] = useState<Span>();
  const [removing, setRemoving] = useState<Span>();
  const [done, setDone] = useState<string>();
  const finish = async (name: string) => {
    setChanging(undefined);
    setRemoving(undefined);
    setDone(name);
    await queries.invalidateQueries();
  };
  const columns: Column<Track>[] = [
    {
      id: 'tenant', header: t('unregistered.tenant'), width: 'minmax(0, 1.1fr)', card: 'title',
      order: (a, b) => (names.ofTenant(a.tenant)?.name ?? a.tenant)
        .localeCompare(names.ofTenant(b.tenant)?.name ?? b.tenant),
      cell: (track) => (
        <>
          {names.ofTenant(track.tenant)?.name ?? t('unregistered.unknown')}
          <span className="tb-two"><Id value={track.tenant} /></span>
        </>
      ),
    },
    {
      id: 'time', header: t('stack.timeline'), width: 'minmax(0, 1.6fr)',
      cell: (track) => <Bars track={track} />,
    },
    {
      id: 'state', header: t('stack.state'), width: '11.5rem', card: 'end',
      cell: (track) => track.now && (
        <Badge appearance="tint" color={colours[track.now.state]}>
          {t(`reason.${track.now.state}`)}
        </Badge>
      ),
    },
    {
      id: 'pays', header: t('stack.pays'), width: 'minmax(0, 1.3fr)',
      cell: (track) => names.subscription(track.now?.subscription),
    },
  ];
  if (may('mapping_put')) {
    columns.push({
      id: 'act', header: t('unregistered.action'), width: '10.5rem', end: true, card: 'action',
      cell: ({ now }) => now && (
        <span className="tb-badges">
          <Button size="small" onClick={() => setChanging(now)}>
            {t(now.state === 'mapped' ? 'stack.change' : 'unregistered.register')}
          </Button>
          {now.state === 'mapped' && (
            <Button size="small" appearance="subtle" onClick={() => setRemoving(now)}>
              {t('stack.remove')}
            </Button>
          )}
        </span>
      ),
    });
  }
  return (
    <Section title={t('stack.mappings')} hint={t('stack.mappings_hint')}>
      {done && (
        <MessageBar intent="success"><MessageBarBody>{done}</MessageBarBody></MessageBar>
      )}
      <Await query={history}>
        {({ spans }) => {
          const found = tracks(spans, me.now);
          return found.tracks.length === 0 ? (
            <Empty title={t('stack.no_tenants')} text={t('stack.no_tenants_text')} />
          ) : (
            <>
              <DataTable
                label={t('stack.mappings')} columns={columns} rows={found.tracks}
                rowKey={(track) => track.tenant} sorted={{ by: 'tenant' }}
              />
              <p className="tb-legend">
                <span><i className="tb-span-mapped" />{t('reason.mapped')}</span>
                <span><i className="tb-span-unregistered" />{t('stack.default_pays')}</span>
                <span><Time value={found.from} day /> – <Time value={me.now} day /></span>
              </p>
            </>
          );
        }}
      </Await>
      {changing && (
        <Register
          row={{
            stack: props.stack, tenant: changing.tenant, since: changing.from,
            subscription: changing.subscription,
          }}
          mapped={changing.state === 'mapped'}
          onClose={() => setChanging(undefined)}
          onDone={(name) => void finish(t('unregistered.done', { name }))}
        />
      )}
      {removing && (
        <Remove
          registration={props.registration} stack={props.stack} span={removing}
          onClose={() => setRemoving(undefined)}
          onDone={(name) => void finish(t('stack.removed', { name }))}
        />
      )}
    </Section>
  );
}

function WhoPaid(props: { registration: string; tenants: string[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const names = useNames();
  const { get, set } = useAddress();
  const tenant = get('tenant');
  const at = get('at') || me.now.slice(0, 16);
  const known = get('known');
  const history = useHistory({
    registration: props.registration, tenant, at: fullHour(at),
    known: known ? `${known}:00Z` : undefined,
  }, tenant !== '' && fullHour(at) !== undefined);
  const span = history.data?.spans[0];
  return (
    <Section title={t('paid.title')} hint={t('paid.hint')}>
      <div className="tb-filters tb-below">
        <Field label={t('unregistered.tenant')} className="tb-grow">
          <Select value={tenant} onChange={(_, data) => set('tenant', data.value)}>
            <option value="">{t('paid.choose')}</option>
            {props.tenants.map((id) => (
              <option key={id} value={id}>
                {`${names.ofTenant(id)?.name ?? t('unregistered.unknown')} · ${id.slice(0, 8)}…`}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('paid.at')}>
          <Input
            type="datetime-local" step={3600} value={at}
            onChange={(_, data) => set('at', data.value)}
          />
        </Field>
        <Field label={t('paid.known')}>
          <Input
            type="datetime-local" value={known} onChange={(_, data) => set('known', data.value)}
          />
        </Field>
      </div>
      {history.isError && <Problem error={history.error} />}
      {history.isFetching && <Loading lines={1} />}
      {history.data && (span ? (
        <Facts
          items={[
            [t('stack.pays'), names.subscription(span.subscription)],
            [t('explain.why'), (
              <Badge key="why" appearance="tint" color={colours[span.state]}>
                {t(`reason.${span.state}`)}
              </Badge>
            )],
            [t('unregistered.since'), <Time key="since" value={span.from} />],
            [t('paid.until'), <Time key="to" value={span.to} />],
            [t('explain.known'), <Time key="known" value={span.known_at} />],
            [t('explain.by'), span.by],
          ]}
        />
      ) : <Empty title={t('paid.nobody')} text={t('paid.nobody_text')} />)}
    </Section>
  );
}

function View(props: { stack: Schema['Stack'] }) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const { stack } = props;
  const registrations = useRegistrations();
  const registration = registrations.data?.find((one) =>
    one.cloud_id === stack.cloud_id && !one.to)
    ?? registrations.data?.find((one) => one.cloud_id === stack.cloud_id);
  const isLive = registration !== undefined && !registration.to;
  const [doing, setDoing] = useState<'stack' | 'registration' | 'register' | 'move' | 'end'>();
  const close = { onClose: () => setDoing(undefined), onDone: () => setDoing(undefined) };
  const tenants = [...new Set(stack.local_subscriptions.map((one) => one.tenant))];
  type Local = Schema['Stack']['local_subscriptions'][number];
  const locals: Column<Local>[] = [
    {
      id: 'id', header: t('dimension.subscription'), card: 'title',
      cell: (row) => <Id value={row.id} />,
    },
    {
      id: 'tenant', header: t('unregistered.tenant'), width: 'minmax(0, 2fr)',
      cell: (row) => (
        <>{names.ofTenant(row.tenant)?.name ?? ''} <Id value={row.tenant} /></>
      ),
    },
  ];
  return (
    <Page
      title={stack.region || stack.cloud_id}
      lead={<Id value={stack.cloud_id} />}
      above={<Link to="/stacks">{t('stack.back')}</Link>}
      actions={(
        <>
          <Badge
            size="large" appearance="tint"
            color={stack.state === 'Registered' ? 'success' : 'warning'}
          >
            {t(`stack_state.${stack.state}`)}
          </Badge>
          {may('stack_patch') && (
            <Button icon={<EditRegular />} onClick={() => setDoing('stack')}>
              {t('form.edit')}
            </Button>
          )}
        </>
      )}
    >
      <Section
        title={t('registration.one')}
        aside={may('registration_put') && (isLive ? (
          <>
            <Button size="small" onClick={() => setDoing('registration')}>{t('form.edit')}</Button>
            <Button size="small" onClick={() => setDoing('move')}>{t('move.action')}</Button>
            <Button size="small" appearance="subtle" onClick={() => setDoing('end')}>
              {t('move.end')}
            </Button>
          </>
        ) : registrations.isSuccess && (
          <Button size="small" appearance="primary" onClick={() => setDoing('register')}>
            {t('registration.add_do')}
          </Button>
        ))}
      >
        {registration ? (
          <Facts
            items={[
              [t('registration.name'), registration.name],
              [t('registration.default'), names.subscription(registration.subscription)],
              [t('registration.model'), t(`billing_model.${registration.billing_model}`)],
              [t('registration.from'), <Time key="from" value={registration.from} />],
              [t('registration.approved'),
                t(registration.approved ? 'registration.yes' : 'registration.waits')],
              [t('stack.operator'), names.party(stack.operator)],
              [t('stack.provider_subscription'), (
                <Id key="provider" value={stack.provider_subscription} />
              )],
            ]}
          />
        ) : <Empty title={t('registration.none_here')} text={t('registration.none_here_text')} />}
      </Section>
      {registration && may('mapping_history') && (
        <>
          <Mappings registration={registration.name} stack={stack.cloud_id} />
          <WhoPaid registration={registration.name} tenants={tenants} />
        </>
      )}
      <Section title={t('stack.locals')} hint={t('stack.locals_hint')}>
        <Rows
          label={t('stack.locals')} columns={locals} rows={stack.local_subscriptions}
          rowKey={(row) => row.id} none={{ title: t('stack.no_locals') }}
        />
      </Section>
      {doing === 'stack' && <EditStack id={stack.cloud_id} {...close} />}
      {doing === 'register' && <NewRegistration stack={stack.cloud_id} {...close} />}
      {registration && doing === 'registration' && (
        <EditRegistration name={registration.name} {...close} />
      )}
      {registration && doing === 'move' && <Move registration={registration} {...close} />}
      {registration && doing === 'end' && <End registration={registration} {...close} />}
    </Page>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const stack = useQuery({
    queryKey: ['stack_get', id],
    queryFn: () => ok(api.GET('/v1/stacks/{stack}', { params: { path: { stack: id } } })),
  });
  return (
    <OnePage
      query={stack} title={t('stack.stack')}
      above={<Link to="/stacks">{t('stack.back')}</Link>}
    >
      {(data) => <View stack={data} />}
    </OnePage>
  );
}
