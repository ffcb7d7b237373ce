// SPDX-License-Identifier: Apache-2.0
// The payments of a document one issued: listed, recorded, undone by an entry of the opposite.
import { Badge, Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ok, type Schema } from '../../api/client';
import { useInvoices, usePayments, type Payment } from '../../api/invoices';
import { useMay, useMe } from '../../api/me';
import { compare, isZero, money } from '../../format/decimal';
import { Enter } from '../../ui/enter';
import type { Entry } from '../../ui/entries';
import { Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Amount, Time, useLocale } from '../../ui/values';
import { setOffs } from './set_off';

type Invoice = Schema['Invoice'];
type Recorded = Schema['PaymentRecorded'];
type Ends = { onClose: () => void; onDone: (answer: Recorded) => void };

const AMOUNT = /^-?\d+([.,]\d+)?$/;

function Add(props: Ends & { invoice: Invoice }) {
  const { t } = useTranslation();
  const me = useMe();
  const locale = useLocale();
  const { invoice } = props;
  const { currency, open = '0' } = invoice;
  const others = setOffs(invoice, useInvoices().data ?? []);
  const shown = (value: string | undefined) => money(value ?? '0', currency, locale);
  const ways: Entry[] = others.length === 0 ? [] : [{
    name: 'set_off', label: t('payment.way'), kind: 'choice',
    options: [['', t('payment.money')], ...others.map((one): [string, string] =>
      [one.id, t('payment.against', { number: one.id, amount: shown(one.open) })])],
  }];
  return (
    <Enter
      title={t('payment.add')} action={t('payment.do')}
      text={t('payment.add_text', { number: invoice.id, amount: shown(open) })}
      initial={{ amount: isZero(open) ? '' : open, date: me.now.slice(0, 10) }}
      entries={(values) => [...ways, {
        name: 'amount', label: t('payment.amount', { currency }), required: !values.set_off,
        hint: values.set_off ? undefined : t('payment.amount_hint'), shape: AMOUNT,
        wrong: t('payment.amount_wrong'),
      }, {
        name: 'date', label: t('payment.date'), kind: 'day', required: true,
      }, ...(values.set_off ? [] : [{
        name: 'reference', label: t('payment.reference'), hint: t('payment.reference_hint'),
      }])]}
      send={(values, key) => {
        const amount = (values.amount ?? '').trim().replace(',', '.');
        const reference = (values.reference ?? '').trim();
        // As much as can be is set off, unless somebody changed what stood there.
        const asked = values.set_off && amount === open ? '' : amount;
        return ok(api.POST('/v1/invoices/{invoice}/payments', {
          params: { path: { invoice: invoice.id }, header: { 'Idempotency-Key': key } },
          body: {
            ...(asked && { amount: asked }), currency, date: values.date,
            ...(values.set_off ? { set_off: values.set_off } : reference && { reference }),
          },
        }));
      }}
      onClose={props.onClose} onDone={props.onDone}
    />
  );
}

function Undo(props: Ends & { payment: Payment }) {
  const { t } = useTranslation();
  const { payment } = props;
  return (
    <Enter
      title={t('payment.undo_one', { number: payment.id })} action={t('payment.undo_do')}
      text={t('payment.undo_text')}
      entries={[{ name: 'reason', label: t('payment.undo_reason'), required: true }]}
      send={(values, key) => ok(api.POST('/v1/invoices/{invoice}/payments/{payment}/reversal', {
        params: {
          path: { invoice: payment.invoice, payment: payment.id },
          header: { 'Idempotency-Key': key },
        },
        body: { reason: (values.reason ?? '').trim() },
      }))}
      onClose={props.onClose} onDone={props.onDone}
    />
  );
}

function useColumns(onUndo: (row: Payment) => void): Column<Payment>[] {
  const { t } = useTranslation();
  const may = useMay();
  const columns: Column<Payment>[] = [
    {
      id: 'date', header: t('payment.date'), width: '7rem',
      order: (a, b) => (a.date < b.date ? -1 : 1), cell: (row) => <Time value={row.date} day />,
    },
    { id: 'entry', header: t('payment.entry'), card: 'title', cell: (row) => row.id },
    {
      id: 'reference', header: t('payment.reference'), width: 'minmax(0, 2fr)',
      cell: (row) => (
        <>
          {row.reference ?? (row.set_off ? '' : '–')}
          {row.set_off && t('payment.set_off', { number: row.set_off })}
          {row.undoes && (
            <span className="tb-two">{t('payment.undoes', { number: row.undoes })}</span>
          )}
        </>
      ),
    },
    {
      id: 'amount', header: t('invoice.amount'), width: '9rem', end: true, card: 'end',
      order: (a, b) => compare(a.amount, b.amount),
      cell: (row) => <Amount value={row.amount} currency={row.currency} strong />,
    },
  ];
  if (may('payment_undo')) {
    columns.push({
      id: 'act', header: t('unregistered.action'), width: '6.5rem', end: true, card: 'action',
      cell: (row) => (row.undone ? <Badge appearance="tint">{t('payment.undone')}</Badge>
        : !row.undoes && (
          <Button
            size="small" onClick={() => onUndo(row)}
            aria-label={t('payment.undo_one', { number: row.id })}
          >
            {t('payment.undo')}
          </Button>
        )),
    });
  }
  return columns;
}

/** For the seller; a buyer reads how the document stands, not how it came to that. */
export function Payments(props: { invoice: Invoice }) {
  const { t } = useTranslation();
  const may = useMay();
  const { invoice } = props;
  const [doing, setDoing] = useState<'add' | Payment>();
  const [saved, setSaved] = useState<Recorded>();
  const payments = usePayments(invoice.id, true);
  const columns = useColumns(setDoing);
  const ends = {
    onClose: () => setDoing(undefined),
    onDone: (answer: Recorded) => {
      setSaved(answer);
      setDoing(undefined);
    },
  };
  return (
    <Section
      title={t('payment.title')} hint={t('payment.hint')}
      aside={may('payment_add') && invoice.state !== 'set-off' && (
        <Button size="small" icon={<AddRegular />} onClick={() => setDoing('add')}>
          {t('payment.add')}
        </Button>
      )}
    >
      {saved && (
        <MessageBar intent="success" className="tb-below" role="status">
          <MessageBarBody>
            {t('payment.saved', { state: t(`open_state.${saved.state}`) })}
          </MessageBarBody>
        </MessageBar>
      )}
      <Await query={payments} lines={2}>
        {(rows) => (
          <Rows
            label={t('payment.title')} columns={columns} rows={rows} rowKey={(row) => row.id}
            tone={(row) => (row.undone || row.undoes ? 'muted' : undefined)}
            none={{ title: t('payment.none'), text: t('payment.none_text') }}
          />
        )}
      </Await>
      {doing === 'add' && <Add invoice={invoice} {...ends} />}
      {typeof doing === 'object' && <Undo payment={doing} {...ends} />}
    </Section>
  );
}
