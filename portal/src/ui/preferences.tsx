// SPDX-License-Identifier: Apache-2.0
// What somebody likes here: dark or light, and the language. Kept in this browser.
import { createContext, useContext, useSyncExternalStore } from 'react';

export type Look = 'system' | 'light' | 'dark';

const LOOK = 'tollbridge.look';
const listeners = new Set<() => void>();

export function look(): Look {
  const kept = localStorage.getItem(LOOK);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function setLook(next: Look) {
  localStorage.setItem(LOOK, next);
  listeners.forEach((listener) => listener());
}

function media(query: string) {
  return {
    subscribe(listener: () => void) {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    matches: () => matchMedia(query).matches,
  };
}

const prefersDark = media('(prefers-color-scheme: dark)');
const narrow = media('(max-width: 640px)');
const slim = media('(max-width: 1000px)');

function subscribeLook(listener: () => void) {
  listeners.add(listener);
  const stop = prefersDark.subscribe(listener);
  return () => {
    listeners.delete(listener);
    stop();
  };
}

export function useLook(): Look {
  return useSyncExternalStore(subscribeLook, look);
}

export function useDark(): boolean {
  return useSyncExternalStore(
    subscribeLook, () => (look() === 'system' ? prefersDark.matches() : look() === 'dark'));
}

/** As narrow as a telephone: tables become cards. */
export function useNarrow(): boolean {
  return useSyncExternalStore(narrow.subscribe, narrow.matches);
}

/** Too narrow for the navigation to stand beside the page. */
export function useSlim(): boolean {
  return useSyncExternalStore(slim.subscribe, slim.matches);
}

const DarkContext = createContext(false);
export const DarkProvider = DarkContext.Provider;
export function useIsDark(): boolean {
  return useContext(DarkContext);
}
