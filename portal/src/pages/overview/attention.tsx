// SPDX-License-Identifier: Apache-2.0
// What needs attention, the dearest first, each with the place where it is put right.
import {
  CheckmarkCircleRegular, ErrorCircleRegular, InfoRegular, WarningRegular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { useAlerts, usePeriod, useUnregistered, type Alert } from '../../api/queries';
import { addMonths, month, monthOf } from '../../format/time';
import { Section } from '../../ui/page';
import { Empty, Loading, Problem } from '../../ui/states';
import { Amount, Time, useLocale } from '../../ui/values';
import { totals } from './summary';

interface Item {
  key: string;
  tone: 'bad' | 'warn' | 'quiet';
  text: ReactNode;
  detail?: ReactNode;
  to?: string;
  action?: string;
}

const icons = { bad: ErrorCircleRegular, warn: WarningRegular, quiet: InfoRegular };

export function Todo(props: { items: Item[] }) {
  return (
    <ul className="tb-todo">
      {props.items.map((item) => {
        const Icon = icons[item.tone];
        return (
          <li key={item.key}>
            <Icon className={`tb-icon-${item.tone}`} aria-hidden="true" />
            <div>
              <p>{item.text}</p>
              {item.detail && <p className="tb-hint">{item.detail}</p>}
              {item.to && item.action && <Link to={item.to}>{item.action}</Link>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function Attention(props: { period: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const alerts = useAlerts(props.period);
  const unregistered = useUnregistered(props.period);
  const before = addMonths(monthOf(me.now), -1);
  const last = usePeriod(before);

  const one = (alert: Alert, index: number): Item | undefined => {
    const key = `${alert.code}${index}`;
    const stack = alert.stack ? names.stack(alert.stack) : '';
    const detail = alert.since
      ? <>{t('attention.since')} <Time value={alert.since} /></> : undefined;
    switch (alert.code) {
      case 'TenantFallsToDefault':
        return undefined;  // told together, with the money
      case 'SilentStack':
        return {
          key, detail, tone: 'warn', text: t('attention.silent', { stack }),
          to: `/stacks/${alert.stack}`, action: t('attention.see_stack'),
        };
      case 'QuarantinedUsage':
        return {
          key, detail, tone: 'bad', text: t('attention.quarantine', { stack }),
          to: '/stacks', action: t('attention.register_stack'),
        };
      case 'UnratedUsage':
        return {
          key, detail, tone: 'bad',
          text: t('attention.unrated', { meter: alert.meter ? names.meter(alert.meter) : '' }),
          to: '/prices', action: t('attention.add_price'),
        };
      case 'PeriodCannotClose':
        return {
          key, tone: 'bad', text: t('attention.cannot_close'), detail: alert.message,
          to: `/close?month=${props.period}`, action: t('attention.see_why'),
        };
      default:
        return { key, tone: 'warn', text: alert.message };
    }
  };

  const items: Item[] = [];
  const open = last.data?.ended
    && last.data.sellers.filter((seller) => seller.state !== 'closed').length;
  if (open) {
    items.push({
      key: 'close', tone: 'warn',
      text: t('attention.not_closed', { month: month(before, locale) }),
      detail: t('attention.not_closed_detail'),
      to: may('period_close') ? `/close?month=${before}` : undefined,
      action: t('attention.close'),
    });
  }
  const rows = unregistered.data ?? [];
  if (rows.length) {
    const sums = totals(rows);
    const tenants = new Set(rows.map((row) => row.tenant)).size;
    items.push({
      key: 'unregistered', tone: 'warn',
      text: t('attention.unregistered', { count: tenants }),
      detail: sums.length ? sums.map(([currency, amount], index) => (
        <span key={currency}>
          {index > 0 && ' · '}<Amount value={amount} currency={currency} />
        </span>
      )) : undefined,
      to: `/unregistered?month=${props.period}`, action: t('attention.register'),
    });
  }
  for (const [index, alert] of (alerts.data ?? []).entries()) {
    const item = one(alert, index);
    if (item) items.push(item);
  }
  const order = { bad: 0, warn: 1, quiet: 2 };
  items.sort((a, b) => order[a.tone] - order[b.tone]);

  return (
    <Section title={t('attention.title')}>
      {alerts.isError && <Problem error={alerts.error} retry={() => void alerts.refetch()} />}
      {alerts.isLoading || unregistered.isLoading ? <Loading lines={3} />
        : items.length === 0 ? (
          <Empty
            title={t('attention.none')}
            text={<><CheckmarkCircleRegular className="tb-icon-good" /> {t('attention.none_text')}</>}
          />
        ) : <Todo items={items} />}
    </Section>
  );
}
