// SPDX-License-Identifier: Apache-2.0
// Goal: a sign-in that was not begun here, or was answered to somebody else, gives no session.
// Method: answers as an issuer sends them, right and wrong; the challenge of RFC 7636.
import { afterEach, describe, expect, it, vi } from 'vitest';

import { authorizeAddress, begin, challenge, redeem, type Issuer } from './pkce';

const issuer: Issuer = {
  id: 'one', title: 'One', issuer: 'https://id.example', client_id: 'portal', scope: 'openid',
  authorization_endpoint: 'https://id.example/authorize?tenant=1',
  token_endpoint: 'https://id.example/token',
};
const here = 'https://bills.example/portal/signed-in';

function idToken(nonce: string): string {
  return `e30.${btoa(JSON.stringify({ nonce })).replaceAll('=', '')}.x`;
}

function answers(status: number, body: object) {
  const post = vi.fn(async (_: string, __: RequestInit) => Response.json(body, { status }));
  vi.stubGlobal('fetch', post);
  return post;
}

afterEach(() => vi.unstubAllGlobals());

describe('a sign-in', () => {
  it('asks with the challenge of its verifier', async () => {
    expect(await challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'))
      .toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    const pending = begin(issuer, '/invoices');
    const address = new URL(await authorizeAddress(pending, here));
    expect(address.searchParams.get('tenant')).toBe('1');
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address.searchParams.get('redirect_uri')).toBe(here);
    expect(address.href).not.toContain(pending.verifier);
  });

  it('redeems its code with the verifier', async () => {
    const pending = begin(issuer, '/');
    const post = answers(200, {
      access_token: 't', expires_in: 60, id_token: idToken(pending.nonce),
    });
    const answer = new URLSearchParams({ code: 'c', state: pending.state });
    expect(await redeem(pending, answer, here, 1000)).toEqual({ access: 't', until: 61_000 });
    const form = post.mock.calls[0]?.[1].body as URLSearchParams;
    expect(form.get('code_verifier')).toBe(pending.verifier);
  });

  it('refuses the answer to another question', async () => {
    const post = answers(200, { access_token: 't' });
    const answer = new URLSearchParams({ code: 'c', state: 'another' });
    await expect(redeem(begin(issuer, '/'), answer, here, 0)).rejects.toThrow('state');
    expect(post).not.toHaveBeenCalled();
  });

  it('refuses a token made for another sign-in', async () => {
    const pending = begin(issuer, '/');
    answers(200, { access_token: 't', id_token: idToken('another') });
    const answer = new URLSearchParams({ code: 'c', state: pending.state });
    await expect(redeem(pending, answer, here, 0)).rejects.toThrow('nonce');
  });

  it('tells what the issuer says', async () => {
    const pending = begin(issuer, '/');
    const answer = new URLSearchParams({
      error: 'access_denied', error_description: 'Ask your admin.', state: pending.state,
    });
    await expect(redeem(pending, answer, here, 0)).rejects.toThrow('Ask your admin.');
  });
});
