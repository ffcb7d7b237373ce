// SPDX-License-Identifier: Apache-2.0
// The pages when there is nothing to show, when the server fails, and while it is slow: each says
// so, stays usable, and is photographed.
import { ADDRESSES, faultsOf, settled } from '../e2e/judging.mjs';

const WIDTHS = [1280, 390];
const SLOW_MS = 4000;

// Every list of an answer, emptied.
function emptied(value) {
  if (Array.isArray(value)) return [];
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, emptied(item)]));
}

const isMe = (route) => route.request().url().endsWith('/v1/me');

const WAYS = {
  empty: async (route) => {
    if (isMe(route) || route.request().method() !== 'GET') return route.continue();
    const answer = await route.fetch();
    const json = await answer.json().catch(() => undefined);
    return json === undefined ? route.fulfill({ response: answer })
      : route.fulfill({ response: answer, json: emptied(json) });
  },
  failing: (route) => (isMe(route) ? route.continue() : route.fulfill({
    status: 500, contentType: 'application/problem+json',
    body: JSON.stringify({
      type: 'about:blank', title: 'DiskFailed', status: 500, code: 'DiskFailed',
      detail: 'The disk cannot be read.', requestId: 'r-1', errors: [],
    }),
  })),
  slow: async (route) => {
    if (!isMe(route)) await new Promise((resolve) => { setTimeout(resolve, SLOW_MS); });
    return route.continue().catch(() => undefined);
  },
};

async function shownIn(page, way) {
  if (way === 'slow') {
    await page.locator('#main h1').first().waitFor();
    await page.waitForTimeout(400);
  } else {
    await settled(page);
  }
}

export async function states(page, url, folder) {
  const told = [];
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const [way, handler] of Object.entries(WAYS)) {
    await page.route('**/v1/**', handler);
    for (const [name, address] of Object.entries(ADDRESSES)) {
      await page.setViewportSize({ width: WIDTHS[0], height: 900 });
      await page.goto(`${url}/portal${address}`);
      await shownIn(page, way);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const file = `provider/${way}-${name.toLowerCase().replaceAll(' ', '_')}-${width}.png`;
        await page.screenshot({ path: `${folder}/${file}` });
        told.push({ name: `${name}, ${way}, ${width} px`, file, faults: await faultsOf(page) });
      }
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  return told;
}
