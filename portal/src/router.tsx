// SPDX-License-Identifier: Apache-2.0
// The addresses of the portal. Each page is loaded when somebody goes there.
import { createBrowserRouter } from 'react-router';

import { Frame } from './shell/frame';
import { Gate } from './shell/gate';
import { NotFound } from './shell/not_found';
import { RouteProblem } from './shell/route_problem';
import { SignedIn } from './shell/signed_in';

export const router = createBrowserRouter([
  { path: '/signed-in', element: <SignedIn /> },
  {
    element: <Gate />,
    errorElement: <RouteProblem />,
    hydrateFallbackElement: <></>,
    children: [{
      element: <Frame />,
      children: [{
        errorElement: <RouteProblem />,
        children: [
          { index: true, lazy: () => import('./pages/overview/overview') },
          { path: 'onboarding', lazy: () => import('./pages/onboarding/onboarding') },
          { path: 'tokens', lazy: () => import('./pages/tokens/tokens') },
          { path: 'unregistered', lazy: () => import('./pages/unregistered/unregistered') },
          { path: 'close', lazy: () => import('./pages/close/close') },
          { path: 'invoices', lazy: () => import('./pages/invoices/list') },
          { path: 'invoices/overdue', lazy: () => import('./pages/invoices/overdue') },
          { path: 'invoices/:id', lazy: () => import('./pages/invoices/view') },
          { path: 'invoices/:id/lines/:line', lazy: () => import('./pages/invoices/explain') },
          { path: 'usage', lazy: () => import('./pages/usage/usage') },
          { path: 'customers', lazy: () => import('./pages/customers/list') },
          { path: 'customers/:id', lazy: () => import('./pages/customers/customer') },
          { path: 'partners', lazy: () => import('./pages/partners/partners') },
          { path: 'stacks', lazy: () => import('./pages/stacks/list') },
          { path: 'stacks/:id', lazy: () => import('./pages/stacks/stack') },
          { path: 'prices', lazy: () => import('./pages/prices/list') },
          { path: 'prices/:id', lazy: () => import('./pages/prices/sheet') },
          { path: 'audit', lazy: () => import('./pages/audit/audit') },
          { path: 'operations', lazy: () => import('./pages/operations/operations') },
          { path: '*', element: <NotFound /> },
        ],
      }],
    }],
  },
], { basename: import.meta.env.BASE_URL.replace(/\/$/, '') });
