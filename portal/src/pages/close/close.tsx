// SPDX-License-Identifier: Apache-2.0
// Period close: check the month, try it, close it. The work is the server's and outlives a reload.
import {
  Badge, Button, MessageBar, MessageBarBody, MessageBarTitle,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ApiProblem, whole, type Schema } from '../../api/client';
import { sellerOf, useMe } from '../../api/me';
import { useInvoices } from '../../api/invoices';
import { useNames } from '../../api/names';
import { begun, isOver, problemOf, useKept, useOperation } from '../../api/operations';
import { usePeriod, usePeriods } from '../../api/queries';
import { addMonths, hoursOf, hoursPassed, month, monthOf } from '../../format/time';
import { Ask } from '../../ui/dialog';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section } from '../../ui/page';
import { Progress } from '../../ui/progress';
import { Empty, Loading, Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Count, Time, useLocale } from '../../ui/values';
import { changes, type Changed } from './changes';
import { Checklist } from './checklist';

type Closed = Schema['Closed'];

function Documents(props: { closed: Closed; issued: boolean }) {
  const { t } = useTranslation();
  const names = useNames();
  const invoices = useInvoices();
  const { closed } = props;
  const rows = changes(closed.invoices, invoices.data ?? [], addMonths(closed.period, -1));
  const columns: Column<Changed>[] = [
    {
      id: 'document', header: t('close.document'), width: 'minmax(0, 1.2fr)', card: 'title',
      cell: (row) => (
        <>
          {props.issued ? <Link to={`/invoices/${row.id}`}>{row.id}</Link> : row.id}
          <span className="tb-two">{t(`document_type.${row.type}`)}</span>
        </>
      ),
    },
    {
      id: 'buyer', header: t('close.buyer'), width: 'minmax(0, 1.4fr)',
      order: (a, b) => names.party(a.buyer).localeCompare(names.party(b.buyer)),
      cell: (row) => names.party(row.buyer),
    },
    {
      id: 'lines', header: t('close.lines'), width: '4.5rem', end: true,
      cell: (row) => <Count value={row.lines} />,
    },
    {
      id: 'before', header: t('close.before'), width: '9.5rem', end: true,
      cell: (row) => <Amount value={row.before} currency={row.currency} />,
    },
    {
      id: 'change', header: t('close.change'), width: '12rem', end: true,
      cell: (row) => (
        <>
          {row.unusual && (
            <Badge appearance="tint" color="warning">{t('close.unusual')}</Badge>
          )}{' '}
          <Amount value={row.change} currency={row.currency} sign />
        </>
      ),
    },
    {
      id: 'total', header: t('close.total'), width: '9.5rem', end: true, card: 'end',
      cell: (row) => <Amount value={row.total} currency={row.currency} strong />,
    },
  ];
  return (
    <>
      {closed.warnings.map((warning) => (
        <MessageBar key={warning.code + warning.message} intent="warning" layout="multiline">
          <MessageBarBody>{warning.message}</MessageBarBody>
        </MessageBar>
      ))}
      {rows.length === 0 ? <Empty title={t('close.nothing')} /> : (
        <DataTable
          label={t('close.documents')} columns={columns} rows={rows}
          rowKey={(row) => `${row.id} ${row.currency}`}
        />
      )}
      {closed.adjustments > 0 && (
        <p className="tb-hint">{t('close.adjustments', { count: closed.adjustments })}</p>
      )}
    </>
  );
}

/** One piece of long work and what came of it. */
function Work(props: {
  id: string | undefined;
  label: string;
  onLost: () => void;
  onSuccess?: () => void;
  children: (closed: Closed) => React.ReactNode;
}) {
  const { t } = useTranslation();
  const operation = useOperation(props.id);
  const succeeded = operation.data?.state === 'succeeded';
  const { onSuccess } = props;
  useEffect(() => {
    if (succeeded) onSuccess?.();
  }, [succeeded, onSuccess]);
  if (props.id === undefined) return null;
  if (operation.error instanceof ApiProblem && operation.error.status === 404) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('close.lost')}</MessageBarTitle>
          {t('close.lost_text')}{' '}
          <Button size="small" onClick={props.onLost}>{t('action.close')}</Button>
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (operation.isError) {
    return <Problem error={operation.error} retry={() => void operation.refetch()} />;
  }
  if (!operation.data) return <Loading lines={2} />;
  if (!isOver(operation.data)) {
    return <Progress operation={operation.data} label={props.label} />;
  }
  if (!succeeded) return <Problem error={problemOf(operation.data)} />;
  return <>{props.children(operation.data.result as Closed)}</>;
}

function Sellers(props: { period: Schema['Period'] }) {
  const { t } = useTranslation();
  const names = useNames();
  type Row = Schema['Period']['sellers'][number];
  const columns: Column<Row>[] = [
    {
      id: 'seller', header: t('close.seller'), card: 'title', width: 'minmax(0, 2fr)',
      cell: (row) => (
        <>
          {names.party(row.seller)}
          {row.issued_at && <span className="tb-two"><Time value={row.issued_at} /></span>}
        </>
      ),
    },
    {
      id: 'state', header: t('close.state'), card: 'end', width: '5.5rem',
      cell: (row) => (
        <Badge appearance="tint" color={row.state === 'closed' ? 'success' : 'informative'}>
          {t(`period_state.${row.state}`)}
        </Badge>
      ),
    },
  ];
  return (
    <DataTable
      label={t('close.sellers')} columns={columns} rows={props.period.sellers}
      rowKey={(row) => row.seller}
    />
  );
}

/** The first month that has ended and that the caller has not closed. */
function useNextMonth(): { isPending: boolean; data?: string } {
  const me = useMe();
  const periods = usePeriods();
  const seller = sellerOf(me);
  if (!periods.data) return { isPending: periods.isPending };
  const closed = periods.data
    .filter((one) => one.seller === seller && one.state === 'closed')
    .map((one) => one.period).sort();
  const last = closed.at(-1);
  const ended = addMonths(monthOf(me.now), -1);
  const next = last === undefined || last >= ended ? ended : addMonths(last, 1);
  return { isPending: false, data: next };
}

export function Component() {
  const { t } = useTranslation();
  const next = useNextMonth();
  const [period, setPeriod] = useMonth(next.data);
  return (
    <Page
      title={t('page.close')} lead={t('close.lead')}
      actions={<MonthSwitch value={period} onChange={setPeriod} />}
    >
      {next.isPending ? <Loading /> : <Month key={period} period={period} />}
    </Page>
  );
}

function Month(props: { period: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const queries = useQueryClient();
  const { period } = props;
  const state = usePeriod(period);
  const [waived, setWaived] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [dry, keepDry] = useKept(`dry.${period}`);
  const [real, keepReal] = useKept(`close.${period}`);
  const works = useOperation(real);
  const tries = useOperation(dry);

  const start = useMutation({
    mutationFn: async (isDry: boolean) => {
      const path = { period };
      // The state of the month as it is now: nobody may have closed it meanwhile.
      const { headers } = await whole(api.GET('/v1/periods/{period}', { params: { path } }));
      return begun(api.POST('/v1/periods/{period}/close', {
        params: {
          path,
          query: isDry ? { dry_run: true } : {},
          header: {
            Prefer: 'respond-async',
            ...(isDry ? {} : { 'If-Match': headers.get('ETag') ?? '' }),
          },
        },
        body: waived.length ? { waive: waived } : {},
      }));
    },
    onSuccess: (id, isDry) => {
      setAsking(false);
      if (isDry) keepDry(id);
      else keepReal(id);
    },
    onError: () => setAsking(false),
  });
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ['period_get'] });
    await queries.invalidateQueries({ queryKey: ['period_list'] });
    await queries.invalidateQueries({ queryKey: ['invoice_list'] });
  };

  const mine = state.data?.sellers.find((seller) => seller.seller === sellerOf(me));
  const closed = mine?.state === 'closed';
  const ended = hoursPassed(period, me.now) >= hoursOf(period);
  const busy = start.isPending
    || (real !== undefined && works.data !== undefined && !isOver(works.data))
    || (dry !== undefined && tries.data !== undefined && !isOver(tries.data));

  return (
    <>
      <div className="tb-columns tb-wide-left">
        <Checklist period={period} waived={waived} onWaive={setWaived} />
        <Section title={t('close.sellers')}>
          {state.isError && <Problem error={state.error} retry={() => void state.refetch()} />}
          {state.isPending && <Loading />}
          {state.data && <Sellers period={state.data} />}
        </Section>
      </div>
      {real !== undefined && (
        <Section title={closed ? t('close.done', { month: month(period, locale) }) : t('close.do')}>
          <Work
            id={real} label={t('close.do_works')} onLost={() => keepReal(undefined)}
            onSuccess={refresh as () => void}
          >
            {(result) => <Documents closed={result} issued />}
          </Work>
        </Section>
      )}
      {!closed && (
        <Section
          title={t('close.dry')} hint={t('close.dry_text')}
          aside={(
            <>
              <Button
                appearance={dry ? 'secondary' : 'primary'} disabled={busy}
                onClick={() => start.mutate(true)}
              >
                {dry ? t('close.dry_again') : t('close.dry')}
              </Button>
              <Button
                appearance={dry ? 'primary' : 'secondary'} disabled={busy || !ended}
                onClick={() => setAsking(true)}
              >
                {t('close.do')}
              </Button>
            </>
          )}
        >
          {start.isError && <Problem error={start.error} />}
          <Work id={dry} label={t('close.dry_run_works')} onLost={() => keepDry(undefined)}>
            {(result) => (
              <div className="tb-stack">
                <p><b>{t('close.dry_result')}</b></p>
                <Documents closed={result} issued={false} />
              </div>
            )}
          </Work>
        </Section>
      )}
      {asking && (
        <Ask
          open title={t('close.confirm', { month: month(period, locale) })}
          action={t('close.confirm_do')} busy={start.isPending}
          onAct={() => start.mutate(false)} onClose={() => setAsking(false)}
        >
          <p>{t('close.confirm_text')}</p>
        </Ask>
      )}
    </>
  );
}
