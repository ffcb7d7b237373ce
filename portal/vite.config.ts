// SPDX-License-Identifier: Apache-2.0
/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `npm run dev` finds the API: a `tollbridge serve` on this machine.
const server = process.env.TOLLBRIDGE_SERVER ?? 'http://127.0.0.1:8080';
const through = { target: server, changeOrigin: false };

export default defineConfig({
  base: '/portal/',
  plugins: [react()],
  // The server puts a nonce in its place, anew for each answer (docs/portal.md).
  html: { cspNonce: '__TOLLBRIDGE_NONCE__' },
  build: {
    // From there the program takes it (tools/build_portal.sh).
    outDir: '../build/portal',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    manifest: true,
  },
  server: {
    proxy: {
      '/v1': through,
      '/development': through,
      '/portal/config.json': through,
      '/openapi.json': through,
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], globals: false },
});
