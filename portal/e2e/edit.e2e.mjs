// SPDX-License-Identifier: Apache-2.0
// Goal: partners, customers, subscriptions, stacks and registrations are made and changed in place,
// with the fault at its field and, where money moves, a look at it first.
// Method: forms by their labels, and what the API says afterwards.
import assert from 'node:assert/strict';

const stack = '9c1e0000-0000-4000-8000-0000000000e1';

async function save(page, name = 'Save') {
  const button = page.getByRole('dialog').getByRole('button', { name, exact: true });
  await button.click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export default function tests({ test }) {
  test('a partner is added and its papers are changed', async ({ page, signIn, api }) => {
    await signIn('provider', '/partners');
    await page.getByRole('button', { name: 'Add a partner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Fourth Coffee AB');
    await dialog.getByLabel('Country').fill('sweden');
    await dialog.getByRole('textbox', { name: /^Id/ }).fill('fourth-coffee');
    await dialog.getByText('Two capital letters').waitFor();
    await dialog.getByLabel('Country').fill('SE');
    await dialog.getByLabel('Currency').fill('EUR');
    await dialog.getByLabel('Kind').selectOption('direct');
    await dialog.getByLabel('IBAN').fill('SE00');
    // The API says what is wrong with it, at its field.
    await dialog.getByRole('alert').or(dialog.locator('[class*=validationMessage]')).first()
      .waitFor();
    await dialog.getByLabel('IBAN').fill('');
    await save(page, 'Add');
    await page.getByRole('table', { name: 'Partners' }).getByText('Fourth Coffee AB').waitFor();

    await page.getByRole('button', { name: 'Edit Fourth Coffee AB' }).click();
    await dialog.getByLabel('City').fill('Umeå');
    await save(page);
    const { body } = await api('/v1/partners/fourth-coffee');
    assert.equal(body.city, 'Umeå');
    assert.equal(body.country, 'SE');
  }, { allowedErrors: [/400/] });

  test('a stack is added, registered, moved with a preview and ended',
    async ({ page, signIn, api }) => {
      await signIn('provider', '/stacks');
      const { body: { subscriptions } } = await api('/v1/subscriptions?limit=1000');
      const shared = subscriptions.filter((one) => one.offer === 'APSS');
      const [first] = shared;
      const second = crypto.randomUUID();
      const made = await api(`/v1/subscriptions/${second}`, {
        method: 'PUT', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ offer: 'APSS', partner: first.partner }),
      });
      assert.equal(made.status, 200);
      const dialog = page.getByRole('dialog');
      await page.getByRole('button', { name: 'Add a stack' }).click();
      await dialog.getByLabel('Cloud id').fill(stack);
      await dialog.getByLabel('Region').fill('far-north');
      await dialog.getByLabel('Operated by').selectOption(first.partner);
      await save(page, 'Add');
      await page.getByRole('heading', { name: 'far-north' }).waitFor();

      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await dialog.getByLabel('Default subscription').selectOption(first.id);
      await save(page, 'Register');
      await page.locator('#main').getByText('azurestack-9c1e0000').first().waitFor();

      await page.reload();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await dialog.getByLabel('To the default subscription').selectOption(second);
      await dialog.getByText('What this changes').waitFor();
      await dialog.getByText('No usage so far is charged differently').waitFor();
      await save(page, 'Move it');
      const moved = (await api('/v1/registrations?limit=1000')).body.registrations
        .filter((one) => one.cloud_id === stack);
      assert.deepEqual(moved.filter((one) => !one.to).map((one) => one.subscription), [second]);

      await page.reload();
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await dialog.getByText('What this changes').waitFor();
      await save(page, 'End it');
    });

  test('a customer’s papers and subscriptions are changed by who sells to it',
    async ({ page, signIn, api }) => {
      await signIn('provider', '/customers');
      const { body: { customers } } = await api('/v1/customers?limit=1');
      const [{ id }] = customers;
      await page.goto(`${page.url().replace(/\/customers.*/, '')}/customers/${id}`);
      await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Buyer’s reference').fill('Cost centre 7');
      await dialog.getByLabel('VAT status').selectOption('consumer');
      await save(page);
      const { body } = await api(`/v1/customers/${id}`);
      assert.equal(body.reference, 'Cost centre 7');
      assert.equal(body.vat_status, 'consumer');
      await page.getByRole('button', { name: 'Add a subscription' }).click();
      await dialog.getByLabel('Subscription id').waitFor();
      await save(page, 'Add');

      await page.getByRole('table', { name: 'Subscriptions' })
        .getByRole('button', { name: 'Edit' }).first().click();
      await dialog.getByRole('button', { name: 'Add a span' }).click();
      await dialog.getByLabel('From', { exact: true }).fill('2027-02-01T00:00');
      await dialog.getByLabel('To', { exact: true }).fill('2027-03-01T00:00');
      await save(page);
      const after = await api('/v1/subscriptions?limit=1000');
      assert.ok(after.body.subscriptions.some((one) => one.customer === id
        && one.inactive.some((span) => span.from === '2027-02-01T00:00:00Z'
          && span.to === '2027-03-01T00:00:00Z')));
    });
}
