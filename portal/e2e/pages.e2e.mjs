// SPDX-License-Identifier: Apache-2.0
// Goal: each role has its pages and no others, and all of them can be used by everybody: no fault of
// accessibility, no sideways scrolling on a telephone, both languages, dark and light.
// Method: the navigation of each role, page by page, judged by axe.
import assert from 'node:assert/strict';

import { ADDRESSES, choiceFor, faultsOf, PAGES, settled } from './judging.mjs';

const TOGETHER = 4;

async function judge(page, name) {
  assert.deepEqual(await faultsOf(page), [], name);
}

export default function tests({ test, url }) {
  for (const [role, pages] of Object.entries(PAGES)) {
    test(`a ${role} has its pages and no others`, async ({ page, signIn }) => {
      await signIn(await choiceFor(page, url, role));
      const names = await page.getByRole('navigation').getByRole('link').allInnerTexts();
      assert.deepEqual(names.map((one) => one.trim()), pages);
      // What is not in the navigation is not behind its address either.
      for (const [name, address] of Object.entries(ADDRESSES)) {
        if (pages.includes(name)) continue;
        await page.goto(`${url}/portal${address}`);
        await page.getByRole('heading', { name: 'No such page' }).waitFor();
      }
    });
  }

  const looks = [
    ['light, 1280 px', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['dark, 390 px', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ];
  const places = [
    '/', '/unregistered?of=all', '/close', '/invoices', '/invoices/provider-000001',
    '/invoices/provider-000001/lines/1', '/usage', '/customers', '/partners', '/stacks', '/prices',
    '/prices/provider-eur', '/audit', '/operations', '/onboarding', '/tokens', '/no-such-page',
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
