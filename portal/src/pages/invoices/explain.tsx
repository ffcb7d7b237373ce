// SPDX-License-Identifier: Apache-2.0
// From one line down to who paid for each hour, why, at which price, and the usage records.
import { Badge, Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useInvoice } from '../../api/invoices';
import { useNames } from '../../api/names';
import { month } from '../../format/time';
import { Facts, Page, Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Count, Exactly, Id, Quantity, Time, useLocale } from '../../ui/values';
import { Disputes, Question, useQuestions } from './disputes';

type Explanation = Schema['Explanation'];

/** What a run tells beyond its schema, which names what every version of the API has. */
interface Run {
  stack: string;
  tenant: string;
  meter: string;
  quantity: string;
  reason: string;
  registration?: string;
  mapping?: { since: string; known_at: string; by: string } | null;
  first?: string;
  last?: string;
  hours?: number;
}

type Record = Explanation['records'][number];

const STEPS = [20, 200, 1000, 10_000];

function Equation(props: { explained: Explanation; currency: string }) {
  const { t } = useTranslation();
  const { explained, currency } = props;
  const part = (name: string, value: ReactNode) => (
    <div className="tb-term"><span>{value}</span><small>{name}</small></div>
  );
  return (
    <div className="tb-equation">
      {part(`${t('explain.quantity')} × ${explained.unit}`,
        <Exactly value={explained.quantity} />)}
      <b aria-hidden="true">×</b>
      {part(t('explain.price'), <Exactly value={explained.unit_price} />)}
      <b aria-hidden="true">=</b>
      {part(t('explain.exact'), <Exactly value={explained.charge?.exact_amount} />)}
      <b aria-hidden="true">→</b>
      {part(t('explain.rounded'), (
        <Amount value={explained.amount} currency={currency} strong />
      ))}
    </div>
  );
}

function Explained(props: { explained: Explanation; currency: string; more: ReactNode }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useNames();
  const { explained, currency } = props;
  const { charge } = explained;
  const facts: [string, ReactNode][] = [
    [t('explain.seller'), names.party(explained.seller)],
    [t('explain.buyer'), names.party(explained.buyer)],
    [t('explain.month'), month(explained.period, locale)],
  ];
  if (explained.meter) facts.push([t('dimension.meter'), names.meter(explained.meter)]);
  if (charge) {
    facts.push([t('explain.sheet'), (
      <Link key="sheet" to={`/prices/${encodeURIComponent(charge.price_sheet ?? '')}`}>
        {charge.price_sheet}
      </Link>
    )]);
    facts.push([t('explain.model'), charge.model]);
    facts.push([t('explain.tier'), <Exactly key="tier" value={charge.tier_from} />]);
  }
  if (explained.cause) facts.push([t('explain.cause'), explained.cause]);
  if (explained.bill_now !== null) {
    facts.push([t('explain.now'), (
      <Amount key="now" value={explained.bill_now} currency={currency} />
    )]);
  }
  for (const before of explained.billed_before) {
    facts.push([`${t('explain.before')} (${before.line})`, (
      <Amount key={before.line} value={before.amount} currency={currency} />
    )]);
  }
  const runs: Column<Run>[] = [
    {
      id: 'tenant', header: t('explain.tenant'), width: 'minmax(0, 1.3fr)', card: 'title',
      cell: (run) => (
        <>
          {names.ofTenant(run.tenant)?.name ?? ''}
          <span className="tb-two"><Id value={run.tenant} /></span>
        </>
      ),
    },
    {
      id: 'stack', header: t('stack.stack'), width: 'minmax(0, 1fr)',
      cell: (run) => <Link to={`/stacks/${run.stack}`}>{names.stack(run.stack)}</Link>,
    },
    {
      id: 'why', header: t('explain.why'), width: 'minmax(0, 1.2fr)',
      cell: (run) => (
        <>
          <Badge appearance="tint" color={run.reason === 'mapped' ? 'success' : 'warning'}>
            {run.reason in reasons ? t(`reason.${run.reason as keyof typeof reasons}`)
              : run.reason}
          </Badge>
          {run.mapping && (
            <span className="tb-two">
              {t('attention.since')} <Time value={run.mapping.since} day />, {run.mapping.by}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'first', header: t('explain.first'), width: '10.5rem',
      cell: (run) => <Time value={run.first} />,
    },
    {
      id: 'last', header: t('explain.last'), width: '10.5rem',
      cell: (run) => <Time value={run.last} />,
    },
    {
      id: 'hours', header: t('explain.hours'), width: '4rem', end: true,
      cell: (run) => (run.hours === undefined ? '–' : <Count value={run.hours} />),
    },
    {
      id: 'quantity', header: t('explain.quantity'), width: '6.5rem', end: true,
      card: 'end', cell: (run) => <Quantity value={run.quantity} />,
    },
  ];
  const records: Column<Record>[] = [
    {
      id: 'start', header: t('explain.start'), width: '10.5rem', card: 'title',
      cell: (record) => <Time value={record.start} />,
    },
    {
      id: 'resource', header: t('explain.resource'), width: 'minmax(0, 3fr)',
      cell: (record) => <span className="tb-break">{record.resource}</span>,
    },
    {
      id: 'quantity', header: t('explain.quantity'), width: '13rem', end: true, card: 'end',
      cell: (record) => <Exactly value={record.quantity} />,
    },
  ];
  return (
    <>
      <Section title={t('explain.sum')}>
        <Equation explained={explained} currency={currency} />
        <Facts items={facts} />
      </Section>
      {explained.runs.length === 0 ? (
        <Section title={t('explain.who')}><Empty title={t('explain.no_records')} /></Section>
      ) : (
        <>
          <Section title={t('explain.who')} hint={t('explain.who_hint')}>
            <DataTable
              label={t('explain.who')} columns={runs} rows={explained.runs as Run[]}
              rowKey={(run) => `${run.stack} ${run.tenant} ${run.meter} ${run.first}`}
            />
          </Section>
          <Section
            title={t('explain.records')} aside={props.more}
            hint={t('explain.records_hint', {
              total: explained.records_total, superseded: explained.superseded_total,
            })}
          >
            <DataTable
              label={t('explain.records')} columns={records} rows={explained.records}
              rowKey={(record) => `${record.resource} ${record.start} ${record.quantity}`}
              tone={(record) => (record.counted ? undefined : 'muted')}
            />
          </Section>
        </>
      )}
    </>
  );
}

const reasons = {
  'mapped': 1, 'unregistered': 1, 'mapping-removed': 1, 'subscription-inactive': 1,
};

export function Component() {
  const { t } = useTranslation();
  const { id = '', line = '' } = useParams();
  const [step, setStep] = useState(0);
  const records = STEPS[step] ?? 20;
  const invoice = useInvoice(id);
  const explained = useQuery({
    queryKey: ['invoice_line_explain', id, line, records],
    queryFn: () => ok(api.GET('/v1/invoices/{invoice}/lines/{line}/explanation', {
      params: { path: { invoice: id, line }, query: { records } },
    })),
    placeholderData: (before: Explanation | undefined) => before,
  });
  const all = (explained.data?.records.length ?? 0) >= (explained.data?.records_total ?? 0);
  const whole = `${id}-${line}`;
  const name = invoice.data?.lines.find((one) => one.id === whole)?.name;
  const disputes = invoice.data?.disputes?.filter((one) => one.line === whole) ?? [];
  const questions = useQuestions();
  const [asking, setAsking] = useState(false);
  const isOpen = disputes.some((one) => one.state === 'open');
  return (
    <Page
      title={t('explain.title', { line })} lead={name}
      above={<Link to={`/invoices/${id}`}>{t('explain.back', { id })}</Link>}
      actions={invoice.data && questions(invoice.data) && !isOpen && (
        <Button onClick={() => setAsking(true)}>{t('dispute.open')}</Button>
      )}
    >
      {disputes.length > 0 && (
        <Disputes
          disputes={disputes} currency={invoice.data?.currency ?? ''} title={t('dispute.here')}
        />
      )}
      {asking && (
        <Question
          invoice={id} line={line} onClose={() => setAsking(false)}
          onDone={() => setAsking(false)}
        />
      )}
      <Await query={explained} lines={8}>
        {(data) => (
          <Explained
            explained={data} currency={invoice.data?.currency ?? ''}
            more={!all && step + 1 < STEPS.length && (
              <Button
                size="small" disabled={explained.isFetching} onClick={() => setStep(step + 1)}
              >
                {t('explain.more')}
              </Button>
            )}
          />
        )}
      </Await>
    </Page>
  );
}
