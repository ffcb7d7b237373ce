// SPDX-License-Identifier: Apache-2.0
// The session of this browser tab: a bearer token in sessionStorage, and whether it still holds.
import {
  authorizeAddress, begin, redeem, SignInError, type Config, type Issuer, type Pending, type Token,
} from './pkce';

const TOKEN = 'tollbridge.token';
const PENDING = 'tollbridge.pending';
const ISSUER = 'tollbridge.issuer';

export type SessionState = 'none' | 'live' | 'ended';

const listeners = new Set<() => void>();
let token: Token | undefined = read<Token>(TOKEN);
let state: SessionState = token ? 'live' : 'none';
let timer: ReturnType<typeof setTimeout> | undefined;

function read<T>(key: string): T | undefined {
  try {
    const kept = sessionStorage.getItem(key);
    return kept ? (JSON.parse(kept) as T) : undefined;
  } catch {
    return undefined;
  }
}

function enter(next: SessionState) {
  state = next;
  listeners.forEach((listener) => listener());
}

function watch() {
  clearTimeout(timer);
  if (!token) return;
  const left = token.until - Date.now();
  if (left <= 0) end();
  else timer = setTimeout(watch, Math.min(left, 600_000));
}
watch();

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sessionState(): SessionState {
  return state;
}

export function accessToken(): string | undefined {
  return token?.access;
}

/** The token is refused or over: what is on the screen stays until somebody signs in again. */
export function end() {
  if (state !== 'live') return;
  clearTimeout(timer);
  token = undefined;
  sessionStorage.removeItem(TOKEN);
  enter('ended');
}

export function signOut() {
  clearTimeout(timer);
  token = undefined;
  sessionStorage.removeItem(TOKEN);
  enter('none');
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch(`${import.meta.env.BASE_URL}config.json`);
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Config;
}

function redirectAddress(): string {
  return `${location.origin}${import.meta.env.BASE_URL}signed-in`;
}

/** The issuer signed in at last in this tab. */
export function lastIssuer(config: Config): Issuer | undefined {
  const id = sessionStorage.getItem(ISSUER);
  return config.issuers.find((issuer) => issuer.id === id) ?? config.issuers[0];
}

/** Leaves the app for the issuer; `wanted` is the page to come back to. */
export async function signIn(issuer: Issuer, wanted: string): Promise<void> {
  const pending = begin(issuer, wanted);
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  sessionStorage.setItem(ISSUER, issuer.id);
  location.assign(await authorizeAddress(pending, redirectAddress()));
}

let redeeming: Promise<string> | undefined;

/** Ends the way back from the issuer; gives the page that was wanted. A code is good once. */
export function finishSignIn(answer: URLSearchParams): Promise<string> {
  redeeming ??= (async () => {
    const pending = read<Pending>(PENDING);
    sessionStorage.removeItem(PENDING);
    history.replaceState(null, '', redirectAddress());
    if (!pending) throw new SignInError('state');
    token = await redeem(pending, answer, redirectAddress(), Date.now());
    sessionStorage.setItem(TOKEN, JSON.stringify(token));
    watch();
    enter('live');
    return pending.wanted;
  })().finally(() => { redeeming = undefined; });
  return redeeming;
}
