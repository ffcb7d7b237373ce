// SPDX-License-Identifier: Apache-2.0
// The pages a caller can use: those whose first operation its role may call.
import {
  BuildingRegular, CalendarCheckmarkRegular, ClipboardTaskListLtrRegular, DataUsageRegular,
  HomeRegular, KeyRegular, PeopleRegular, PersonQuestionMarkRegular, PulseRegular, ReceiptRegular,
  RocketRegular, ServerRegular, TagRegular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useMay } from '../api/me';

interface Place {
  to: string;
  name:
    | 'overview' | 'unregistered' | 'close' | 'invoices' | 'customers' | 'stacks' | 'usage'
    | 'partners' | 'prices' | 'audit' | 'operations' | 'onboarding' | 'tokens';
  icon: ComponentType;
  needs?: string[];
}

type Group = 'month' | 'who' | 'system';

const places: [Group, Place[]][] = [
  ['month', [
    { to: '/', name: 'overview', icon: HomeRegular },
    {
      to: '/unregistered', name: 'unregistered', icon: PersonQuestionMarkRegular,
      needs: ['unregistered_list'],
    },
    { to: '/close', name: 'close', icon: CalendarCheckmarkRegular, needs: ['period_close'] },
    { to: '/invoices', name: 'invoices', icon: ReceiptRegular, needs: ['invoice_list'] },
    { to: '/usage', name: 'usage', icon: DataUsageRegular, needs: ['usage_show'] },
  ]],
  ['who', [
    {
      to: '/onboarding', name: 'onboarding', icon: RocketRegular,
      needs: ['stack_put', 'registration_put', 'advise'],
    },
    { to: '/customers', name: 'customers', icon: PeopleRegular, needs: ['customer_list'] },
    { to: '/partners', name: 'partners', icon: BuildingRegular, needs: ['partner_list'] },
    { to: '/stacks', name: 'stacks', icon: ServerRegular, needs: ['stack_list'] },
    { to: '/prices', name: 'prices', icon: TagRegular, needs: ['price_sheet_list'] },
  ]],
  ['system', [
    { to: '/audit', name: 'audit', icon: ClipboardTaskListLtrRegular, needs: ['audit_list'] },
    { to: '/operations', name: 'operations', icon: PulseRegular, needs: ['operation_list'] },
    { to: '/tokens', name: 'tokens', icon: KeyRegular },
  ]],
];

/** Whether the role uses the page at an address; what is below a page goes with it. */
export function useHas(): (pathname: string) => boolean {
  const may = useMay();
  const all = places.flatMap(([, group]) => group);
  return (pathname) => {
    const place = all.find((one) => one.to !== '/'
      && (pathname === one.to || pathname.startsWith(`${one.to}/`)));
    return (place?.needs ?? []).every(may);
  };
}

export function Navigation(props: { onGo?: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav aria-label={t('shell.navigation')} className="tb-navlist">
      {places.map(([group, all]) => {
        const open = all.filter((place) => (place.needs ?? []).every(may));
        if (open.length === 0) return null;
        return (
          <div key={group}>
            <h2>{t(`group.${group}`)}</h2>
            <ul>
              {open.map((place) => (
                <li key={place.to}>
                  <NavLink to={place.to} end={place.to === '/'} onClick={props.onGo}>
                    <place.icon aria-hidden="true" />
                    {t(`page.${place.name}`)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
