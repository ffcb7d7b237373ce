#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lints /openapi.json of the real server with Redocly (npm, needs the network once).

    tests/conformance/openapi_lint.py [TOLLBRIDGE] [OUT.json]

Exits 1 if Redocly reports an error.
"""

import pathlib
import subprocess
import sys
import tempfile
import urllib.request

BINARY = sys.argv[1] if len(sys.argv) > 1 else "build/release/tollbridge"
OUT = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "build/openapi.json")
REDOCLY = "@redocly/cli@2.77.0"


def document():
    """The text the server gives."""
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen([BINARY, "--data", data + "/data", "serve", "--listen",
                                   "http://127.0.0.1:0"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        try:
            url = server.stdout.readline().split()[-1]
            with urllib.request.urlopen(url + "/openapi.json", timeout=30) as answer:
                return answer.read()
        finally:
            server.terminate()
            server.wait(timeout=30)


def main():
    """Writes the document and lints it."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(document())
    done = subprocess.run(["npx", "--yes", REDOCLY, "lint", "--extends", "recommended",
                           str(OUT)], check=False)
    raise SystemExit(1 if done.returncode else 0)


if __name__ == "__main__":
    main()
