// SPDX-License-Identifier: Apache-2.0
// What the conformance programs share: the server and tokens they are given in the environment,
// checks by name, and the count at the end. A check that throws fails; the rest go on.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

export const require = createRequire(import.meta.url);
export { assert };

export const base = process.env.TOLLBRIDGE_URL;
export const tokens = JSON.parse(process.env.TOLLBRIDGE_TOKENS);
export const world = JSON.parse(process.env.TOLLBRIDGE_WORLD);

// A credential as the clients want one.
export function credential(who) {
  const expiresOnTimestamp = Date.now() + 3600 * 1000;
  return { getToken: async () => ({ token: tokens[who] ?? who, expiresOnTimestamp }) };
}

let passed = 0;
let failed = 0;

export async function check(name, body) {
  try {
    await body();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${name}\n${error.stack ?? error}`);
  }
}

// The promise must be refused with this status and code.
export async function refused(promise, status, code) {
  try {
    await promise;
  } catch (error) {
    const found = error.code ?? error.details?.error?.code;
    assert.equal(`${error.statusCode} ${found}`, `${status} ${code}`);
    assert.ok((error.message ?? "").length > 10, "the refusal says why");
    return;
  }
  assert.fail(`nobody refused; ${status} ${code} was expected`);
}

// What no client can say, said by hand.
export async function ask(method, path, who, body, headers = {}) {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(who ? { authorization: `Bearer ${tokens[who]}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

export function done() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
