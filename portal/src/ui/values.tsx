// SPDX-License-Identifier: Apache-2.0
// Amounts, quantities, times and ids: shown for the eye, copied as the API wrote them.
import { Tooltip } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import * as decimal from '../format/decimal';
import * as time from '../format/time';

export function useLocale(): string {
  return useTranslation().i18n.language;
}

export function Amount(props: {
  value: string | null | undefined;
  currency: string | null | undefined;
  sign?: boolean;
  strong?: boolean;
}) {
  const locale = useLocale();
  const { value, currency } = props;
  if (value === null || value === undefined) return <span className="tb-nothing">–</span>;
  const shown = currency
    ? decimal.money(value, currency, locale, { sign: props.sign })
    : decimal.format(value, locale, { atLeast: 2, sign: props.sign });
  const [number, unit] = shown.split(/\u00a0(?=[^\u00a0]*$)/);
  return (
    <span className={`tb-amount${props.strong ? ' tb-strong' : ''}`} data-exact={value}>
      {currency ? number : shown}
      {currency && <span className="tb-unit">{`\u00a0${unit}`}</span>}
    </span>
  );
}

export function Quantity(props: { value: string; unit?: string }) {
  const locale = useLocale();
  return (
    <span className="tb-amount" data-exact={props.value} title={props.value}>
      {decimal.quantity(props.value, locale)}
      {props.unit && <span className="tb-unit">{`\u00a0× ${props.unit}`}</span>}
    </span>
  );
}

/** A unit price or factor: all of its digits. */
export function Exactly(props: { value: string | null | undefined }) {
  const locale = useLocale();
  if (props.value === null || props.value === undefined) return <span>–</span>;
  return (
    <span className="tb-amount" data-exact={props.value}>
      {decimal.format(props.value, locale)}
    </span>
  );
}

export function Count(props: { value: number }) {
  const locale = useLocale();
  return (
    <span className="tb-amount" data-exact={String(props.value)}>
      {decimal.format(String(props.value), locale)}
    </span>
  );
}

export function Time(props: { value: string | null | undefined; day?: boolean }) {
  if (!props.value) return <span className="tb-nothing">–</span>;
  return (
    <time className="tb-time" dateTime={props.value} data-exact={props.value}>
      {props.day ? time.day(props.value) : time.instant(props.value)}
    </time>
  );
}

/** "a8be01a5…88ba": the whole of it in the tooltip and when it is copied. */
export function Id(props: { value: string | null | undefined }) {
  const { value } = props;
  if (!value) return <span className="tb-nothing">–</span>;
  if (value.length <= 20) return <code className="tb-id">{value}</code>;
  return (
    <Tooltip content={value} relationship="label">
      <code className="tb-id" data-exact={value} role="img">
        {`${value.slice(0, 8)}…${value.slice(-4)}`}
      </code>
    </Tooltip>
  );
}
