// SPDX-License-Identifier: Apache-2.0
// Goal: a newcomer brings a stack from nothing to its first usage, may leave at any step, and finds
// the way where it was left. Method: the steps by their words, a reload between them.
import assert from 'node:assert/strict';

const stack = '9c1e0000-0000-4000-8000-0000000000f1';
const tenant = '7b6d3d3a-0000-4000-8000-0000000000f1';

export default function tests({ test, url }) {
  test('a new stack comes all the way to its first usage', async ({ page, signIn, api }) => {
    await signIn('provider', '/onboarding');
    const main = page.locator('#main');
    const dialog = page.getByRole('dialog');
    const { body: { partners } } = await api('/v1/partners?limit=100');
    const partner = partners.find((one) => one.kind === 'direct');

    await main.getByRole('button', { name: 'Start with a new stack' }).click();
    await dialog.getByLabel('Cloud id').fill(stack);
    await dialog.getByLabel('Region').fill('onboarded');
    await dialog.getByLabel('Operated by').selectOption(partner.id);
    await dialog.getByRole('button', { name: 'Add' }).click();

    // Left, and found again among the stacks that are not registered.
    await main.getByText('Advised: APSS').waitFor();
    await page.goto(`${url}/portal/onboarding`);
    await main.getByRole('row', { name: /onboarded/ }).getByRole('button', { name: 'Go on' })
      .click();
    await main.getByText('Advised: APSS').waitFor();
    await main.getByRole('button', { name: /^Choose APSS/ }).first().click();
    await main.getByRole('heading', { name: 'Register it' }).waitFor();
    await page.reload();
    await main.getByRole('button', { name: 'Register', exact: true }).click();
    await dialog.getByLabel('From').fill('2026-12-01T00:00');
    await dialog.getByRole('button', { name: 'Register' }).click();

    await main.getByRole('button', { name: 'Add a customer' }).click();
    await dialog.getByLabel('Name').fill('Fabrikam Residences');
    await dialog.getByLabel('Tenant (directory)').fill(tenant);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await main.getByRole('button', { name: 'Register Fabrikam Residences' }).click();
    await dialog.getByText('What this changes').waitFor();
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.waitFor({ state: 'detached' });

    await main.getByText('Waiting for usage of').waitFor();
    const sent = await api('/v1/usage', {
      method: 'POST', headers: { 'Content-Type': 'text/csv' },
      body: 'stack,subscription,tenant,meter,resource,start,quantity\n'
        + `${stack},first,${tenant},fab6eb84-500b-4a09-a8ca-7358f8bbaea5,/vm,2026-12-02T03:00:00Z,2`,
    });
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    await main.getByText('Usage has arrived').waitFor();
    const mapped = await api(`/v1/tenants/${tenant}/status`);
    assert.equal(mapped.body.stacks[0].mapped, true);
  });

  test('the page of tokens says how to make one like yours', async ({ page, signIn }) => {
    await signIn('provider', '/tokens');
    await page.locator('#main').getByText('tollbridge token --role provider').waitFor();
  });
}
