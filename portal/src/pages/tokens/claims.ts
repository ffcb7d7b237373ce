// SPDX-License-Identifier: Apache-2.0
// What a token says about who is like the caller (docs/access.md).
import type { Me } from '../../api/me';

export interface Claim {
  name: string;
  value: string;
}

export function claimsOf(me: Me): Claim[] {
  const all: [string, string | null][] = [
    ['role', me.role], ['partner', me.partner], ['stack', me.stack], ['tid', me.tenant],
  ];
  return all.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

const SAFE = /^[\w@.:-]+$/;

/** The command that makes such a token on the server's machine. */
export function commandFor(me: Me): string {
  const quoted = (text: string) => (SAFE.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const option: Record<string, string> = {
    role: '--role', partner: '--partner', stack: '--stack', tid: '--tenant',
  };
  const parts = claimsOf(me).map(({ name, value }) => `${option[name]} ${quoted(value)}`);
  return `TOKEN=$(tollbridge token ${parts.join(' ')} --subject my-program)`;
}
