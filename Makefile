# SPDX-License-Identifier: Apache-2.0
# `make` lists the targets. Everything happens under build/ and demo/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
BUILD := build/release
RUN_TESTS := python3 -B tools/run_tests.py

BENCH_RECORDS ?= 1000000
GOAL_RECORDS ?= 1000000,4000000
FOCUS_SAMPLE ?= ../shared/data/focus_sample.csv
FUZZ_SECONDS ?= 60
# How much the long suites do under a sanitizer, which makes them 10 to 30 times slower. `make test`
# runs them whole; `make conformance SANITIZED=` does so here, too.
SANITIZED ?= TOLLBRIDGE_LIVES=500 TOLLBRIDGE_LANDSCAPES=20 TOLLBRIDGE_DEMO_RECORDS=20000 \
  TOLLBRIDGE_KILL_ROUNDS=10 TOLLBRIDGE_FLIPS=20
SANITIZED_TIMEOUT ?= 7200

.PHONY: help deps portal build demo test bench conformance documents lint fuzz soak tidy install \
  clean

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' \
	  | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

deps:  ## install the Debian packages that are missing
	@tools/install_deps.sh

portal: deps  ## build the web portal, which the program carries: build/portal/
	@tools/install_deps.sh node
	@tools/build_portal.sh

build: deps  ## build the program: build/release/tollbridge
	@$(call portal)
	@$(call compile,release,tollbridge)

demo: build  ## build, bill the built-in month, write the invoices under demo/
	@echo "== demo: $(BUILD)/tollbridge demo --out demo"
	@$(BUILD)/tollbridge demo --out demo
	@echo
	@echo "Here, tollbridge is $(BUILD)/tollbridge."

test: deps  ## build everything, run every test that needs no network
	@$(call portal)
	@$(call compile,release,all)
	@$(call clients)
	@echo "== test"
	@$(RUN_TESTS) $(BUILD)

bench: deps  ## micro benchmarks, the peers (BENCH_RECORDS=N,N), then every goal with what is reached
	@tools/install_deps.sh peers
	@$(call compile,release,bench)
	@for program in $(BUILD)/bench_*; do \
	  [[ -x $$program && -f $$program ]] || continue; \
	  echo "== $$program"; $$program; \
	done
	@$(call compile,release,tollbridge)
	@echo "== peers"
	@cd bench/peers && npm install --no-audit --no-fund --silent
	@python3 bench/peers/compare.py --records $(BENCH_RECORDS)
	@echo "== server"
	@mkdir -p build/bench
	@python3 bench/peers/serve.py --out build/bench/server.json
	@echo "== goals"
	@python3 bench/goals.py --records $(GOAL_RECORDS) --server build/bench/server.json

conformance: deps lint fuzz  ## lint, fuzz, all tests under ASan+UBSan, then under TSan
	@$(call clients)
	@$(call portal)
	@$(call compile,dev,all)
	@$(call sanitized,dev)
	@$(call compile,tsan,all)
	@$(call sanitized,tsan)
	@$(call compile,release,all)
	@tools/install_deps.sh documents
	@echo "== OpenAPI (Redocly)"
	@python3 -B tests/conformance/openapi_lint.py $(BUILD)/tollbridge build/openapi.json
	@echo "== Microsoft's Python clients"
	@python3 -m venv build/python
	@build/python/bin/pip install --quiet --requirement tests/conformance/requirements.txt
	@build/python/bin/python -B tests/conformance/python_clients.py
	@echo "== /openapi.json and the server (Schemathesis)"
	@build/python/bin/python -B tests/conformance/openapi_fuzz.py
	@$(documents)
	@echo "== the portal, page by page (build/portal_matrix/)"
	@python3 -B tests/conformance/portal_matrix.py
	@echo "== real bills (FOCUS sample; FOCUS_SAMPLE=PATH names it)"
	@python3 tests/conformance/focus_sample.py $(FOCUS_SAMPLE)

documents: deps  ## the demo's documents: all forms equal, and held against the official rules
	@$(call compile,release,tollbridge)
	@tools/install_deps.sh documents
	@python3 -m venv build/python
	@build/python/bin/pip install --quiet --requirement tests/conformance/requirements.txt
	@$(documents)

lint:  ## the Clang build with its thread-safety warnings, then clang-tidy
	@tools/install_deps.sh checks
	@$(call compile,fuzz,all)
	@echo "== clang-tidy"
	@find src -name '*.cc' -not -name '*_bench.cc' -not -name '*_test.cc' -print0 \
	  | xargs -0 -r -n 4 -P $(JOBS) clang-tidy-19 --quiet -p build/fuzz

fuzz:  ## every fuzz target from its corpus (FUZZ_SECONDS=60 each)
	@tools/install_deps.sh checks
	@$(call compile,fuzz,all)
	@echo "== fuzz ($(FUZZ_SECONDS) s each)"
	@python3 -B tools/run_fuzz.py --seconds $(FUZZ_SECONDS) build/fuzz

soak: deps  ## the long programme, tests/soak/
	@$(call compile,release,all)
	@echo "== soak"
	@$(RUN_TESTS) --soak $(BUILD)

tidy:  ## check style, layers and links
	@python3 -B tools/tidy.py

install: build  ## install under $(DESTDIR)$(PREFIX)
	@echo "== install into $(DESTDIR)$(PREFIX)"
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) --prefix "$(PREFIX)"

clean:  ## remove build/ and demo/
	@echo "== remove build/ and demo/"
	@rm -rf build demo

# $(call sanitized,preset)
define sanitized
echo "== test ($(1)$(if $(SANITIZED),; fewer lives than make test: $(strip $(SANITIZED))))"; \
$(SANITIZED) $(RUN_TESTS) --timeout $(SANITIZED_TIMEOUT) build/$(1)
endef

# Needs build/python and the packages of `tools/install_deps.sh documents`.
define documents
echo "== documents (EN 16931, Peppol BIS Billing 3.0, UBL 2.1)"; \
build/python/bin/python -B tests/conformance/documents_check.py $(BUILD)/tollbridge; \
echo "== FOCUS data sets (focus-data-toolkit, focus-validator)"; \
build/python/bin/python -B tests/conformance/focus_check.py $(BUILD)/tollbridge
endef

# Microsoft's clients, as tests/conformance/package-lock.json has them; once is enough. Without
# them their test fails, and everything else is judged all the same.
define clients
for group in node browser collectors; do tools/install_deps.sh $$group; done; \
cd tests/conformance; \
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then \
  echo "== clients (npm ci)"; \
  npm ci --no-audit --no-fund && touch node_modules/.package-lock.json || rm -rf node_modules; \
fi
endef

# Without npm's registry the program is built all the same, and says what it has not.
define portal
tools/install_deps.sh node; \
tools/build_portal.sh || echo "portal: NOT BUILT; the program goes without it" >&2
endef

# $(call compile,preset,target)
define compile
echo "== configure ($(1))"; \
cmake --preset $(1) --log-level=WARNING >/dev/null; \
echo "== build ($(1): $(2))"; \
cmake --build --preset $(1) --target $(2) -j $(JOBS)
endef
