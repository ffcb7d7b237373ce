// SPDX-License-Identifier: Apache-2.0
// A browser on a real server with the demo's data, as whomever the development sign-in offers.
//
// A file `<something>.e2e.mjs` beside this one exports
//
//   export default function tests({ test, url }) {
//     test('a sentence', async ({ page, signIn, api }) => { await signIn('partner:contoso'); … });
//   }
//
// Each test has a browser context of its own. It fails by throwing, and also if the page says
// anything on its console that is an error, asks another origin, or breaks the policy.
import { chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const TEST_MS = 60_000;

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS,
  });
}

// What goes wrong in a page without anybody clicking on it.
function watch(page, url, faults, allowed) {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !allowed.some((one) => one.test(text))) {
      faults.push(`console: ${text} ${message.location().url}`);
    }
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(data|blob|about):/.test(asked)) {
      faults.push(`asks elsewhere: ${asked}`);
    }
  });
}

// By the door and the list of the development issuer, as a person does it.
async function signIn(page, url, choice, wanted) {
  await page.goto(`${url}/portal${wanted}`);
  await page.getByRole('button', { name: 'Development sign-in' }).click();
  await page.waitForURL(/\/development\/authorize/);
  await page.locator(`button[name=principal][value="${choice}"]`).click();
  const bare = (path) => path.replace(/\/$/, '');
  const there = bare(`/portal${wanted.split('?')[0]}`);
  await page.waitForURL((now) => bare(now.pathname) === there);
  await page.locator('#main h1').first().waitFor();
}

async function runOne(browser, url, { name, work, options }) {
  const faults = [];
  const context = await browser.newContext({
    locale: 'en-GB', timezoneId: 'UTC', viewport: { width: 1280, height: 900 }, ...options.context,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(TEST_MS / 2);
  watch(page, url, faults, options.allowedErrors ?? []);
  const token = () => page.evaluate(
    () => JSON.parse(sessionStorage.getItem('tollbridge.token') ?? '{}').access);
  const tools = {
    page,
    context,
    url,
    signIn: (choice, wanted = '/') => signIn(page, url, choice, wanted),
    // What the API answers whoever is signed in: status and body.
    api: async (path, init = {}) => {
      const answer = await fetch(url + path, {
        ...init, headers: { Authorization: `Bearer ${await token()}`, ...init.headers },
      });
      const text = await answer.text();
      return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
    },
  };
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${TEST_MS / 1000} s`)), TEST_MS);
  });
  try {
    await Promise.race([work(tools), late]);
  } catch (error) {
    faults.unshift(error.stack ?? String(error));
    if (process.env.SCREENSHOTS) {
      const file = `${process.env.SCREENSHOTS}/${name.replaceAll(/\W+/g, '_')}.png`;
      await page.screenshot({ path: file }).catch(() => {});
    }
  } finally {
    clearTimeout(timer);
    await context.close();
  }
  return faults;
}

// Runs the tests of the modules one after the other; how many passed and failed.
export async function runAll(url, modules) {
  const tests = [];
  const test = (name, work, options = {}) => tests.push({ name, work, options });
  for (const module of modules) module.default({ test, url });
  const browser = await openBrowser();
  const count = { passed: 0, failed: 0 };
  try {
    for (const one of tests) {
      const began = Date.now();
      const faults = await runOne(browser, url, one);
      console.log(`${faults.length ? 'FAILED' : 'ok    '} ${one.name} (${Date.now() - began} ms)`);
      for (const fault of faults) console.log(`       ${fault}`);
      count[faults.length ? 'failed' : 'passed'] += 1;
    }
  } finally {
    await browser.close();
  }
  return count;
}
