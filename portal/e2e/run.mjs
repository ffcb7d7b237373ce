// SPDX-License-Identifier: Apache-2.0
// Runs the browser tests of this folder against a server with the demo's data:
//
//   node portal/e2e/run.mjs http://127.0.0.1:8080 [PART_OF_A_FILE_NAME]
//
// tests/functional/portal_browser_test.py makes the data, starts the server and calls this.
import { readdir } from 'node:fs/promises';

import { runAll } from './harness.mjs';

const [url, part = ''] = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const names = (await readdir(here)).filter((name) => name.endsWith('.e2e.mjs')
  && name.includes(part)).sort();
const modules = await Promise.all(names.map((name) => import(new URL(name, here))));
const { passed, failed } = await runAll(url, modules);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
