// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';

import { api, everyPage, ok, type Schema } from './client';
import { useMay } from './me';

export type InvoiceRow = Schema['InvoiceRow'];

/** Every document the caller issued or received. */
export function useInvoices() {
  const may = useMay();
  return useQuery({
    queryKey: ['invoice_list'],
    queryFn: () => everyPage<InvoiceRow>(async (cursor) => {
      const query = { limit: 1000, cursor };
      const body = await ok(api.GET('/v1/invoices', { params: { query } }));
      return { rows: body.invoices, next: body.next };
    }),
    enabled: may('invoice_list'),
    staleTime: 60_000,
  });
}

export function useInvoice(invoice: string) {
  return useQuery({
    queryKey: ['invoice_get', invoice],
    queryFn: () => ok(api.GET('/v1/invoices/{invoice}', { params: { path: { invoice } } })),
  });
}

export type Payment = Schema['Payment'];
export type Dispute = Schema['Dispute'];
export type OpenState = Schema['OpenState'];

/** The payments of a document the caller issued; nobody else is told of them one by one. */
export function usePayments(invoice: string, wanted: boolean) {
  const may = useMay();
  return useQuery({
    queryKey: ['payment_list', invoice],
    queryFn: () => everyPage<Payment>(async (cursor) => {
      const query = { invoice, limit: 1000, cursor };
      const body = await ok(api.GET('/v1/payments', { params: { query } }));
      return { rows: body.payments, next: body.next };
    }),
    enabled: wanted && may('payment_list'),
  });
}
