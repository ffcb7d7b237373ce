// SPDX-License-Identifier: Apache-2.0
// Goal: a seller sees what is owed, records what came in and takes a slip back; a buyer questions a
// line beside its evidence, and only the seller decides. Users of a customer read nothing of it.
// Method: the demo's documents, by the words on the screen, and what the API says afterwards.
import assert from 'node:assert/strict';

import { choiceFor } from './judging.mjs';

async function invoiceOf(api, buyer) {
  const { body } = await api('/v1/invoices?limit=1000');
  return body.invoices.find((one) => one.seller === 'provider' && one.buyer === buyer
    && one.type === 'invoice' && Number(one.open) > 200);
}

async function act(page, name) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

// From the page that explains it.
async function question(page, id, line, reason) {
  await page.goto(page.url().replace(/invoices.*/, `invoices/${id}/lines/${line}`));
  const main = page.locator('#main');
  await main.getByText('How the amount comes about').waitFor();
  await main.getByRole('button', { name: 'Question this line' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill(reason);
  await act(page, 'Question it');
  return main.getByRole('table', { name: 'Questions about this line' });
}

export default function tests({ test, url }) {
  test('a payment is recorded in part, and undone', async ({ page, signIn, api }) => {
    await signIn('provider', '/invoices');
    const { id, open } = await invoiceOf(api, 'contoso');
    const main = page.locator('#main');
    const dialog = page.getByRole('dialog');
    await main.getByRole('link', { name: id, exact: true }).click();
    await main.getByText('Nothing was paid yet').waitFor();
    await main.getByRole('button', { name: 'Record a payment' }).click();
    assert.equal(await dialog.getByLabel(/^Amount in/).inputValue(), open);
    await dialog.getByLabel(/^Amount in/).fill('100,00');
    await dialog.getByLabel('Reference').fill('OCR 17');
    await act(page, 'Record it');
    await main.getByRole('status').getByText('It is recorded').waitFor();
    const payments = main.getByRole('table', { name: 'Payments' });
    await payments.getByText('OCR 17').waitFor();
    assert.equal((await api(`/v1/invoices/${id}`)).body.paid, '100.00');

    await payments.getByRole('button', { name: /^Undo payment/ }).click();
    await dialog.getByLabel('Reason').fill('wrong invoice');
    await act(page, 'Undo it');
    await payments.getByText('Undone').waitFor();
    const { body } = await api(`/v1/invoices/${id}`);
    assert.deepEqual([body.paid, body.open], ['0.00', open]);

    await main.getByRole('link', { name: 'All documents' }).click();
    await main.getByRole('link', { name: 'Overdue by buyer' }).click();
    await main.getByRole('heading', { name: 'Overdue by buyer', level: 1 }).waitFor();
    const told = (await api('/v1/dunning')).body.rows.length;
    const table = main.getByRole('table', { name: 'Overdue by buyer' });
    await table.or(main.getByText('Nothing is overdue')).waitFor();
    if (told) assert.equal(await table.getByRole('row').count(), told + 1);
  });

  test('a buyer questions a line and cannot decide it', async ({ page, signIn, api }) => {
    await signIn('partner:contoso', '/invoices');
    const { id } = await invoiceOf(api, 'contoso');
    const main = page.locator('#main');
    const disputes = await question(page, id, 1, 'we stopped it in September');
    await disputes.getByRole('button', { name: /^Take it back/ }).waitFor();
    assert.equal(await disputes.getByRole('button', { name: /^(Credit|Keep) it/ }).count(), 0);
    await main.getByRole('link', { name: `Document ${id}` }).click();
    await main.getByRole('table', { name: 'Questioned lines' }).waitFor();
    // What came in is the seller's to see and to record.
    assert.equal(await main.getByRole('heading', { name: 'Payments' }).count(), 0);
  });

  test('the seller credits a questioned line in part', async ({ page, signIn, api }) => {
    await signIn('provider', '/invoices');
    const { id } = await invoiceOf(api, 'contoso');
    await page.goto(page.url().replace(/invoices.*/, `invoices/${id}`));
    const disputes = page.locator('#main').getByRole('table', { name: 'Questioned lines' });
    await disputes.getByText('we stopped it in September').waitFor();
    await disputes.getByRole('button', { name: /^Credit it/ }).click();
    await page.getByRole('dialog').getByLabel(/^Amount in/).fill('0.01');
    await act(page, 'Issue the credit note');
    await disputes.getByText('Credited').waitFor();
    const { body } = await api(`/v1/disputes?invoice=${id}`);
    assert.equal(body.disputes[0].state, 'accepted');
    await disputes.getByRole('link', { name: body.disputes[0].credit }).click();
    await page.getByRole('heading', { name: `Credit note ${body.disputes[0].credit}` }).waitFor();
  });

  test('a question is taken back by who asked it', async ({ page, signIn, api }) => {
    await signIn('partner:contoso', '/invoices');
    const { id } = await invoiceOf(api, 'contoso');
    const mine = await question(page, id, 2, 'not ours?');
    await mine.getByRole('button', { name: /^Take it back/ }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('it is');
    await act(page, 'Take it back');
    await mine.getByText('Taken back').waitFor();
    await question(page, id, 3, 'too many hours');
  });

  test('a charge that is kept stays what it was', async ({ page, signIn, api }) => {
    await signIn('provider', '/invoices');
    const { id, open } = await invoiceOf(api, 'contoso');
    await page.goto(page.url().replace(/invoices.*/, `invoices/${id}`));
    const disputes = page.locator('#main').getByRole('table', { name: 'Questioned lines' });
    await disputes.getByRole('button', { name: 'Keep it: Line 3' }).click();
    await page.getByRole('dialog').getByLabel('Answer').fill('they were measured');
    await act(page, 'Keep the charge');
    await disputes.getByText('they were measured').waitFor();
    const { body } = await api(`/v1/disputes?invoice=${id}`);
    const states = body.disputes.map((one) => [one.line.split('-').pop(), one.state]);
    assert.deepEqual(states.filter(([line]) => line !== '1').sort(),
      [['2', 'withdrawn'], ['3', 'rejected']]);
    assert.equal((await api(`/v1/invoices/${id}`)).body.open, open);
  });

  test('a customer’s user has neither payments nor questions', async ({ page, signIn, api }) => {
    await signIn(await choiceFor(page, url, 'tenant'), '/invoices/overdue');
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    for (const path of ['/v1/payments', '/v1/dunning', '/v1/disputes']) {
      assert.equal((await api(path)).status, 403, path);
    }
  });
}
