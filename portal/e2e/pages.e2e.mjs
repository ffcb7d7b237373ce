// SPDX-License-Identifier: Apache-2.0
// Goal: each role has its pages and no others, and all of them can be used by everybody: no fault of
// accessibility, no sideways scrolling on a telephone, both languages, dark and light.
// Method: the navigation of each role, page by page, judged by axe.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const TOGETHER = 4;

const PAGES = {
  provider: [
    'Overview', 'Unregistered tenants', 'Period close', 'Invoices', 'Usage explorer', 'Customers',
    'Partners', 'Stacks', 'Prices', 'Audit', 'Operations',
  ],
  partner: [
    'Overview', 'Unregistered tenants', 'Period close', 'Invoices', 'Usage explorer', 'Customers',
    'Partners', 'Stacks', 'Prices', 'Operations',
  ],
  reseller: [
    'Overview', 'Unregistered tenants', 'Period close', 'Invoices', 'Usage explorer', 'Customers',
    'Partners', 'Stacks', 'Prices', 'Operations',
  ],
  operator: ['Overview', 'Unregistered tenants', 'Usage explorer', 'Stacks', 'Operations'],
  tenant: ['Overview', 'Invoices', 'Usage explorer', 'Operations'],
};

async function choiceFor(page, url, role) {
  await page.goto(`${url}/portal/`);
  await page.getByRole('button', { name: 'Development sign-in' }).click();
  await page.waitForURL(/\/development\/authorize/);
  const all = await page.locator('button[name=principal]')
    .evaluateAll((buttons) => buttons.map((one) => one.value));
  return all.find((one) => one.split(':')[0] === role);
}

async function settled(page) {
  await page.locator('#main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.tb-loading') === null);
}

async function judge(page, name) {
  const axe = new URL('../node_modules/axe-core/axe.min.js', import.meta.url);
  // By the debugger, which the policy does not bind.
  await page.evaluate(await readFile(axe, 'utf8'));
  const violations = await page.evaluate(async () => {
    // The library's own marks for keeping the focus inside a dialog are empty and nobody's content.
    const found = await window.axe.run({ exclude: [['[data-tabster-dummy]']] });
    return found.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
  });
  assert.deepEqual(violations, [], name);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name} is ${over} px too wide`);
}

export default function tests({ test, url }) {
  for (const [role, pages] of Object.entries(PAGES)) {
    test(`a ${role} has its pages and no others`, async ({ page, signIn }) => {
      await signIn(await choiceFor(page, url, role));
      const names = await page.getByRole('navigation').getByRole('link').allInnerTexts();
      assert.deepEqual(names.map((one) => one.trim()), pages);
    });
  }

  const looks = [
    ['light, 1280 px', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['dark, 390 px', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ];
  const places = [
    '/', '/unregistered?of=all', '/close', '/invoices', '/invoices/provider-000001',
    '/invoices/provider-000001/lines/1', '/usage', '/customers', '/partners', '/stacks', '/prices',
    '/prices/provider-eur', '/audit', '/operations', '/no-such-page',
  ];
  for (const [name, context] of looks) {
    for (let first = 0; first < places.length; first += TOGETHER) {
      const some = places.slice(first, first + TOGETHER);
      test(`no fault of accessibility, ${name}: ${some.join(' ')}`, async ({ page, signIn }) => {
        await signIn('provider', some[0]);
        for (const place of some) {
          if (place !== some[0]) await page.goto(`${url}/portal${place}`);
          await settled(page);
          await judge(page, `${place} (${name})`);
        }
      }, { context });
    }
  }

  test('it speaks Swedish, and remembers it', async ({ page, signIn }) => {
    await signIn('provider', '/invoices');
    await page.getByRole('button', { name: /Provider/ }).click();
    await page.getByRole('menuitemradio', { name: 'Svenska' }).click();
    await page.getByRole('heading', { name: 'Fakturor' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Fakturor' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'sv');
  });

  test('a session that ends leads back to the same page', async ({ page, signIn }) => {
    await signIn('provider', '/customers');
    await settled(page);
    await page.route('**/v1/**', (route) => route.fulfill({
      status: 401, contentType: 'application/problem+json', body: '{"code":"x","detail":"x"}',
    }));
    await page.getByRole('link', { name: 'Prices' }).click();
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.locator('button[name=principal][value="provider"]').click();
    await page.waitForURL((now) => now.pathname === '/portal/prices');
  }, { allowedErrors: [/401/] });
}
