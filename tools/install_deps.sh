#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages we build with, by name, and only those that are missing.
#   tools/install_deps.sh            what `make build`, `make demo` and `make test` need
#   tools/install_deps.sh node       also Node.js, for the clients of tests/conformance
#   tools/install_deps.sh browser    also Chromium, for the browser tests of the portal
#   tools/install_deps.sh collectors  also Prometheus, for the test of its collector
#   tools/install_deps.sh peers      also what `make bench` compares with
#   tools/install_deps.sh checks     also what `make conformance` and the fuzz preset need
#   tools/install_deps.sh documents  also what fetches the rules of electronic invoices
set -euo pipefail

packages=(
  g++ make cmake ninja-build ccache pkg-config python3 python3-jsonschema python3-yaml zstd curl
  librocksdb-dev libsqlite3-dev sqlite3 libsoci-dev
  libsimdjson-dev nlohmann-json3-dev libcli11-dev libyaml-cpp-dev
  libspdlog-dev libfmt-dev
  libboost1.81-dev libboost-url1.81-dev libxxhash-dev libssl-dev openssl libcurl4-openssl-dev
  prometheus-cpp-dev librdkafka-dev
  libpugixml-dev
  libzstd-dev liblz4-dev zlib1g-dev
  libpango1.0-dev libcairo2-dev fonts-noto-core fonts-droid-fallback fonts-symbola poppler-utils
  libgtest-dev librapidcheck-dev libbenchmark-dev valgrind
)
if [[ "${1:-}" == checks ]]; then
  packages+=(clang-19 clang-tidy-19 libclang-rt-19-dev python3-venv)
fi

if [[ "${1:-}" == documents ]] && ! command -v mvn >/dev/null; then
  packages+=(maven)
fi
if [[ "${1:-}" == documents ]]; then
  packages+=(python3-venv poppler-utils)
fi

if [[ "${1:-}" == peers ]]; then
  packages+=(nginx-light wrk)
fi

if [[ "${1:-}" == collectors ]]; then
  packages+=(prometheus prometheus-node-exporter)
fi

if [[ "${1:-}" == browser ]]; then
  packages+=(chromium)
fi

# Any Node.js from 18 on will do; one that is there already is taken.
if [[ "${1:-}" == peers || "${1:-}" == node ]] && ! command -v npm >/dev/null; then
  packages+=(nodejs npm)
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ "$status" == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "deps: all ${#packages[@]} packages are installed"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "deps: not root and no sudo; missing: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
# `env` carries the setting through sudo; the lock timeout lets two runs wait for each other.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
step() {
  echo "deps: $1"
  shift
  "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "deps: failed: $*" >&2; exit 1; }
}
step "fetching package lists" "${apt[@]}" update
step "installing ${#missing[@]}: ${missing[*]}" \
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
echo "deps: done"
