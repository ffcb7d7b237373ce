// SPDX-License-Identifier: Apache-2.0
import {
  createDOMRenderer, FluentProvider, RendererProvider,
} from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router';

import { ApiProblem } from './api/client';
import { router } from './router';
import { useDark } from './ui/preferences';
import { dark, light } from './ui/theme';

// Styles made at run time carry the nonce of this answer of the server.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused is refused again; what was busy or unreachable may not be.
      retry: (count, error) =>
        count < 2 && error instanceof ApiProblem && [0, 429, 502, 503].includes(error.status),
      refetchOnWindowFocus: false,
      staleTime: 20_000,
    },
  },
});

export function App() {
  const isDark = useDark();
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider
        theme={isDark ? dark : light}
        className={isDark ? 'tb-app tb-dark' : 'tb-app'}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  );
}
