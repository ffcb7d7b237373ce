// SPDX-License-Identifier: Apache-2.0
// What a change does to the money, month by month, before it is made.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useNames } from '../../api/names';
import { month } from '../../format/time';
import { DataTable, type Column } from '../../ui/table';
import { Amount, useLocale } from '../../ui/values';
import type { Effect } from './effects';

export interface Change {
  changed: boolean;
  notes: string[];
  /** Not told where the role has no preview of money. */
  effects?: Effect[];
}

/** `children` stand where the API tells no money. */
export function Effects(props: { change: Change; children?: ReactNode }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useNames();
  const { effects, notes } = props.change;
  const columns: Column<Effect>[] = [
    {
      id: 'month', header: t('effect.month'), card: 'title',
      cell: (one) => month(one.period, locale),
    },
    {
      id: 'who', header: t('effect.subscription'), width: 'minmax(0, 1.4fr)',
      cell: (one) => names.subscription(one.subscription),
    },
    {
      id: 'how', header: t('effect.how'), width: 'minmax(0, 1.2fr)',
      cell: (one) => t(one.state === 'open' ? 'effect.open'
        : one.difference.startsWith('-') ? 'effect.credit' : 'effect.debit'),
    },
    {
      id: 'amount', header: t('effect.difference'), end: true, card: 'end', width: '8rem',
      cell: (one) => <Amount value={one.difference} currency={one.currency} sign />,
    },
  ];
  return (
    <div className="tb-preview">
      <h3>{t('effect.title')}</h3>
      {notes.map((note) => <p key={note} className="tb-hint">{note}</p>)}
      {effects === undefined ? props.children : effects.length === 0
        ? <p>{t('effect.none')}</p> : (
          <DataTable
            label={t('effect.title')} columns={columns} rows={effects}
            rowKey={(one) => `${one.period} ${one.seller} ${one.buyer} ${one.subscription}`}
          />
        )}
    </div>
  );
}
