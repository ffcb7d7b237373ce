// SPDX-License-Identifier: Apache-2.0
// What to look at before a month is closed, each with the place where it is put right.
import { Checkbox } from '@fluentui/react-components';
import {
  CheckmarkCircleRegular, CircleRegular, ErrorCircleRegular, WarningRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ok } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames, useRegistrations } from '../../api/names';
import { useAlerts, useCharges, usePeriod, useUnregistered } from '../../api/queries';
import { hoursOf, hoursPassed } from '../../format/time';
import { Section } from '../../ui/page';
import { Amount } from '../../ui/values';
import { totals } from '../overview/summary';

type Tone = 'good' | 'warn' | 'bad' | 'quiet';

interface Check {
  key: string;
  tone: Tone;
  text: string;
  detail?: ReactNode;
  to?: string;
  action?: string;
}

const icons = {
  good: CheckmarkCircleRegular, warn: WarningRegular, bad: ErrorCircleRegular,
  quiet: CircleRegular,
};

export function Checklist(props: {
  period: string;
  waived: string[];
  onWaive: (meters: string[]) => void;
}) {
  const { t } = useTranslation();
  const { period, waived } = props;
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const state = usePeriod(period).data;
  const charges = useCharges(period).data;
  const alerts = useAlerts(period).data;
  const unregistered = useUnregistered(period).data;
  const registrations = useRegistrations().data;
  const reconciliation = useQuery({
    queryKey: ['period_reconcile', period],
    queryFn: () => ok(api.GET('/v1/periods/{period}/reconciliation', {
      params: { path: { period } },
    })),
    enabled: may('period_reconcile'),
    staleTime: 60_000,
  });

  const checks: Check[] = [];
  const closed = state !== undefined && state.sellers.length > 0
    && state.sellers.every((seller) => seller.state === 'closed');
  if (closed) {
    checks.push({
      key: 'closed', tone: 'good', text: t('close.closed'), detail: t('close.closed_text'),
    });
  }
  if (state?.ended || hoursPassed(period, me.now) >= hoursOf(period)) {
    checks.push({ key: 'ended', tone: 'good', text: t('close.ended') });
  } else {
    checks.push({
      key: 'ended', tone: 'warn', text: t('close.not_ended'), detail: t('close.not_ended_text'),
    });
  }

  if (charges) {
    const meters = [...new Set(charges.unrated.map((row) => row.meter))];
    checks.push(meters.length === 0
      ? { key: 'rated', tone: 'good', text: t('close.rated') }
      : {
        key: 'rated', tone: meters.every((meter) => waived.includes(meter)) ? 'warn' : 'bad',
        text: t('close.unrated', { count: meters.length }),
        to: '/prices', action: t('attention.add_price'),
        detail: (
          <>
            {t('close.unrated_text')}
            {meters.map((meter) => (
              <div key={meter}>
                <Checkbox
                  label={t('close.waive', { name: names.meter(meter) })}
                  checked={waived.includes(meter)}
                  onChange={(_, data) => props.onWaive(data.checked
                    ? [...waived, meter] : waived.filter((one) => one !== meter))}
                />
              </div>
            ))}
          </>
        ),
      });
  }

  if (alerts) {
    const held = alerts.filter((alert) => alert.code === 'QuarantinedUsage');
    checks.push(held.length === 0
      ? { key: 'held', tone: 'good', text: t('close.quarantine_none') }
      : {
        key: 'held', tone: 'bad', text: t('close.quarantine_some'),
        detail: held.map((alert) => names.stack(alert.stack ?? '')).join(', '),
        to: '/stacks', action: t('attention.register_stack'),
      });
  }

  if (may('period_reconcile')) {
    const found = reconciliation.data;
    const differences = found
      ? Math.max(found.differences.length, found.hops.filter((hop) => hop.difference !== '0').length)
      : 0;
    checks.push(!found
      ? { key: 'sums', tone: 'quiet', text: t('close.checking') }
      : found.ok
        ? {
          key: 'sums', tone: 'good', text: t('close.reconciled'),
          detail: t('close.reconciled_text', { count: found.hops.length }),
        }
        : {
          key: 'sums', tone: 'bad', text: t('close.not_reconciled', { count: differences }),
          detail: <span className="tb-lines">{found.differences.join('\n')}</span>,
        });
  }

  if (registrations) {
    const waiting = registrations.filter((one) => !one.approved && !one.to).length;
    checks.push(waiting === 0
      ? { key: 'approved', tone: 'good', text: t('close.approved') }
      : {
        key: 'approved', tone: 'warn', text: t('close.unapproved', { count: waiting }),
        to: '/stacks', action: t('close.approve'),
      });
  }

  if (unregistered) {
    const tenants = new Set(unregistered.map((row) => row.tenant)).size;
    checks.push(tenants === 0
      ? { key: 'tenants', tone: 'good', text: t('close.registered') }
      : {
        key: 'tenants', tone: 'warn', text: t('close.unregistered', { count: tenants }),
        detail: totals(unregistered).map(([currency, amount], index) => (
          <span key={currency}>
            {index > 0 && ' · '}<Amount value={amount} currency={currency} />
          </span>
        )),
        to: `/unregistered?month=${period}`, action: t('close.register'),
      });
  }

  if (alerts) {
    const silent = alerts.filter((alert) => alert.code === 'SilentStack');
    checks.push(silent.length === 0
      ? { key: 'silent', tone: 'good', text: t('close.sends') }
      : {
        key: 'silent', tone: 'warn', text: t('close.silent', { count: silent.length }),
        detail: `${silent.map((alert) => names.stack(alert.stack ?? '')).join(', ')}. `
          + t('close.silent_text'),
        to: '/stacks', action: t('attention.see_stack'),
      });
  }

  return (
    <Section title={t('close.checklist')}>
      <ul className="tb-todo">
        {checks.map((check) => {
          const Icon = icons[check.tone];
          return (
            <li key={check.key}>
              <Icon
                className={`tb-icon-${check.tone}`} aria-label={t(`tone.${check.tone}`)}
                role="img"
              />
              <div>
                <p>{check.text}</p>
                {check.detail && <div className="tb-hint">{check.detail}</div>}
                {check.to && check.action && <Link to={check.to}>{check.action}</Link>}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
