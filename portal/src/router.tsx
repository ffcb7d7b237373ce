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
          { path: 'unregistered', lazy: () => import('./pages/unregistered/unregistered') },
          { path: 'close', lazy: () => import('./pages/close/close') },
          { path: 'invoices', lazy: () => import('./pages/invoices/list') },
          { path: 'invoices/:id', lazy: () => import('./pages/invoices/view') },
          { path: 'invoices/:id/lines/:line', lazy: () => import('./pages/invoices/explain') },
          { path: '*', element: <NotFound /> },
        ],
      }],
    }],
  },
], { basename: import.meta.env.BASE_URL.replace(/\/$/, '') });
