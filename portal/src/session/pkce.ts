// SPDX-License-Identifier: Apache-2.0
// OpenID Connect, authorization code with PKCE (docs/portal.md, "Signing in").

export interface Issuer {
  id: string;
  title: string;
  issuer: string;
  client_id: string;
  scope: string;
  authorization_endpoint: string;
  token_endpoint: string;
  development?: boolean;
}

export interface Config {
  product: string;
  version: string;
  display_name: string;
  issuers: Issuer[];
}

export interface Token {
  access: string;
  /** The browser's time at which it ends, in milliseconds: told to us as a length. */
  until: number;
}

/** What is kept from going to the issuer until coming back. */
export interface Pending {
  issuer: Issuer;
  state: string;
  nonce: string;
  verifier: string;
  wanted: string;
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function draw(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

export async function challenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

export function begin(issuer: Issuer, wanted: string): Pending {
  return { issuer, state: draw(), nonce: draw(), verifier: draw(), wanted };
}

export async function authorizeAddress(pending: Pending, redirect: string): Promise<string> {
  const address = new URL(pending.issuer.authorization_endpoint);
  const ask = {
    response_type: 'code',
    client_id: pending.issuer.client_id,
    redirect_uri: redirect,
    scope: pending.issuer.scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challenge(pending.verifier),
    code_challenge_method: 'S256',
  };
  for (const [key, value] of Object.entries(ask)) address.searchParams.set(key, value);
  return address.href;
}

/** The nonce of an ID token; nothing else of it is used, so its signature does not matter. */
function nonceOf(idToken: string): unknown {
  const body = idToken.split('.')[1] ?? '';
  const bytes = atob(body.replaceAll('-', '+').replaceAll('_', '/'));
  return (JSON.parse(bytes) as { nonce?: unknown }).nonce;
}

export class SignInError extends Error {}

/** The answer of the issuer, taken from the address it sent the browser to. */
export async function redeem(
  pending: Pending, answer: URLSearchParams, redirect: string, now: number,
): Promise<Token> {
  if (answer.get('state') !== pending.state) throw new SignInError('state');
  const refused = answer.get('error');
  if (refused) throw new SignInError(answer.get('error_description') ?? refused);
  const response = await fetch(pending.issuer.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: answer.get('code') ?? '',
      redirect_uri: redirect,
      client_id: pending.issuer.client_id,
      code_verifier: pending.verifier,
    }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok || typeof body.access_token !== 'string') {
    throw new SignInError(String(body.error_description ?? body.error ?? response.status));
  }
  if (typeof body.id_token === 'string' && nonceOf(body.id_token) !== pending.nonce) {
    throw new SignInError('nonce');
  }
  const seconds = Number(body.expires_in ?? 3600);
  return { access: body.access_token, until: now + seconds * 1000 };
}
