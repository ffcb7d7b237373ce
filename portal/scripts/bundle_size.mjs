// SPDX-License-Identifier: Apache-2.0
// Fails if what a browser loads before the first lazy route is 500 kB gzip or more.
import { readFile, rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const LIMIT = 500_000;
const dist = new URL('../../build/portal/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));

const wanted = new Set();
function follow(key) {
  const chunk = manifest[key];
  if (wanted.has(chunk.file)) return;
  wanted.add(chunk.file);
  (chunk.css ?? []).forEach((file) => wanted.add(file));
  (chunk.imports ?? []).forEach(follow);
}
follow('index.html');

// It is for this check alone; everything else there goes into the program.
await rm(new URL('.vite/', dist), { recursive: true });

let total = 0;
for (const file of wanted) total += gzipSync(await readFile(new URL(file, dist))).length;
console.log(`before lazy routes: ${(total / 1000).toFixed(0)} kB gzip in ${wanted.size} files`);
if (total >= LIMIT) {
  console.error(`that is more than ${LIMIT / 1000} kB; make a route or a library lazy`);
  process.exit(1);
}
