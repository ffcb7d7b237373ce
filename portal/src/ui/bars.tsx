// SPDX-License-Identifier: Apache-2.0
// A ranking: names, amounts, and a bar for how much of the whole each is.
import { Button } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import * as decimal from '../format/decimal';
import { Amount, useLocale } from './values';

export interface Bar {
  id: string;
  name: ReactNode;
  value: string;
  tone?: 'warning';
}

const FIRST = 8;

export function Bars(props: { bars: Bar[]; currency: string; label: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [all, setAll] = useState(false);
  const sorted = [...props.bars].sort((a, b) => decimal.compare(b.value, a.value));
  const total = decimal.sum(sorted.map((bar) => bar.value));
  const most = sorted[0]?.value ?? '0';
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <>
      <ol className="tb-bars" aria-label={props.label}>
        {shown.map((bar) => (
          <li key={bar.id}>
            <span className="tb-bar-name">{bar.name}</span>
            <span className="tb-bar-track" aria-hidden="true">
              <span
                className={`tb-bar-fill${bar.tone ? ` tb-${bar.tone}` : ''}`}
                style={{ width: `${Math.max(decimal.share(bar.value, most) * 100, 0.5)}%` }}
              />
            </span>
            <span className="tb-bar-share">
              {percent.format(decimal.share(bar.value, total))}
            </span>
            <span className="tb-bar-value">
              <Amount value={bar.value} currency={props.currency} />
            </span>
          </li>
        ))}
      </ol>
      {sorted.length > FIRST && (
        <Button appearance="transparent" size="small" onClick={() => setAll(!all)}>
          {all ? t('action.fewer') : t('action.all', { count: sorted.length })}
        </Button>
      )}
    </>
  );
}
