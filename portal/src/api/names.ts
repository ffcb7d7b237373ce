// SPDX-License-Identifier: Apache-2.0
// Names for ids, from the lists the caller may read.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { api, everyPage, ok, type Schema } from './client';
import { useMay, useMe } from './me';

const KEPT = 5 * 60_000;

function useList<Row>(operation: string, load: () => Promise<Row[]>) {
  const may = useMay();
  return useQuery({
    queryKey: [operation], queryFn: load, enabled: may(operation), staleTime: KEPT,
  });
}

const limit = 1000;

export function usePartners() {
  return useList<Schema['Partner']>('partner_list', () => everyPage(async (cursor) => {
    const body = await ok(api.GET('/v1/partners', { params: { query: { limit, cursor } } }));
    return { rows: body.partners, next: body.next };
  }));
}

export function useCustomers() {
  return useList<Schema['Customer']>('customer_list', () => everyPage(async (cursor) => {
    const body = await ok(api.GET('/v1/customers', { params: { query: { limit, cursor } } }));
    return { rows: body.customers, next: body.next };
  }));
}

export function useSubscriptions() {
  return useList<Schema['Subscription']>('subscription_list', () => everyPage(async (cursor) => {
    const body = await ok(api.GET('/v1/subscriptions', { params: { query: { limit, cursor } } }));
    return { rows: body.subscriptions, next: body.next };
  }));
}

export function useStacks() {
  return useList<Schema['Stack']>('stack_list', () => everyPage(async (cursor) => {
    const body = await ok(api.GET('/v1/stacks', { params: { query: { limit, cursor } } }));
    return { rows: body.stacks, next: body.next };
  }));
}

export function useRegistrations() {
  return useList<Schema['Registration']>('registration_list', () => everyPage(async (cursor) => {
    const body = await ok(api.GET('/v1/registrations', { params: { query: { limit, cursor } } }));
    return { rows: body.registrations, next: body.next };
  }));
}

export type Meter = Schema['MeterList']['meters'][number];

export function useMeters() {
  return useList<Meter>('meter_list', async () => (await ok(api.GET('/v1/meters'))).meters);
}

function short(id: string): string {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}

export interface Names {
  party: (id: string | null | undefined) => string;
  customer: (id: string | null | undefined) => string;
  stack: (id: string) => string;
  meter: (id: string) => string;
  unit: (id: string) => string;
  /** The customer a directory belongs to; undefined where nobody told. */
  ofTenant: (tenant: string) => Schema['Customer'] | undefined;
  subscription: (id: string | null | undefined) => string;
  subscriptionOf: (id: string) => Schema['Subscription'] | undefined;
}

export function useNames(): Names {
  const { t } = useTranslation();
  const me = useMe();
  const provider = (me.role === 'provider' && me.name) || t('role.provider');
  const partners = usePartners().data;
  const customers = useCustomers().data;
  const stacks = useStacks().data;
  const meters = useMeters().data;
  const subscriptions = useSubscriptions().data;
  return useMemo(() => {
    const partner = new Map(partners?.map((one) => [one.id, one.name]));
    const customer = new Map(customers?.map((one) => [one.id, one]));
    const tenant = new Map(customers?.flatMap((one) =>
      one.tenants.map((id) => [id, one] as const)));
    const stack = new Map(stacks?.map((one) => [one.cloud_id, one.region]));
    const meter = new Map(meters?.map((one) => [one.meter, one]));
    const sold = new Map(subscriptions?.map((one) => [one.id, one]));
    const party = (id: string | null | undefined) =>
      id ? (partner.get(id) ?? customer.get(id)?.name ?? (id === 'provider' ? provider : id)) : '–';
    return {
      party,
      customer: (id) => (id ? (customer.get(id)?.name ?? id) : '–'),
      stack: (id) => stack.get(id) || short(id),
      meter: (id) => meter.get(id)?.name ?? short(id),
      unit: (id) => meter.get(id)?.unit ?? '',
      ofTenant: (id) => tenant.get(id),
      subscription: (id) => {
        if (!id) return '–';
        const found = sold.get(id);
        if (!found) return short(id);
        return `${party(found.customer ?? found.partner)} (${found.offer})`;
      },
      subscriptionOf: (id) => sold.get(id),
    };
  }, [provider, partners, customers, stacks, meters, subscriptions]);
}
