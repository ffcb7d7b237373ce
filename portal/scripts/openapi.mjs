// SPDX-License-Identifier: Apache-2.0
// The part of the server's /openapi.json that the portal is written against.
//
//   node scripts/openapi.mjs URL|FILE          writes portal/openapi.json
//   node scripts/openapi.mjs --check URL|FILE  fails if portal/openapi.json is of another API
//
// Only /v1, and nothing that is prose: a better wording is no change of the API.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PROSE = new Set(['description', 'summary', 'examples', 'x-authz', 'x-examples', 'tags']);

function shape(value, named) {
  if (Array.isArray(value)) return value.map((item) => shape(item, false));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      // Below `properties` a name is a name, also if it is `description`.
      .filter(([key]) => named || !PROSE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, shape(item, key === 'properties' && !named)]),
  );
}

async function load(place) {
  if (/^https?:/.test(place)) return (await fetch(place)).json();
  return JSON.parse(await readFile(place, 'utf8'));
}

const check = process.argv[2] === '--check';
const place = process.argv[check ? 3 : 2];
const whole = await load(place);
const paths = Object.entries(whole.paths).filter(([path]) => path.startsWith('/v1/'));
const schemas = Object.entries(whole.components.schemas).filter(([name]) => !/^Arm/.test(name));
const responses = Object.fromEntries(
  Object.entries(whole.components.responses ?? {}).filter(([name]) => !/^Arm/.test(name)));
const parameters = whole.components.parameters ?? {};
const part = shape({
  openapi: whole.openapi,
  info: { title: whole.info.title, version: whole.info.version },
  paths: Object.fromEntries(paths),
  components: { schemas: Object.fromEntries(schemas), responses, parameters },
}, false);
const text = `${JSON.stringify(part, null, 1)}\n`;
const kept = fileURLToPath(new URL('../openapi.json', import.meta.url));

if (!check) {
  await writeFile(kept, text);
} else if ((await readFile(kept, 'utf8')) !== text) {
  console.error('portal/openapi.json is not the API of this server. Run\n'
    + '  npm --prefix portal run openapi -- URL\n'
    + 'and make the portal compile again.');
  process.exit(1);
}
