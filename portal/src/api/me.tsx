// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and which operations that role may call at all.
import { createContext, useContext } from 'react';

export interface Me {
  role: 'provider' | 'partner' | 'reseller' | 'operator' | 'tenant';
  partner: string | null;
  stack: string | null;
  tenant: string | null;
  subject: string;
  name: string | null;
  kind: string | null;
  currency: string | null;
  /** The server's time when it was asked. */
  now: string;
  operations: string[];
}

const Context = createContext<Me | undefined>(undefined);

export const MeProvider = Context.Provider;

export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error('no session here');
  return me;
}

/** Whether the role may call an operation at all; which objects, the call decides. */
export function useMay(): (operation: string) => boolean {
  const { operations } = useMe();
  return (operation) => operations.includes(operation);
}

/** The id under which the caller sells; undefined for those who sell nothing. */
export function sellerOf(me: Me): string | undefined {
  if (me.role === 'provider') return 'provider';
  return me.partner ?? undefined;
}
