// SPDX-License-Identifier: Apache-2.0
// How far a stack is on its way to its first bill: read from what is recorded, never kept beside it.
import type { Schema } from '../../api/client';

export const steps = ['stack', 'default', 'registration', 'tenants', 'usage'] as const;
export type Step = (typeof steps)[number];

export type Kind = 'direct' | 'distributor' | 'reseller' | 'customer';

/** What a party is, for the advice on whom to charge by default. */
export function kindOf(
  party: string | null | undefined, partners: Schema['Partner'][], customers: Schema['Customer'][],
): Kind | undefined {
  const partner = partners.find((one) => one.id === party);
  if (partner) return partner.kind;
  return customers.some((one) => one.id === party) ? 'customer' : undefined;
}

/** Who sells the default subscription of a stack that the party operates. */
export function sellerFor(
  party: string | null | undefined, partners: Schema['Partner'][], customers: Schema['Customer'][],
): string | undefined {
  return customers.find((one) => one.id === party)?.partner
    ?? partners.find((one) => one.id === party)?.id;
}

export interface Known {
  stack?: Schema['Stack'];
  registration?: Schema['Registration'];
  /** Chosen on the way, before a registration names it. */
  subscription?: string;
  /** Tenants registered on the stack. */
  mapped: number;
  records: number;
}

export function isDone(step: Step, known: Known): boolean {
  switch (step) {
    case 'stack': return known.stack !== undefined && Boolean(known.stack.operator);
    case 'default': return Boolean(known.subscription) || known.registration !== undefined;
    case 'registration': return known.registration !== undefined;
    case 'tenants': return known.mapped > 0;
    case 'usage': return known.records > 0 && known.registration !== undefined;
  }
}

/** The first step that is not done; the last where all are. */
export function nextStep(known: Known): Step {
  return steps.find((step) => !isDone(step, known)) ?? 'usage';
}

/** Whether somebody may go there: all that it needs is done. Tenants may be left for later. */
export function isOpen(step: Step, known: Known): boolean {
  const needed: Record<Step, Step[]> = {
    stack: [], default: ['stack'], registration: ['stack', 'default'],
    tenants: ['registration'], usage: ['registration'],
  };
  return needed[step].every((one) => isDone(one, known));
}
