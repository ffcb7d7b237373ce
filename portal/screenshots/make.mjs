// SPDX-License-Identifier: Apache-2.0
// The pictures of the README: the way from an unregistered tenant to the invoice that has it right.
//
//   node portal/screenshots/make.mjs URL DATA [PROGRAM]
//
// URL is a server on the data directory DATA, as `tollbridge demo` makes it; the way ends with a
// month closed, so take a fresh one. PROGRAM makes the token (build/release/tollbridge). The
// pictures go to docs/images/.
import { execFileSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const LIMIT = 150_000;
const [url, data, program = 'build/release/tollbridge'] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const token = execFileSync(program, ['--data', data, 'token', '--role', 'provider'])
  .toString().trim();

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({
  viewport: { width: 1280, height: 860 }, colorScheme: 'light', locale: 'en-GB',
});
await context.addInitScript((access) => {
  sessionStorage.setItem('tollbridge.token', JSON.stringify({ access, until: Date.now() + 3e6 }));
}, token);
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const main = page.locator('#main');

async function settle() {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.tb-loading') === null);
  await page.waitForTimeout(600);
}

async function take(name) {
  await settle();
  const path = `${folder}${name}.png`;
  await page.screenshot({ path });
  const { size } = await stat(path);
  console.log(`${name}.png ${(size / 1000).toFixed(0)} kB`);
  if (size > LIMIT) throw new Error(`${name}.png is larger than ${LIMIT / 1000} kB`);
}

await mkdir(folder, { recursive: true });
await page.goto(`${url}/portal/`);
await main.locator('h1').waitFor();
await take('portal-overview');

await page.goto(`${url}/portal/unregistered?of=all`);
await take('portal-unregistered');
const row = page.getByRole('table', { name: 'Unregistered tenants' });
await row.getByRole('button', { name: /^Register / }).first().click();
await page.getByText('What this changes').waitFor();
await take('portal-register');
await page.getByRole('dialog').getByRole('button', { name: 'Register' }).click();
await main.getByRole('link', { name: 'See them in a dry run' }).click();
await main.getByRole('button', { name: 'Dry run' }).click();
await main.getByText('This is what the close would issue').waitFor();
await take('portal-dry-run');

await main.getByRole('button', { name: 'Close the month' }).click();
await page.getByRole('dialog').getByRole('button', { name: 'Close and issue' }).click();
await main.getByText('The month is closed').waitFor();
await main.getByRole('table', { name: 'Documents' }).getByRole('link').first().click();
await main.getByRole('heading', { name: /^Invoice / }).waitFor();
await take('portal-invoice');
await main.getByRole('link', { name: 'Explain line 1', exact: true }).click();
await main.getByText('How the amount comes about').waitFor();
await take('portal-explained');
await browser.close();
