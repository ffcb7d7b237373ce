// SPDX-License-Identifier: Apache-2.0
// How a document stands by its payments; for those who are told nothing of them, its status.
import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Schema } from '../../api/client';
import type { InvoiceRow, OpenState } from '../../api/invoices';
import { Stat } from '../../ui/page';
import { Amount } from '../../ui/values';

const colours = {
  'open': 'brand', 'part-paid': 'informative', 'paid': 'success', 'overdue': 'danger',
  'overpaid': 'warning', 'set-off': 'informative', 'void': 'subtle',
} as const;

const statuses = {
  draft: 'informative', issued: 'brand', paid: 'success', void: 'danger',
} as const;

export const openStates = Object.keys(colours) as OpenState[];

export function StandingBadge(props: { row: Pick<InvoiceRow, 'status' | 'state'> }) {
  const { t } = useTranslation();
  const { state, status } = props.row;
  return (
    <Badge appearance="tint" color={state ? colours[state] : statuses[status]}>
      {state ? t(`open_state.${state}`) : t(`document_status.${status}`)}
    </Badge>
  );
}

/** What is still to be paid of it and since when; nothing where that is not told. */
export function StillOpen(props: { invoice: Schema['Invoice'] }) {
  const { t } = useTranslation();
  const { open, due, state, currency, days_overdue: late = 0 } = props.invoice;
  if (open === undefined) return null;
  const detail = late > 0 && due ? t('payment.late', { count: late, day: due })
    : due ? t('payment.due', { day: due }) : t('payment.no_terms');
  return (
    <Stat
      label={t('payment.open')} value={<Amount value={open} currency={currency} />}
      detail={state === 'paid' || state === 'void' ? t(`open_state.${state}`) : detail}
      tone={state === 'overdue' ? 'warning' : state === 'paid' ? 'good' : undefined}
    />
  );
}
