// SPDX-License-Identifier: Apache-2.0
// Long work of the server: begun here, worked off there, found again after a reload.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import { api, ok, whole, ApiProblem, type Schema } from './client';

export type LongOperation = Schema['LongOperation'];

const POLL = 700;

export function isOver(operation: LongOperation | undefined): boolean {
  return operation !== undefined && !['waiting', 'running'].includes(operation.state);
}

export function useOperation(id: string | undefined) {
  return useQuery({
    queryKey: ['operation_get', id],
    queryFn: () => ok(api.GET('/v1/operations/{operation}', {
      params: { path: { operation: id ?? '' } },
    })),
    enabled: id !== undefined,
    refetchInterval: (query) =>
      (query.state.status === 'error' || isOver(query.state.data) ? false : POLL),
    staleTime: 0,
  });
}

/** The id of the operation that a call with Prefer: respond-async began. */
export async function begun(
  call: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<string> {
  const { headers, body } = await whole(call);
  const id = headers.get('Location')?.split('/').pop() ?? (body as LongOperation).id;
  if (!id) throw new ApiProblem(500, '', 'no operation', undefined, []);
  return id;
}

/** An operation's id that outlives a reload, under a name of its own. */
export function useKept(name: string): [string | undefined, (id: string | undefined) => void] {
  const key = `tollbridge.work.${name}`;
  const [held, setHeld] = useState<{ key: string; id: string | undefined }>();
  const id = held?.key === key ? held.id : (sessionStorage.getItem(key) ?? undefined);
  const keep = useCallback((next: string | undefined) => {
    if (next === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
    setHeld({ key, id: next });
  }, [key]);
  return [id, keep];
}

/** What an operation that failed was refused with. */
export function problemOf(operation: LongOperation): ApiProblem {
  const found = operation.problem;
  return new ApiProblem(
    found?.status ?? operation.status ?? 500, found?.code ?? operation.state,
    found?.detail ?? operation.state, found?.requestId, found?.errors ?? [], found?.rule);
}
