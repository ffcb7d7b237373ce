// SPDX-License-Identifier: Apache-2.0
// What is entered: each form as it opens, wide and narrow, judged as the pages are, and
// photographed.
import { faultsOf, settled } from '../e2e/judging.mjs';

const WIDTHS = [1280, 390];

// Where it is, the button that opens it (the first of that name), and what it is called.
async function dialogsOf(ask) {
  const first = async (path, key) => (await ask(path)).body[key]?.[0];
  const customer = await first('/v1/customers?limit=1', 'customers');
  const registration = await first('/v1/registrations?limit=1', 'registrations');
  const invoices = (await ask('/v1/invoices?limit=1000')).body.invoices;
  const invoice = invoices.find((one) => one.seller === 'provider' && one.type === 'invoice');
  const stack = `/stacks/${registration.cloud_id}`;
  return [
    ['New partner', '/partners', 'Add a partner'], ['Partner', '/partners', /^Edit /],
    ['New customer', '/customers', 'Add a customer'],
    ['Customer', `/customers/${customer.id}`, 'Edit'],
    ['New subscription', `/customers/${customer.id}`, 'Add a subscription'],
    ['New stack', '/stacks', 'Add a stack'], ['Move', stack, 'Move'], ['End', stack, 'End'],
    ['Register', '/unregistered', /^Register /],
    ['Credit', `/invoices/${invoice.id}`, 'Credit'],
    ['Payment', `/invoices/${invoice.id}`, 'Record a payment'],
    ['Question', `/invoices/${invoice.id}/lines/1`, 'Question this line'],
  ];
}

async function open(page, url, address, button) {
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  await page.goto(`${url}/portal${address}`);
  await settled(page);
  await page.locator('#main').getByRole('button', { name: button, exact: true }).first()
    .click({ timeout: 10_000 });
  await page.getByRole('dialog').waitFor();
  await page.waitForLoadState('networkidle');
}

export async function dialogs(page, url, folder, ask) {
  const told = [];
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const [name, address, button] of await dialogsOf(ask)) {
    const opened = await open(page, url, address, button).catch((error) => error);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(350);
      const file = `provider/dialog-${name.toLowerCase().replaceAll(' ', '_')}-${width}.png`;
      await page.screenshot({ path: `${folder}/${file}` });
      const faults = opened ? [opened.message] : await faultsOf(page);
      told.push({ name: `${name}, a dialog, ${width} px`, file, faults });
    }
  }
  return told;
}
