// SPDX-License-Identifier: Apache-2.0
// Calls of /v1, typed by the API's own document.
import createClient from 'openapi-fetch';

import { accessToken, end } from '../session/session';
import type { components, paths } from './schema';

export type Schema = components['schemas'];

export interface Fault {
  pointer?: string;
  line?: number;
  code: string;
  detail: string;
}

/** What the API refused, or that it could not be reached (status 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | undefined,
    readonly faults: Fault[],
    readonly rule?: string,
  ) {
    super(detail);
  }
}

function problem(status: number, body: unknown): ApiProblem {
  const found = (typeof body === 'object' && body !== null ? body : {}) as Partial<
    Schema['Problem']
  >;
  const detail = found.detail ?? found.title ?? `HTTP ${status}`;
  return new ApiProblem(
    status, found.code ?? '', detail, found.requestId, found.errors ?? [], found.rule);
}

export const api = createClient<paths>({ baseUrl: '' });

api.use({
  onRequest({ request }) {
    const token = accessToken();
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) end();
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; throws an ApiProblem otherwise. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await whole(call)).body;
}

/** The body together with the headers (ETag, Location). */
export async function whole<T>(
  call: Promise<Answer<T>>,
): Promise<{ body: T; headers: Headers; status: number }> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'Unreachable', String(error), undefined, []);
  }
  if (!answer.response.ok) throw problem(answer.response.status, answer.error);
  return {
    body: answer.data as T, headers: answer.response.headers, status: answer.response.status,
  };
}

const PAGES_MAX = 1000;

/** All pages of a list, in order. */
export async function everyPage<Row>(
  page: (cursor: string | undefined) => Promise<{ rows: Row[]; next?: string }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < PAGES_MAX; ++count) {
    const answer = await page(cursor);
    rows.push(...answer.rows);
    if (!answer.next) return rows;
    cursor = answer.next;
  }
  return rows;
}

/** A call by its address, for bodies that are no JSON (a sheet as CSV, a book as YAML). */
export async function request<T>(
  method: string, address: string, body?: unknown, headers: Record<string, string> = {},
): Promise<{ body: T; headers: Headers }> {
  const isText = typeof body === 'string';
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers: {
        Authorization: `Bearer ${accessToken() ?? ''}`,
        ...(body === undefined || isText ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    });
  } catch (error) {
    throw new ApiProblem(0, 'Unreachable', String(error), undefined, []);
  }
  if (response.status === 401) end();
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problem(response.status, answer);
  return { body: answer as T, headers: response.headers };
}

export interface File {
  name: string;
  content: Blob;
}

/** A file of the API (PDF, UBL, FOCUS …), fetched with the token of the session. */
export async function fetchFile(address: string, name: string): Promise<File> {
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { Authorization: `Bearer ${accessToken() ?? ''}` },
    });
  } catch (error) {
    throw new ApiProblem(0, 'Unreachable', String(error), undefined, []);
  }
  if (response.status === 401) end();
  if (!response.ok) {
    throw problem(response.status, await response.json().catch(() => undefined));
  }
  return { name, content: await response.blob() };
}

export function save(file: File) {
  const address = URL.createObjectURL(file.content);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
