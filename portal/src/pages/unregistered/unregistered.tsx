// SPDX-License-Identifier: Apache-2.0
// Tenants whose usage falls to a default subscription: who, since when, how much money, and the
// way to register them, also for hours past.
import {
  Badge, Button, MessageBar, MessageBarBody, MessageBarTitle,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { useMay } from '../../api/me';
import { useNames } from '../../api/names';
import { useUnregistered, type Unregistered } from '../../api/queries';
import { compare } from '../../format/decimal';
import { Choice } from '../../ui/choice';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section, Stat, Stats } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Id, Time } from '../../ui/values';
import { totals } from '../overview/summary';
import { Register } from './register';

const tones = {
  'unregistered': 'warning', 'mapping-removed': 'danger', 'subscription-inactive': 'severe',
} as const;
type Reason = keyof typeof tones;

function Reasons(props: { reasons: string[] }) {
  const { t } = useTranslation();
  return (
    <span className="tb-badges">
      {props.reasons.map((reason) => (
        <Badge key={reason} appearance="tint" color={tones[reason as Reason] ?? 'warning'}>
          {reason in tones ? t(`reason.${reason as Reason}`) : reason}
        </Badge>
      ))}
    </span>
  );
}

function Rows(props: { rows: Unregistered[]; onRegister: (row: Unregistered) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const columns: Column<Unregistered>[] = [
    {
      id: 'tenant', header: t('unregistered.tenant'), width: 'minmax(0, 1.3fr)', card: 'title',
      cell: (row) => (
        <>
          {names.ofTenant(row.tenant)?.name ?? t('unregistered.unknown')}
          <span className="tb-two"><Id value={row.tenant} /></span>
        </>
      ),
    },
    {
      id: 'stack', header: t('stack.stack'), width: 'minmax(0, 0.8fr)',
      cell: (row) => <Link to={`/stacks/${row.stack}`}>{names.stack(row.stack)}</Link>,
    },
    {
      id: 'since', header: t('unregistered.since'), width: '10.5rem',
      order: (a, b) => (a.since < b.since ? -1 : 1),
      cell: (row) => <Time value={row.since} />,
    },
    {
      id: 'why', header: t('unregistered.why'), width: '11.5rem',
      cell: (row) => <Reasons reasons={row.reasons} />,
    },
    {
      id: 'pays', header: t('unregistered.pays'), width: 'minmax(0, 1.2fr)',
      cell: (row) => names.subscription(row.subscription),
    },
    {
      id: 'amount', header: t('unregistered.amount'), width: '7.5rem', end: true, card: 'end',
      order: (a, b) => compare(a.amount ?? '0', b.amount ?? '0'),
      cell: (row) => <Amount value={row.amount} currency={row.currency} strong />,
    },
  ];
  if (may('mapping_put')) {
    columns.push({
      id: 'act', header: t('unregistered.action'), width: '5.5rem', end: true,
      card: 'action',
      cell: (row) => (
        <Button
          size="small" appearance="primary" onClick={() => props.onRegister(row)}
          aria-label={t('unregistered.register_name', {
            name: names.ofTenant(row.tenant)?.name ?? row.tenant,
          })}
        >
          {t('unregistered.register')}
        </Button>
      ),
    });
  }
  return (
    <DataTable
      label={t('page.unregistered')} columns={columns} rows={props.rows}
      rowKey={(row) => `${row.stack} ${row.tenant}`} sorted={{ by: 'amount', down: true }}
    />
  );
}

export function Component() {
  const { t } = useTranslation();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const [period, setPeriod] = useMonth();
  const scope = search.get('of') === 'all' ? 'all' : 'month';
  const query = useUnregistered(scope === 'all' ? undefined : period);
  const [chosen, setChosen] = useState<Unregistered>();
  const [done, setDone] = useState<string>();
  const setScope = (next: 'all' | 'month') => setSearch((before) => {
    const after = new URLSearchParams(before);
    if (next === 'all') after.set('of', 'all');
    else after.delete('of');
    return after;
  });
  return (
    <Page
      title={t('page.unregistered')}
      lead={t('unregistered.lead')}
      actions={(
        <>
          {scope === 'month' && <MonthSwitch value={period} onChange={setPeriod} />}
          <Choice
            label={t('unregistered.scope')} value={scope} onChange={setScope}
            options={[['month', t('unregistered.month')], ['all', t('unregistered.all')]]}
          />
        </>
      )}
    >
      {done && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('unregistered.done', { name: done })}</MessageBarTitle>
            {t('unregistered.done_text')}{' '}
            {may('period_close') && <Link to="/close">{t('unregistered.to_close')}</Link>}
          </MessageBarBody>
        </MessageBar>
      )}
      <Await query={query}>
        {(rows) => (rows.length === 0 ? (
          <Section title={t('unregistered.list')}>
            <Empty title={t('unregistered.none')} text={t('unregistered.none_text')} />
          </Section>
        ) : (
          <>
            <Stats>
              <Stat
                label={t('unregistered.tenants')}
                value={new Set(rows.map((row) => row.tenant)).size}
                detail={t('unregistered.on_stacks', {
                  count: new Set(rows.map((row) => row.stack)).size,
                })}
              />
              {totals(rows).map(([currency, amount]) => (
                <Stat
                  key={currency} tone="warning"
                  label={t('unregistered.falls', { currency })}
                  value={<Amount value={amount} currency={currency} />}
                  detail={t('unregistered.prices')}
                />
              ))}
            </Stats>
            <Section title={t('unregistered.list')} hint={t('unregistered.hint')}>
              <Rows rows={rows} onRegister={setChosen} />
            </Section>
          </>
        ))}
      </Await>
      {chosen && (
        <Register
          row={chosen}
          onClose={() => setChosen(undefined)}
          onDone={(name) => {
            setDone(name);
            setChosen(undefined);
          }}
        />
      )}
    </Page>
  );
}
