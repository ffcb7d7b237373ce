// SPDX-License-Identifier: Apache-2.0
// Lines in question: opened and taken back by the buyer (or by the seller for it), credited or
// kept by the seller.
import { Badge, Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import type { Dispute } from '../../api/invoices';
import { sellerOf, useMay, useMe, type Me } from '../../api/me';
import { Enter } from '../../ui/enter';
import { Section } from '../../ui/page';
import { DataTable, type Column } from '../../ui/table';
import { Time } from '../../ui/values';

type Invoice = Schema['Invoice'];
type Doing = 'accept' | 'reject' | 'withdraw';
type Ends = { onClose: () => void; onDone: () => void };

const colours = {
  open: 'warning', accepted: 'success', rejected: 'informative', withdrawn: 'subtle',
} as const;

const lineOf = (dispute: Dispute) => Number(dispute.line.split('-').pop());

function isParty(me: Me, of: Pick<Invoice, 'seller' | 'buyer'>): boolean {
  const self = sellerOf(me);
  return self !== undefined && (of.seller === self || of.buyer === self);
}

/** Whether somebody may question a line of it: its seller or its buyer. */
export function useQuestions(): (invoice: Invoice) => boolean {
  const me = useMe();
  const may = useMay();
  return (invoice) => may('dispute_open') && isParty(me, invoice);
}

export function Question(props: Ends & { invoice: string; line: string }) {
  const { t } = useTranslation();
  return (
    <Enter
      title={t('dispute.open')} action={t('dispute.do')}
      text={t('dispute.open_text', { number: `${props.invoice}-${props.line}` })}
      entries={[{
        name: 'reason', label: t('dispute.reason'), kind: 'area', required: true,
      }]}
      send={(values, key) => ok(api.POST('/v1/invoices/{invoice}/lines/{line}/disputes', {
        params: {
          path: { invoice: props.invoice, line: props.line }, header: { 'Idempotency-Key': key },
        },
        body: { reason: (values.reason ?? '').trim() },
      }))}
      onClose={props.onClose} onDone={props.onDone}
    />
  );
}

function Decide(props: Ends & { dispute: Dispute; currency: string; doing: Doing }) {
  const { t } = useTranslation();
  const { dispute, currency, doing } = props;
  const params = (key: string) => ({
    path: { invoice: dispute.invoice, dispute: dispute.id }, header: { 'Idempotency-Key': key },
  });
  const text = (value: string | undefined) => (value ?? '').trim() || undefined;
  const words = {
    title: t(`dispute.${doing}_title`, { line: lineOf(dispute) }),
    action: t(`dispute.${doing}_do`), text: t(`dispute.${doing}_text`),
    onClose: props.onClose, onDone: props.onDone,
  };
  if (doing === 'accept') {
    return (
      <Enter
        {...words}
        entries={[
          {
            name: 'amount', label: t('dispute.amount', { currency }),
            hint: t('dispute.amount_hint'), shape: /^\d+([.,]\d+)?$/,
            wrong: t('payment.amount_wrong'),
          },
          { name: 'answer', label: t('dispute.answer_optional'), kind: 'area' },
        ]}
        send={(values, key) =>
          ok(api.POST('/v1/invoices/{invoice}/disputes/{dispute}/acceptance', {
            params: params(key),
            body: { amount: text(values.amount)?.replace(',', '.'), answer: text(values.answer) },
          }))}
      />
    );
  }
  if (doing === 'reject') {
    return (
      <Enter
        {...words}
        entries={[{
          name: 'answer', label: t('dispute.answer'), kind: 'area', required: true,
        }]}
        send={(values, key) =>
          ok(api.POST('/v1/invoices/{invoice}/disputes/{dispute}/rejection', {
            params: params(key), body: { answer: text(values.answer) ?? '' },
          }))}
      />
    );
  }
  return (
    <Enter
      {...words} entries={[{ name: 'reason', label: t('dispute.reason') }]}
      send={(values, key) =>
        ok(api.POST('/v1/invoices/{invoice}/disputes/{dispute}/withdrawal', {
          params: params(key), body: { reason: text(values.reason) },
        }))}
    />
  );
}

function useColumns(onDo: (row: Dispute, doing: Doing) => void): Column<Dispute>[] {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const act = (row: Dispute, doing: Doing) => (
    <Button
      size="small" onClick={() => onDo(row, doing)}
      aria-label={`${t(`dispute.${doing}`)}: ${t('dispute.line')} ${lineOf(row)}`}
    >
      {t(`dispute.${doing}`)}
    </Button>
  );
  return [
    {
      id: 'line', header: t('dispute.line'), width: '4rem', card: 'title',
      cell: (row) => (
        <Link to={`/invoices/${row.invoice}/lines/${lineOf(row)}`}>
          <span className="tb-hidden">{t('dispute.line')} </span>{lineOf(row)}
        </Link>
      ),
    },
    {
      id: 'reason', header: t('dispute.reason'), width: 'minmax(0, 1.6fr)',
      cell: (row) => (
        <>
          {row.reason}
          <span className="tb-two"><Time value={row.opened_at} /></span>
        </>
      ),
    },
    {
      id: 'answer', header: t('dispute.answer'), width: 'minmax(0, 1.6fr)',
      cell: (row) => (
        <>
          {row.answer ?? (row.credit ? '' : '–')}
          {row.credit && (
            <span className="tb-two">
              {t('dispute.credit')} <Link to={`/invoices/${row.credit}`}>{row.credit}</Link>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'state', header: t('stack.state'), width: '7rem', card: 'end',
      cell: (row) => (
        <Badge appearance="tint" color={colours[row.state]}>
          {t(`dispute_state.${row.state}`)}
        </Badge>
      ),
    },
    {
      id: 'act', header: t('unregistered.action'), width: '15rem', end: true, card: 'action',
      cell: (row) => row.state === 'open' && isParty(me, row) && (
        <span className="tb-actions">
          {row.seller === sellerOf(me) && may('dispute_accept') && act(row, 'accept')}
          {row.seller === sellerOf(me) && may('dispute_reject') && act(row, 'reject')}
          {may('dispute_withdraw') && act(row, 'withdraw')}
        </span>
      ),
    },
  ];
}

/** Those of a document, or of one line of it. */
export function Disputes(props: { disputes: Dispute[]; currency: string; title: string }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<{ dispute: Dispute; doing: Doing }>();
  const columns = useColumns((dispute, what) => setDoing({ dispute, doing: what }));
  const close = () => setDoing(undefined);
  return (
    <Section title={props.title} hint={t('dispute.hint')}>
      <DataTable
        label={props.title} columns={columns} rows={props.disputes} rowKey={(row) => row.id}
      />
      {doing && <Decide {...doing} currency={props.currency} onClose={close} onDone={close} />}
    </Section>
  );
}
