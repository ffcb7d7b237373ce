// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';

import { api, everyPage, ok, type Schema } from '../../api/client';

export type Mapped = Schema['MappingList']['mappings'][number];

/** The tenants registered on a registration, now or from an hour to come on. */
export function useMapped(registration: string | undefined) {
  return useQuery({
    queryKey: ['mapping_list', registration],
    queryFn: () => everyPage<Mapped>(async (cursor) => {
      const query = { registration, limit: 1000, cursor };
      const body = await ok(api.GET('/v1/mappings', { params: { query } }));
      return { rows: body.mappings, next: body.next };
    }),
    enabled: registration !== undefined,
  });
}
