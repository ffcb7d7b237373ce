// SPDX-License-Identifier: Apache-2.0
// Goal: a newcomer finds, without help, which tenants fall to a default subscription, registers one
// with backdating, sees the credit in the next dry run, closes the month and has the PDF.
// Method: the demo's data, by the words on the screen only.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export default function tests({ test }) {
  test('from an unregistered tenant to the invoice that has it right', async ({ page, signIn }) => {
    await signIn('provider');
    const main = page.locator('#main');
    await main.getByRole('link', { name: 'Register', exact: true }).click();
    await page.getByRole('heading', { name: 'Unregistered tenants' }).waitFor();

    await page.getByText('All usage').click();
    // Until then the table is still the month's.
    await page.getByRole('group', { name: 'Month' }).waitFor({ state: 'detached' });
    const table = page.getByRole('table', { name: 'Unregistered tenants' });
    await table.getByRole('button', { name: /^Register / }).first().waitFor();
    const before = await table.getByRole('row').count();
    await table.getByRole('button', { name: /^Register / }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What this changes').waitFor();
    await dialog.getByText('Closed').first().waitFor();
    await dialog.getByRole('button', { name: 'Register' }).click();
    await main.getByText('is registered').waitFor();
    await page.waitForFunction((rows) =>
      document.querySelectorAll('[role=table] [role=row]').length < rows, before);

    await main.getByRole('link', { name: 'See them in a dry run' }).click();
    await main.getByRole('button', { name: 'Dry run' }).click();
    await main.getByText('This is what the close would issue').waitFor();
    await main.getByText(/correct earlier months/).waitFor();

    await main.getByRole('button', { name: 'Close the month' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close and issue' }).click();
    // The work is the server's: a reload in its middle loses nothing.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.reload();
    await main.getByText('The month is closed').waitFor();
    await main.getByRole('table', { name: 'Documents' }).getByRole('link').first().click();

    await main.getByRole('heading', { name: /^Invoice / }).waitFor();
    const download = page.waitForEvent('download');
    await main.getByRole('button', { name: 'PDF' }).click();
    const bytes = await readFile(await (await download).path());
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');

    await main.getByRole('link', { name: 'Explain line 1', exact: true }).click();
    await main.getByText('How the amount comes about').waitFor();
    await main.getByRole('heading', { name: 'Usage records' }).waitFor();
  });
}
