// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
// Goal: a token is used until it ends or is refused, and then is gone; the page hears of it.
// Method: the module as a tab loads it, with a token kept by an earlier page.
import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  sessionStorage.clear();
});

async function load(left: number) {
  sessionStorage.setItem('tollbridge.token', JSON.stringify({
    access: 'secret', until: Date.now() + left,
  }));
  return import('./session');
}

it('goes on with the token of the tab after a reload', async () => {
  const session = await load(60_000);
  expect(session.sessionState()).toBe('live');
  expect(session.accessToken()).toBe('secret');
  session.signOut();
  expect(session.sessionState()).toBe('none');
});

it('ends when the API refuses the token, and forgets it', async () => {
  const session = await load(60_000);
  const heard = vi.fn();
  session.subscribe(heard);
  session.end();
  session.end();
  expect(heard).toHaveBeenCalledTimes(1);
  expect(session.sessionState()).toBe('ended');
  expect(session.accessToken()).toBeUndefined();
  expect(sessionStorage.getItem('tollbridge.token')).toBeNull();
  session.signOut();
});

it('does not begin with a token that is over', async () => {
  const session = await load(-1);
  expect(session.accessToken()).toBeUndefined();
});
