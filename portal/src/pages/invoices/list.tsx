// SPDX-License-Identifier: Apache-2.0
// All documents issued and received.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useInvoices, type InvoiceRow } from '../../api/invoices';
import { sellerOf, useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { compare } from '../../format/decimal';
import { month } from '../../format/time';
import { useAddress } from '../../ui/address';
import { Choice } from '../../ui/choice';
import { FilterBy, Find } from '../../ui/filter';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Save } from '../../ui/save';
import { Await, Empty } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Amount, useLocale } from '../../ui/values';
import { totals } from '../overview/summary';
import { openStates, StandingBadge } from './standing';

type Direction = 'every' | 'issued' | 'received';
const directions: Direction[] = ['every', 'issued', 'received'];

export function Component() {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const invoices = useInvoices();
  const { get, set } = useAddress();
  const wanted = get('month');
  const standing = get('standing');
  const direction = (get('of') || 'every') as Direction;
  const words = get('find').toLowerCase();
  const seller = sellerOf(me);

  const columns: Column<InvoiceRow>[] = [
    {
      id: 'number', header: t('invoice.number'), width: 'minmax(0, 1.3fr)', card: 'title',
      order: (a, b) => (a.id < b.id ? -1 : 1),
      cell: (row) => (
        <>
          <Link to={`/invoices/${row.id}`}>{row.id}</Link>
          {row.type === 'credit_note' && (
            <span className="tb-two">{t('document_type.credit_note')}</span>
          )}
        </>
      ),
    },
    {
      id: 'seller', header: t('invoice.seller'), width: 'minmax(0, 1.2fr)',
      order: (a, b) => names.party(a.seller).localeCompare(names.party(b.seller)),
      cell: (row) => names.party(row.seller),
    },
    {
      id: 'buyer', header: t('invoice.buyer'), width: 'minmax(0, 1.4fr)',
      order: (a, b) => names.party(a.buyer).localeCompare(names.party(b.buyer)),
      cell: (row) => names.party(row.buyer),
    },
    {
      id: 'period', header: t('invoice.period'), width: '9rem',
      order: (a, b) => (a.period < b.period ? -1 : 1),
      cell: (row) => month(row.period, locale),
    },
    {
      id: 'status', header: t('invoice.status'), width: '7.5rem',
      cell: (row) => (
        <>
          <StandingBadge row={row} />
          {row.state === 'overdue' && row.due && (
            <span className="tb-two">{t('payment.due', { day: row.due })}</span>
          )}
        </>
      ),
    },
    {
      id: 'total', header: t('invoice.total'), width: '9.5rem', end: true, card: 'end',
      order: (a, b) => compare(a.total, b.total),
      cell: (row) => <Amount value={row.total} currency={row.currency} strong />,
    },
  ];

  return (
    <Page
      title={t('page.invoices')} lead={t('invoice.lead')}
      actions={may('dunning') && <Link to="/invoices/overdue">{t('dunning.link')}</Link>}
    >
      <Await query={invoices}>
        {(all) => {
          if (all.length === 0) {
            return (
              <Section title={t('page.invoices')}>
                <Empty
                  title={t('invoice.none')} text={t('invoice.none_text')}
                  action={may('period_close') && (
                    <Link to="/close">{t('invoice.to_close')}</Link>
                  )}
                />
              </Section>
            );
          }
          const months = [...new Set(all.map((row) => row.period))].sort().reverse();
          const rows = all.filter((row) =>
            (!wanted || row.period === wanted) && (!standing || row.state === standing)
            && (direction === 'every' || (direction === 'issued') === (row.seller === seller))
            && (!words || [row.id, names.party(row.seller), names.party(row.buyer)]
              .some((text) => text.toLowerCase().includes(words))));
          const both = all.some((row) => row.seller === seller)
            && all.some((row) => row.seller !== seller);
          return (
            <>
              <div className="tb-filters">
                {both && (
                  <Choice
                    label={t('invoice.direction')} value={direction}
                    onChange={(next) => set('of', next === 'every' ? '' : next)}
                    options={directions.map((one) => [one, t(`invoice.${one}`)])}
                  />
                )}
                <FilterBy
                  name="month" label={t('invoice.month')} all={t('invoice.any_month')}
                  options={months.map((one) => [one, month(one, locale)])}
                />
                {all.some((row) => row.state) && (
                  <FilterBy
                    name="standing" label={t('payment.by_state')} all={t('payment.any_state')}
                    options={openStates.map((one) => [one, t(`open_state.${one}`)])}
                  />
                )}
                <Find placeholder={t('invoice.search')} />
                {wanted && may('export_focus') && (
                  <div className="tb-actions">
                    <Save
                      address={`/v1/exports/focus?period=${wanted}`}
                      name={`focus-${wanted}.csv`} label={t('invoice.focus')}
                    />
                    <Save
                      address={`/v1/exports/lines?period=${wanted}&file=invoice-reconciliation`}
                      name={`lines-${wanted}.csv`} label={t('invoice.lines_file')}
                    />
                  </div>
                )}
              </div>
              <Section
                title={t('invoice.count', { count: rows.length })}
                aside={totals(rows.map((row) => ({ ...row, amount: row.total })))
                  .map(([currency, amount]) => (
                    <Amount key={currency} value={amount} currency={currency} strong />
                  ))}
              >
                <Rows
                  label={t('page.invoices')} columns={columns} rows={rows}
                  rowKey={(row) => row.id} sorted={{ by: 'period', down: true }}
                  none={{ title: t('invoice.none_match'), text: t('invoice.none_match_text') }}
                />
              </Section>
            </>
          );
        }}
      </Await>
    </Page>
  );
}
