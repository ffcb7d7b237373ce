// SPDX-License-Identifier: Apache-2.0
// Which month the page is about: kept in its address, so that it can be shared.
import { Button } from '@fluentui/react-components';
import { ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useMe } from '../api/me';
import { addMonths, month, monthOf } from '../format/time';
import { useLocale } from './values';

const SHAPE = /^\d{4}-(0[1-9]|1[0-2])$/;

export function useMonth(otherwise?: string): [string, (next: string) => void] {
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('month');
  const value = asked && SHAPE.test(asked) ? asked : (otherwise ?? monthOf(me.now));
  return [value, (next) => setSearch((before) => {
    const after = new URLSearchParams(before);
    after.set('month', next);
    return after;
  })];
}

export function MonthSwitch(props: { value: string; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const last = monthOf(me.now);
  return (
    <div className="tb-months" role="group" aria-label={t('month.label')}>
      <Button
        appearance="subtle" icon={<ChevronLeftRegular />} aria-label={t('month.before')}
        onClick={() => props.onChange(addMonths(props.value, -1))}
      />
      <b aria-live="polite">{month(props.value, locale)}</b>
      <Button
        appearance="subtle" icon={<ChevronRightRegular />} aria-label={t('month.after')}
        disabled={props.value >= last}
        onClick={() => props.onChange(addMonths(props.value, 1))}
      />
    </div>
  );
}
