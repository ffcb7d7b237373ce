// SPDX-License-Identifier: Apache-2.0
// Which pages each role has, and whether what is on the screen can be used by everybody.
import { readFile } from 'node:fs/promises';

const SELLS = [
  'Overview', 'Unregistered tenants', 'Period close', 'Invoices', 'Usage explorer', 'Onboarding',
  'Customers', 'Partners', 'Stacks', 'Prices',
];

// Written by hand from the table of roles (docs/portal.md), not read from the program.
export const PAGES = {
  provider: [...SELLS, 'Audit', 'Operations', 'API tokens'],
  partner: [...SELLS, 'Operations', 'API tokens'],
  reseller: [...SELLS, 'Operations', 'API tokens'],
  operator: [
    'Overview', 'Unregistered tenants', 'Usage explorer', 'Stacks', 'Operations', 'API tokens',
  ],
  tenant: ['Overview', 'Invoices', 'Usage explorer', 'Operations', 'API tokens'],
};

export const ADDRESSES = {
  'Overview': '/', 'Unregistered tenants': '/unregistered', 'Period close': '/close',
  'Invoices': '/invoices', 'Usage explorer': '/usage', 'Onboarding': '/onboarding',
  'Customers': '/customers', 'Partners': '/partners', 'Stacks': '/stacks', 'Prices': '/prices',
  'Audit': '/audit', 'Operations': '/operations', 'API tokens': '/tokens',
};

/** Whom the development sign-in offers for a role. */
export async function choiceFor(page, url, role) {
  await page.goto(`${url}/portal/`);
  await page.getByRole('button', { name: 'Development sign-in' }).click();
  await page.waitForURL(/\/development\/authorize/);
  const all = await page.locator('button[name=principal]')
    .evaluateAll((buttons) => buttons.map((one) => one.value));
  return all.find((one) => one.split(':')[0] === role);
}

export async function settled(page) {
  await page.locator('#main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.tb-loading') === null);
}

let axe;

/** What is wrong with the page as it stands: faults of accessibility, and too wide a page. */
export async function faultsOf(page) {
  axe ??= await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  // By the debugger, which the policy does not bind.
  if (!await page.evaluate(() => window.axe !== undefined)) await page.evaluate(axe);
  const faults = await page.evaluate(async () => {
    // The library's own marks for keeping the focus inside a dialog are empty and nobody's content.
    const found = await window.axe.run({ exclude: [['[data-tabster-dummy]']] });
    return found.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
  });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) faults.push(`${over} px too wide`);
  const inside = await page.evaluate(() => Math.max(0, ...[...document.querySelectorAll(
    '.fui-DialogContent')].map((one) => one.scrollWidth - one.clientWidth)));
  if (inside > 0) faults.push(`what the dialog holds is ${inside} px too wide`);
  return faults;
}
