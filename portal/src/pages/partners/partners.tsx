// SPDX-License-Identifier: Apache-2.0
// Who buys from whom: distributors with their resellers, and what each comes to this month.
import { Badge, Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Schema } from '../../api/client';
import { useMay } from '../../api/me';
import { useCustomers, useNames, usePartners } from '../../api/names';
import { useCharges } from '../../api/queries';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Amount, Count } from '../../ui/values';
import { EditPartner, NewPartner } from '../forms/parties';
import { totals } from '../overview/summary';

type Partner = Schema['Partner'];

/** Distributors, each followed by its resellers. */
export function tree(partners: Partner[]): Partner[] {
  const known = new Set(partners.map((one) => one.id));
  const tops = partners.filter((one) => !one.of || !known.has(one.of))
    .sort((a, b) => a.name.localeCompare(b.name));
  return tops.flatMap((top) => [
    top,
    ...partners.filter((one) => one.of === top.id).sort((a, b) => a.name.localeCompare(b.name)),
  ]);
}

export function Component() {
  const { t } = useTranslation();
  const may = useMay();
  const [doing, setDoing] = useState<'new' | Partner>();
  const names = useNames();
  const partners = usePartners();
  const customers = useCustomers().data ?? [];
  const [period, setPeriod] = useMonth();
  const charges = useCharges(period).data?.charges ?? [];
  const Sums = (props: { rows: typeof charges }) => (
    <>
      {totals(props.rows).map(([currency, amount]) => (
        <div key={currency}><Amount value={amount} currency={currency} /></div>
      ))}
    </>
  );
  const columns: Column<Partner>[] = [
    {
      id: 'name', header: t('customer.name'), width: 'minmax(0, 1.8fr)', card: 'title',
      cell: (row) => (
        <span className={row.kind === 'reseller' && row.of ? 'tb-child' : undefined}>
          {row.name}
          <span className="tb-two">{row.vat_id ?? row.id}</span>
        </span>
      ),
    },
    {
      id: 'kind', header: t('partner.kind'), width: '8rem',
      cell: (row) => <Badge appearance="outline">{t(`partner_kind.${row.kind}`)}</Badge>,
    },
    {
      id: 'of', header: t('partner.of'), width: 'minmax(0, 1.2fr)',
      cell: (row) => (row.of ? names.party(row.of) : t('role.provider')),
    },
    { id: 'country', header: t('customer.country'), width: '4.5rem', cell: (row) => row.country },
    {
      id: 'customers', header: t('page.customers'), width: '6rem', end: true,
      cell: (row) => (
        <Link to={`/customers?partner=${encodeURIComponent(row.id)}`}>
          <Count value={customers.filter((one) => one.partner === row.id).length} />
        </Link>
      ),
    },
    {
      id: 'buys', header: t('partner.buys'), width: '9rem', end: true, card: 'end',
      cell: (row) => <Sums rows={charges.filter((one) => one.buyer === row.id)} />,
    },
    {
      id: 'sells', header: t('partner.sells'), width: '9rem', end: true,
      cell: (row) => <Sums rows={charges.filter((one) => one.seller === row.id)} />,
    },
  ];
  if (may('partner_patch')) {
    columns.push({
      id: 'act', header: t('unregistered.action'), width: '5rem', end: true, card: 'action',
      cell: (row) => (
        <Button
          size="small" aria-label={`${t('form.edit')} ${row.name}`}
          onClick={() => setDoing(row)}
        >
          {t('form.edit')}
        </Button>
      ),
    });
  }
  const close = { onClose: () => setDoing(undefined), onDone: () => setDoing(undefined) };
  const sells = (partners.data ?? []).some((row) => charges.some((one) => one.seller === row.id));
  return (
    <Page
      title={t('page.partners')} lead={t('partner.lead')}
      actions={(
        <>
          <MonthSwitch value={period} onChange={setPeriod} />
          {may('partner_put') && (
            <Button appearance="primary" icon={<AddRegular />} onClick={() => setDoing('new')}>
              {t('partner.add')}
            </Button>
          )}
        </>
      )}
    >
      <Section title={t('page.partners')}>
        <Await query={partners}>
          {(rows) => (
            <Rows
              label={t('page.partners')} rows={tree(rows)} rowKey={(row) => row.id}
              columns={sells ? columns : columns.filter((column) => column.id !== 'sells')}
              none={{ title: t('partner.none'), text: t('partner.none_text') }}
            />
          )}
        </Await>
      </Section>
      {doing === 'new' && <NewPartner {...close} />}
      {typeof doing === 'object' && <EditPartner id={doing.id} {...close} />}
    </Page>
  );
}
