// SPDX-License-Identifier: Apache-2.0
// Goal: everybody the demo has signs in through the browser and is who they chose, and nobody gets
// past the door without. Method: the real flow, each role once; the API asked with the page's token.
import assert from 'node:assert/strict';

// What each role may never call, whatever the portal shows.
const ABSENT = {
  provider: [],
  partner: ['book_apply', 'audit_list', 'period_reconcile'],
  reseller: ['book_apply', 'audit_list', 'period_reconcile'],
  operator: ['invoice_list', 'charge_sums', 'price_sheet_list', 'audit_list', 'mapping_put'],
  tenant: ['charge_sums', 'price_sheet_list', 'audit_list', 'mapping_put', 'unregistered_list'],
};

async function choices(page, url) {
  await page.goto(`${url}/portal/`);
  await page.getByRole('button', { name: 'Development sign-in' }).click();
  await page.waitForURL(/\/development\/authorize/);
  return page.locator('button[name=principal]').evaluateAll((all) => all.map((one) => one.value));
}

export default function tests({ test, url }) {
  for (const role of Object.keys(ABSENT)) {
    test(`a ${role} signs in and may call what is its own`, async ({ page, signIn, api }) => {
      const offered = await choices(page, url);
      const choice = offered.find((one) => one.split(':')[0] === role);
      assert.ok(choice, `the sign-in offers a ${role}`);
      await signIn(choice);
      const me = await api('/v1/me');
      assert.equal(me.status, 200);
      assert.equal(me.body.role, role);
      for (const operation of ABSENT[role]) {
        assert.ok(!me.body.operations.includes(operation), `${role} has no ${operation}`);
      }
      if (role !== 'provider') assert.equal((await api('/v1/audit')).status, 403);
      assert.ok(!page.url().includes('code='), 'the code is out of the address');
    });
  }

  test('a page of the app has an address of its own, and asks who comes', async ({ page }) => {
    await page.goto(`${url}/portal/invoices`);
    await page.getByRole('button', { name: 'Development sign-in' }).waitFor();
    assert.equal(await page.locator('#main').count(), 0);
  });

  test('an answer to another sign-in gives no session', async ({ page }) => {
    await page.goto(`${url}/portal/signed-in?code=stolen&state=other`);
    await page.waitForLoadState('networkidle');
    assert.equal(await page.evaluate(() => sessionStorage.getItem('tollbridge.token')), null);
  });

  test('the policy lets no inline script run', async ({ page }) => {
    await page.goto(`${url}/portal/`);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      return window.ran === true;
    });
    assert.equal(ran, false);
  }, { allowedErrors: [/Content Security Policy/] });
}
