// SPDX-License-Identifier: Apache-2.0
// What several pages ask for. The key of a query begins with the id of its operation.
import { useQuery } from '@tanstack/react-query';

import { api, everyPage, ok, type Schema } from './client';
import { useMay } from './me';

const limit = 1000;

export type Charge = Schema['Charges']['charges'][number];
export type Alert = Schema['AlertList']['alerts'][number];
export type Unregistered = Schema['UnregisteredList']['rows'][number];

export function useCharges(period: string, wanted = true) {
  const may = useMay();
  return useQuery({
    queryKey: ['charge_preview', period],
    queryFn: ({ signal }) =>
      // Without Prefer it is never the 202 of long work.
      ok(api.GET('/v1/charges', { params: { query: { period } }, signal })) as
        Promise<Schema['Charges']>,
    enabled: wanted && may('charge_preview'),
    staleTime: 60_000,
  });
}

export function useUnregistered(period?: string) {
  const may = useMay();
  return useQuery({
    queryKey: ['unregistered_list', period ?? 'all'],
    queryFn: ({ signal }) => everyPage<Unregistered>(async (cursor) => {
      const query = { period, limit, cursor };
      const body = await ok(api.GET('/v1/unregistered', { params: { query }, signal }));
      return { rows: body.rows, next: body.next };
    }),
    enabled: may('unregistered_list'),
    staleTime: 60_000,
  });
}

export function useAlerts(period: string) {
  const may = useMay();
  return useQuery({
    queryKey: ['alert_list', period],
    queryFn: ({ signal }) => everyPage<Alert>(async (cursor) => {
      const query = { period, limit, cursor };
      const body = await ok(api.GET('/v1/alerts', { params: { query }, signal }));
      return { rows: body.alerts, next: body.next };
    }),
    enabled: may('alert_list'),
    staleTime: 60_000,
  });
}

export function usePeriods() {
  const may = useMay();
  return useQuery({
    queryKey: ['period_list'],
    queryFn: () => everyPage(async (cursor) => {
      const body = await ok(api.GET('/v1/periods', { params: { query: { limit, cursor } } }));
      return { rows: body.periods, next: body.next };
    }),
    enabled: may('period_list'),
  });
}

export function usePeriod(period: string) {
  const may = useMay();
  return useQuery({
    queryKey: ['period_get', period],
    queryFn: () => ok(api.GET('/v1/periods/{period}', { params: { path: { period } } })),
    enabled: may('period_get'),
  });
}

export type Grouping = 'stack' | 'tenant' | 'subscription' | 'payer' | 'meter' | 'day' | 'hour';
export type UsageSum = Schema['UsageSums']['rows'][number];

export function useUsage(
  period: string, by: Grouping[], wanted = true, again?: number,
) {
  const may = useMay();
  return useQuery({
    queryKey: ['usage_show', period, ...by],
    queryFn: ({ signal }) => everyPage<UsageSum>(async (cursor) => {
      const query = { period, by, limit, cursor };
      const body = await ok(api.GET('/v1/usage', {
        params: { query }, signal,
        querySerializer: { array: { style: 'form', explode: false } },
      }));
      return { rows: body.rows, next: body.next };
    }),
    enabled: wanted && may('usage_show'),
    refetchInterval: again ?? false,
    staleTime: 60_000,
  });
}

export type ChargeGroup =
  | 'buyer' | 'customer' | 'subscription' | 'stack' | 'tenant' | 'meter' | 'day' | 'reason';
export type ChargeRow = Schema['ChargeSums']['rows'][number];

/** What usage comes to, in the sales of one seller; your own if none is named. */
export function useChargeSums(
  period: string, by: ChargeGroup[], seller?: string, wanted = true,
) {
  const may = useMay();
  return useQuery({
    queryKey: ['charge_sums', period, seller, ...by],
    queryFn: ({ signal }) => everyPage<ChargeRow>(async (cursor) => {
      const query = { period, by, seller, limit, cursor };
      const body = await ok(api.GET('/v1/charges/sums', {
        params: { query }, signal,
        querySerializer: { array: { style: 'form', explode: false } },
      })) as Schema['ChargeSums'];
      return { rows: body.rows, next: body.next };
    }),
    enabled: wanted && may('charge_sums'),
    staleTime: 60_000,
  });
}
