// SPDX-License-Identifier: Apache-2.0
// This month so far: what it comes to, whose it is, and what to do about it.
import { Badge } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { sellerOf, useMay, useMe, type Me } from '../../api/me';
import { useNames } from '../../api/names';
import {
  useCharges, usePeriod, useChargeSums, useUnregistered, type Charge, type Unregistered,
} from '../../api/queries';
import { compare, isZero, subtract } from '../../format/decimal';
import { addMonths, hoursOf, hoursPassed, month } from '../../format/time';
import { Bars } from '../../ui/bars';
import { Choice } from '../../ui/choice';
import { MonthSwitch, useMonth } from '../../ui/month';
import { Page, Section, Stat, Stats } from '../../ui/page';
import { Await, Empty, Loading } from '../../ui/states';
import { Amount, useLocale } from '../../ui/values';
import { Attention } from './attention';
import { Days } from './days';
import { StackHealth } from './stack_health';
import { forecast, parts, sides, totals, type Dimension } from './summary';

const History = lazy(() => import('./history'));

function MonthState(props: { period: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const period = usePeriod(props.period).data;
  const passed = hoursPassed(props.period, me.now);
  const all = hoursOf(props.period);
  if (passed < all) {
    return (
      <Badge appearance="tint" color="brand" size="large">
        {t('overview.running', { passed, all })}
      </Badge>
    );
  }
  if (!period) return null;
  const closed = period.sellers.length > 0
    && period.sellers.every((seller) => seller.state === 'closed');
  return (
    <Badge appearance="tint" color={closed ? 'success' : 'warning'} size="large">
      {closed ? t('overview.closed') : t('overview.ended')}
    </Badge>
  );
}

const dimensions: Dimension[] = ['buyer', 'customer', 'meter'];

/** Where each pence goes: by buyer, by customer, by meter. */
function Breakdown(props: { charges: Charge[]; currency: string; period: string; me: Me }) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const [by, setBy] = useState<Dimension | 'stack'>(
    props.me.role === 'provider' ? 'buyer' : 'customer');
  const stacks = useChargeSums(props.period, ['stack'], props.charges[0]?.seller,
    by === 'stack');
  const charges = props.charges.filter((charge) => charge.currency === props.currency);
  return (
    <Section
      title={t('overview.where')}
      aside={(
        <Choice
          label={t('overview.where')} value={by} onChange={setBy}
          options={[...dimensions, ...(may('charge_sums') ? ['stack' as const] : [])]
            .map((one) => [one, t(`dimension.${one}`)])}
        />
      )}
    >
      {by === 'stack' ? (
        <Await query={stacks}>
          {(rows) => (
            <Bars
              label={t('overview.where')} currency={props.currency}
              bars={rows.filter((row) => row.currency === props.currency).map((row) => ({
                id: row.stack ?? '', value: row.amount,
                name: row.stack ? names.stack(row.stack) : t('usage.none_of'),
              }))}
            />
          )}
        </Await>
      ) : (
        <Bars
          key={by}
          label={t('overview.where')}
          currency={props.currency}
          bars={parts(charges, by).map((part) => ({
            id: part.id,
            value: part.amount,
            tone: part.isDefault ? 'warning' : undefined,
            name: part.isDefault ? t('overview.default_of', { name: names.subscription(part.id) })
              : by === 'buyer' ? names.party(part.id)
                : by === 'customer' ? names.customer(part.id) : part.name,
          }))}
        />
      )}
    </Section>
  );
}

function DefaultStat(props: { rows: Unregistered[] | undefined; currency: string; period: string }) {
  const { t } = useTranslation();
  const rows = props.rows ?? [];
  const total = totals(rows).find(([currency]) => currency === props.currency)?.[1];
  const tenants = new Set(
    rows.filter((row) => row.currency === props.currency).map((row) => row.tenant)).size;
  return (
    <Stat
      label={t('overview.default')}
      tone={tenants ? 'warning' : undefined}
      value={props.rows ? <Amount value={total ?? '0'} currency={props.currency} /> : '…'}
      detail={!props.rows ? t('state.loading') : tenants === 0 ? t('overview.default_none') : (
        <Link to={`/unregistered?month=${props.period}`}>
          {t('overview.default_tenants', { count: tenants })}
        </Link>
      )}
    />
  );
}

function Difference(props: { now: string; before: string | undefined; currency: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (props.before === undefined || isZero(props.before)) return null;
  const sign = compare(props.now, props.before) >= 0;
  const shown = <Amount value={subtract(props.now, props.before)} currency={props.currency} sign />;
  return <span lang={locale} data-up={sign}>{shown} {t('overview.than_before')}</span>;
}

function Numbers(props: {
  charges: Charge[]; before: Charge[]; currency: string; period: string;
  unregistered: Unregistered[] | undefined;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const { currency, period } = props;
  const seller = sellerOf(me);
  const of = (rows: Charge[]) =>
    totals(rows).find(([one]) => one === currency)?.[1];
  const { sold, bought } = sides(props.charges, seller);
  const before = sides(props.before, seller);
  const running = hoursPassed(period, me.now) < hoursOf(period);
  const sells = of(sold) ?? '0';
  const buys = of(bought);
  const pace = forecast(sold.length ? sells : (buys ?? '0'), period, me.now);
  return (
    <Stats>
      {sold.length > 0 && (
        <Stat
          label={running ? t('overview.sold_so_far') : t('overview.sold')}
          value={<Amount value={sells} currency={currency} />}
          detail={!running && (
            <Difference now={sells} before={of(before.sold)} currency={currency} />
          )}
        />
      )}
      {buys !== undefined && (
        <Stat
          label={running ? t('overview.bought_so_far') : t('overview.bought')}
          value={<Amount value={buys} currency={currency} />}
          detail={!running && (
            <Difference now={buys} before={of(before.bought)} currency={currency} />
          )}
        />
      )}
      {sold.length > 0 && buys !== undefined && (
        <Stat
          label={t('overview.margin')}
          value={<Amount value={subtract(sells, buys)} currency={currency} />}
          detail={t('overview.margin_text')}
        />
      )}
      {pace !== undefined && (
        <Stat
          label={t('overview.forecast')}
          value={<Amount value={pace} currency={currency} />}
          detail={t('overview.forecast_text')}
        />
      )}
      <DefaultStat rows={props.unregistered} currency={currency} period={period} />
    </Stats>
  );
}

function Money(props: { period: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = useLocale();
  const me = useMe();
  const { period } = props;
  const charges = useCharges(period);
  const before = useCharges(addMonths(period, -1));
  const unregistered = useUnregistered(period);
  const [chosen, setChosen] = useState<string>();
  return (
    <Await query={charges}>
      {({ charges: rows }) => {
        const currencies = totals(rows).map(([currency]) => currency);
        const currency = chosen && currencies.includes(chosen) ? chosen : currencies[0];
        if (currency === undefined) {
          return (
            <Section title={t('overview.where')}>
              <Empty
                title={t(me.role === 'tenant' ? 'overview.hidden' : 'overview.empty', {
                  month: month(period, locale),
                })}
                text={t(me.role === 'tenant' ? 'overview.hidden_text' : 'overview.empty_text')}
                action={me.role === 'tenant' ? (
                  <Link to={`/usage?month=${period}`}>{t('page.usage')}</Link>
                ) : (
                  <Link to={`/?month=${addMonths(period, -1)}`}>
                    {t('overview.empty_before', { month: month(addMonths(period, -1), locale) })}
                  </Link>
                )}
              />
            </Section>
          );
        }
        const { sold, bought } = sides(rows, sellerOf(me));
        return (
          <>
            {currencies.length > 1 && (
              <Choice
                label={t('overview.currency')} value={currency} onChange={setChosen}
                options={currencies.map((one) => [one, one])}
              />
            )}
            <Numbers
              charges={rows} before={before.data?.charges ?? []} currency={currency}
              period={period} unregistered={unregistered.data}
            />
            <div className="tb-columns tb-wide-left">
              <Breakdown
                charges={sold.length ? sold : bought} currency={currency} period={period} me={me}
              />
              <div className="tb-stack">
                <Attention period={period} />
              </div>
            </div>
            {may('charge_sums') && (
              <Days
                period={period} currency={currency} seller={(sold[0] ?? bought[0])?.seller}
              />
            )}
            <Suspense fallback={<Section title={t('history.title')}><Loading /></Section>}>
              <History
                period={period} currency={currency} buys={sold.length === 0}
                soFar={[rows, before.data?.charges ?? []]}
              />
            </Suspense>
          </>
        );
      }}
    </Await>
  );
}

export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [period, setPeriod] = useMonth();
  return (
    <Page
      title={t('page.overview')}
      lead={t(`overview.lead_${me.role === 'tenant' || me.role === 'operator' ? 'usage' : 'money'}`)}
      actions={<><MonthState period={period} /><MonthSwitch value={period} onChange={setPeriod} /></>}
    >
      {may('charge_preview') ? <Money period={period} /> : <Attention period={period} />}
      {may('stack_list') && <StackHealth period={period} />}
    </Page>
  );
}
