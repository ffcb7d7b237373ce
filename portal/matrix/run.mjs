// SPDX-License-Identifier: Apache-2.0
// All pages × roles × languages × widths × dark and light, each judged by axe and photographed.
//
//   node portal/matrix/run.mjs URL FOLDER [ROLE…]
//
// tests/conformance/portal_matrix.py makes the data, starts the server and calls this. A page is
// loaded once for each role and language and then looked at in each width and colour.
import { mkdir, writeFile } from 'node:fs/promises';

import { openBrowser } from '../e2e/harness.mjs';
import { ADDRESSES, choiceFor, faultsOf, PAGES, settled } from '../e2e/judging.mjs';
import { dialogs } from './dialogs.mjs';
import { states } from './states.mjs';

const LOOKS = [
  ['1280-light', 1280, 900, 'light'], ['1280-dark', 1280, 900, 'dark'],
  ['390-light', 390, 844, 'light'], ['390-dark', 390, 844, 'dark'],
  // 1280 px at 200 %.
  ['zoomed-light', 640, 450, 'light'],
];
const LANGUAGES = ['en', 'sv'];
const [url, folder, ...roles] = process.argv.slice(2);
const count = { passed: 0, failed: 0 };
const shown = [];

function tell(name, faults) {
  count[faults.length ? 'failed' : 'passed'] += 1;
  if (faults.length) console.log(`FAILED ${name}`);
  for (const fault of faults) console.log(`       ${fault}`);
}

// Where there are things to look at: pages of one thing besides those of the navigation.
async function placesOf(role, ask) {
  const places = PAGES[role].map((name) => [name, ADDRESSES[name]]);
  const first = async (list, key, address, name) => {
    const { status, body } = await ask(list);
    const one = status === 200 ? body[key]?.[0] : undefined;
    if (one) places.push([name, address(one)]);
    return one;
  };
  if (PAGES[role].includes('Customers')) {
    await first('/v1/customers?limit=1', 'customers', (one) => `/customers/${one.id}`, 'Customer');
    await first('/v1/price-sheets?limit=1', 'price_sheets', (one) => `/prices/${one.id}`, 'Sheet');
    places.push(['Money', '/usage?month=2026-10&measure=money&by=customer']);
    const stack = await first('/v1/stacks?limit=1', 'stacks', (one) => `/stacks/${one.cloud_id}`,
      'Stack');
    if (stack) places.push(['Onboarding of one', `/onboarding?stack=${stack.cloud_id}`]);
  }
  if (PAGES[role].includes('Invoices')) {
    const invoice = await first('/v1/invoices?limit=1', 'invoices', (one) => `/invoices/${one.id}`,
      'Invoice');
    if (invoice) places.push(['Line', `/invoices/${invoice.id}/lines/1`]);
  }
  if (PAGES[role].includes('Customers')) places.push(['Overdue', '/invoices/overdue']);
  places.push(['Usage of October', '/usage?month=2026-10&by=meter'], ['No page', '/nothing']);
  return places;
}

async function signIn(page, choice) {
  await page.locator(`button[name=principal][value="${choice}"]`).click();
  await page.waitForURL((now) => now.pathname.startsWith('/portal/'));
  await settled(page);
}

async function look(page, role, language, name, address) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/portal${address}`);
  await settled(page);
  for (const [title, width, height, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(350);
    const file = `${role}/${name.toLowerCase().replaceAll(' ', '_')}-${language}-${title}.png`;
    await page.screenshot({ path: `${folder}/${file}`, fullPage: width !== 640 });
    shown.push(file);
    tell(file, await faultsOf(page));
  }
}

// A role's addresses that it does not use show nothing, and their calls are refused.
async function absent(page, role, ask) {
  for (const [name, address] of Object.entries(ADDRESSES)) {
    if (PAGES[role].includes(name)) continue;
    await page.goto(`${url}/portal${address}`);
    await settled(page);
    const titles = await page.locator('#main h1').allInnerTexts();
    const isNone = titles.length === 1 && /^(No such page|Sidan finns inte)$/.test(titles[0]);
    tell(`${role} has no ${name}`, isNone ? [] : [titles.join()]);
  }
  const refused = {
    operator: ['/v1/charges/sums?period=2026-10&by=meter', '/v1/invoices', '/v1/price-sheets',
      '/v1/payments', '/v1/dunning', '/v1/disputes'],
    tenant: ['/v1/charges/sums?period=2026-10&by=meter', '/v1/price-sheets', '/v1/unregistered',
      '/v1/payments', '/v1/dunning', '/v1/disputes'],
    partner: ['/v1/audit'], reseller: ['/v1/audit'], provider: [],
  };
  for (const path of refused[role]) {
    const { status } = await ask(path);
    tell(`${role} may not ask ${path}`, status === 403 || status === 404 ? [] : [`${status}`]);
  }
}

async function walk(browser, role) {
  await mkdir(`${folder}/${role}`, { recursive: true });
  for (const language of LANGUAGES) {
    const context = await browser.newContext({ locale: language === 'sv' ? 'sv-SE' : 'en-GB',
      timezoneId: 'UTC' });
    await context.addInitScript((kept) => localStorage.setItem('tollbridge.language', kept), 'en');
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const choice = await choiceFor(page, url, role);
    await signIn(page, choice);
    await context.addInitScript((kept) => localStorage.setItem('tollbridge.language', kept),
      language);
    const access = await page.evaluate(
      () => JSON.parse(sessionStorage.getItem('tollbridge.token') ?? '{}').access);
    const ask = async (path) => {
      const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${access}` } });
      return { status: answer.status, body: await answer.json().catch(() => ({})) };
    };
    for (const [name, address] of await placesOf(role, ask)) {
      await look(page, role, language, name, address)
        .catch((error) => tell(`${role} ${name} ${language}`, [error.message]));
    }
    if (language === 'en') await absent(page, role, ask);
    if (language === 'en' && role === 'provider') {
      const more = [...await dialogs(page, url, folder, ask), ...await states(page, url, folder)];
      for (const { name, faults, file } of more) {
        shown.push(file);
        tell(name, faults);
      }
    }
    await context.close();
  }
}

const browser = await openBrowser();
try {
  for (const role of roles.length ? roles : Object.keys(PAGES)) await walk(browser, role);
} finally {
  await browser.close();
  const pictures = shown.map((file) =>
    `<figure><a href="${file}"><img loading="lazy" src="${file}"></a>`
    + `<figcaption>${file}</figcaption></figure>`);
  await writeFile(`${folder}/index.html`, '<!doctype html><title>The portal</title><style>'
    + 'body{display:flex;flex-wrap:wrap;gap:12px;font:12px sans-serif}img{width:300px}'
    + `figure{margin:0}</style>${pictures.join('\n')}`);
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed || !count.passed ? 1 : 0);
