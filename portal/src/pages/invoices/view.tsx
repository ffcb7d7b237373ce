// SPDX-License-Identifier: Apache-2.0
// One document: what it comes to, its files, its lines, and how it compares with the month before.
import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { CheckmarkCircleRegular, ReceiptMoneyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useInvoice, useInvoices } from '../../api/invoices';
import { sellerOf, useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { compare, isZero, subtract, sum } from '../../format/decimal';
import { addMonths, month } from '../../format/time';
import { useAddress } from '../../ui/address';
import { Bars } from '../../ui/bars';
import { FilterBy, Find } from '../../ui/filter';
import { Facts, Page, Section, Stat, Stats } from '../../ui/page';
import { OnePage, Rows } from '../../ui/rows';
import { Save } from '../../ui/save';
import { Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Amount, Exactly, Id, Quantity, Time, useLocale } from '../../ui/values';
import { Credit } from './credit';
import { Disputes } from './disputes';
import { Payments } from './payments';
import { StandingBadge, StillOpen } from './standing';

type Invoice = Schema['Invoice'];
type Line = Schema['InvoiceLine'];

function Lines(props: { invoice: Invoice }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const may = useMay();
  const names = useNames();
  const { invoice } = props;
  const { get } = useAddress();
  const customer = get('customer');
  const words = get('find').toLowerCase();
  const customers = [...new Set(invoice.lines.map((line) => line.customer ?? ''))];
  const rows = invoice.lines.filter((line) =>
    (!customer || line.customer === customer)
    && (!words || `${line.name} ${names.customer(line.customer)}`.toLowerCase().includes(words)));
  const number = (line: Line) => Number(line.id.split('-').pop());
  const columns: Column<Line>[] = [
    {
      id: 'line', header: t('invoice.line'), width: '3.2rem', card: 'none',
      order: (a, b) => number(a) - number(b), cell: (line) => number(line),
    },
    {
      id: 'what', header: t('invoice.what'), width: 'minmax(0, 1.6fr)', card: 'title',
      order: (a, b) => a.name.localeCompare(b.name),
      cell: (line) => (
        <>
          {line.name}
          {line.kind !== 'usage' && (
            <span className="tb-two">
              {t(`line_kind.${line.kind}`)}
              {line.of && ` ${t('invoice.of_month', { month: month(line.of.period, locale) })}`}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'customer', header: t('invoice.customer'), width: 'minmax(0, 1.2fr)',
      order: (a, b) => names.customer(a.customer).localeCompare(names.customer(b.customer)),
      cell: (line) => (line.customer
        ? names.customer(line.customer) : names.subscription(line.subscription)),
    },
    {
      id: 'quantity', header: t('invoice.quantity'), width: 'minmax(0, 1.3fr)', end: true,
      cell: (line) => <Quantity value={line.quantity} unit={line.unit} />,
    },
    {
      id: 'price', header: t('invoice.unit_price'), width: '7rem', end: true,
      cell: (line) => <Exactly value={line.unit_price} />,
    },
    {
      id: 'amount', header: t('invoice.amount'), width: '8rem', end: true, card: 'end',
      order: (a, b) => compare(a.amount, b.amount),
      cell: (line) => <Amount value={line.amount} currency={invoice.currency} strong />,
    },
  ];
  if (may('invoice_line_explain')) {
    columns.push({
      id: 'explain', header: t('invoice.explain'), width: '5rem', end: true,
      card: 'action',
      cell: (line) => (
        <Link
          to={`/invoices/${invoice.id}/lines/${number(line)}`}
          aria-label={t('invoice.explain_line', { line: number(line) })}
        >
          {t('invoice.explain')}
        </Link>
      ),
    });
  }
  return (
    <Section
      title={t('invoice.lines')}
      aside={(
        <Amount value={sum(rows.map((line) => line.amount))} currency={invoice.currency} strong />
      )}
    >
      <div className="tb-filters tb-below">
        <FilterBy
          name="customer" label={t('invoice.customer')} all={t('invoice.all_customers')}
          options={customers.filter(Boolean).map((id) => [id, names.customer(id)])}
        />
        <Find placeholder={t('invoice.search_lines')} />
      </div>
      <Rows
        label={t('invoice.lines')} columns={columns} rows={rows} rowKey={(line) => line.id}
        sorted={{ by: 'line' }} none={{ title: t('invoice.none_match') }}
      />
    </Section>
  );
}

/** Sums of a document by whom they are for. */
function byCustomer(invoice: Invoice): Map<string, string> {
  const found = new Map<string, string[]>();
  for (const line of invoice.lines) {
    const key = line.customer ?? line.subscription ?? line.kind;
    found.set(key, [...(found.get(key) ?? []), line.amount]);
  }
  return new Map([...found].map(([key, amounts]) => [key, sum(amounts)]));
}

function Compare(props: { invoice: Invoice; before: Invoice }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useNames();
  const { invoice, before } = props;
  const now = byCustomer(invoice);
  const then = byCustomer(before);
  const rows = [...new Set([...now.keys(), ...then.keys()])].map((id) => {
    const amount = now.get(id) ?? '0';
    const earlier = then.get(id) ?? '0';
    return { id, amount, earlier, change: subtract(amount, earlier) };
  });
  type Row = (typeof rows)[number];
  const name = (id: string) => (names.subscriptionOf(id)
    ? names.subscription(id) : names.customer(id));
  const columns: Column<Row>[] = [
    { id: 'who', header: t('invoice.customer'), card: 'title', cell: (row) => name(row.id) },
    {
      id: 'before', header: month(before.period, locale), end: true, width: '9rem',
      cell: (row) => <Amount value={row.earlier} currency={invoice.currency} />,
    },
    {
      id: 'now', header: month(invoice.period, locale), end: true, width: '9rem',
      cell: (row) => <Amount value={row.amount} currency={invoice.currency} />,
    },
    {
      id: 'change', header: t('close.change'), end: true, width: '9rem', card: 'end',
      order: (a, b) =>
        compare(a.change.replace('-', ''), b.change.replace('-', '')),
      cell: (row) => <Amount value={row.change} currency={invoice.currency} sign strong />,
    },
  ];
  return (
    <Section title={t('invoice.compare', { month: month(before.period, locale) })}>
      <DataTable
        label={t('invoice.compare', { month: month(before.period, locale) })}
        columns={columns} rows={rows} rowKey={(row) => row.id}
        sorted={{ by: 'change', down: true }}
      />
    </Section>
  );
}

function Before(props: { invoice: Invoice }) {
  const { invoice } = props;
  const earlier = useInvoices().data?.find((one) =>
    one.seller === invoice.seller && one.buyer === invoice.buyer && one.type === 'invoice'
    && one.currency === invoice.currency && one.period === addMonths(invoice.period, -1));
  return earlier ? <BeforeOf invoice={invoice} id={earlier.id} /> : null;
}

function BeforeOf(props: { invoice: Invoice; id: string }) {
  const before = useInvoice(props.id);
  return before.data ? <Compare invoice={props.invoice} before={before.data} /> : null;
}

function Verify(props: { id: string }) {
  const { t } = useTranslation();
  const verify = useMutation({
    mutationFn: () => ok(api.POST('/v1/invoices/{invoice}/verify', {
      params: { path: { invoice: props.id } },
    })) as Promise<Schema['Verification']>,
  });
  return (
    <>
      <Button
        icon={<CheckmarkCircleRegular />} disabled={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {t('invoice.verify')}
      </Button>
      {verify.isError && <Problem error={verify.error} />}
      {verify.data && (
        <span role="status" className={verify.data.ok ? 'tb-credit' : 'tb-debit'}>
          {t(verify.data.ok ? 'invoice.verified' : 'invoice.different')}
        </span>
      )}
    </>
  );
}

function View(props: { invoice: Invoice }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const { invoice } = props;
  const [crediting, setCrediting] = useState(false);
  const [credited, setCredited] = useState<string>();
  const rate = invoice.tax_details.rate_percent.replace(/\.0+$/, '');
  const { currency } = invoice;
  const isSeller = invoice.seller === sellerOf(me);
  const facts: [string, React.ReactNode][] = [
    [t('invoice.seller'), names.party(invoice.seller)],
    [t('invoice.buyer'), names.party(invoice.buyer)],
    [t('invoice.period'), month(invoice.period, locale)],
    [t('invoice.issued_at'), <Time key="at" value={invoice.issued_at} />],
    [t('invoice.rounding'), invoice.rounding],
    [t('invoice.digest'), <Id key="digest" value={invoice.digest} />],
  ];
  if (invoice.corrects) {
    facts.push([t('invoice.corrects'), (
      <Link key="of" to={`/invoices/${invoice.corrects}`}>{invoice.corrects}</Link>
    )]);
  }
  if (invoice.reason) facts.push([t('invoice.reason'), invoice.reason]);
  if (invoice.credited && !isZero(invoice.credited)) {
    facts.push([t('payment.credited'), (
      <Amount key="credited" value={invoice.credited} currency={currency} />
    )]);
  }
  const bars = [...byCustomer(invoice)].map(([id, value]) => ({
    id, value,
    name: names.subscriptionOf(id) ? names.subscription(id) : names.customer(id),
  }));
  const language = locale === 'sv' ? 'sv' : 'en';
  return (
    <Page
      title={`${t(`document_type.${invoice.type}`)} ${invoice.id}`}
      lead={(
        <>
          {names.party(invoice.seller)} → {names.party(invoice.buyer)},{' '}
          {month(invoice.period, locale)} <StandingBadge row={invoice} />
        </>
      )}
      above={<Link to="/invoices">{t('invoice.back')}</Link>}
      actions={(
        <>
          {may('invoice_pdf') && (
            <Save
              primary label={t('invoice.pdf')} name={`${invoice.id}.pdf`}
              address={`/v1/invoices/${invoice.id}/pdf?language=${language}`}
            />
          )}
          {may('invoice_ubl') && (
            <Save
              label={t('invoice.ubl')} name={`${invoice.id}.xml`}
              address={`/v1/invoices/${invoice.id}/ubl`}
            />
          )}
          {may('export_focus') && (
            <Save
              label={t('invoice.focus')} name={`focus-${invoice.id}.csv`}
              address={`/v1/exports/focus?period=${invoice.period}&seller=${
                encodeURIComponent(invoice.seller)}&buyer=${encodeURIComponent(invoice.buyer)}`}
            />
          )}
          {may('invoice_verify') && <Verify id={invoice.id} />}
          {may('invoice_credit') && isSeller && invoice.type === 'invoice' && (
            <Button icon={<ReceiptMoneyRegular />} onClick={() => setCrediting(true)}>
              {t('invoice.credit')}
            </Button>
          )}
        </>
      )}
    >
      {credited && (
        <MessageBar intent="success">
          <MessageBarBody>
            {t('invoice.credited', { number: credited })}{' '}
            <Link to={`/invoices/${credited}`}>{credited}</Link>
          </MessageBarBody>
        </MessageBar>
      )}
      <Stats>
        <Stat
          label={t('invoice.net')} value={<Amount value={invoice.total} currency={currency} />}
        />
        <Stat
          label={t('invoice.tax', { rate })}
          value={<Amount value={invoice.tax} currency={currency} />}
          detail={invoice.tax_details.note}
        />
        <Stat
          label={t('invoice.payable')}
          value={<Amount value={invoice.payable} currency={currency} />}
        />
        <StillOpen invoice={invoice} />
      </Stats>
      <div className="tb-columns tb-wide-left">
        <Section title={t('invoice.by_customer')}>
          <Bars bars={bars} currency={currency} label={t('invoice.by_customer')} />
        </Section>
        <Section title={t('invoice.number')}><Facts items={facts} /></Section>
      </div>
      {isSeller && may('payment_list') && <Payments invoice={invoice} />}
      {(invoice.disputes?.length ?? 0) > 0 && (
        <Disputes
          disputes={invoice.disputes ?? []} currency={currency} title={t('dispute.title')}
        />
      )}
      <Lines invoice={invoice} />
      <Before invoice={invoice} />
      {crediting && (
        <Credit
          invoice={invoice} onClose={() => setCrediting(false)}
          onDone={(id) => {
            setCredited(id);
            setCrediting(false);
          }}
        />
      )}
    </Page>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const invoice = useInvoice(id);
  return (
    <OnePage
      query={invoice} title={id} above={<Link to="/invoices">{t('invoice.back')}</Link>}
    >
      {(data) => <View key={id} invoice={data} />}
    </OnePage>
  );
}
