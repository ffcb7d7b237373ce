#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: /openapi.json and the server agree on every operation.

Method: Schemathesis makes calls from the document, sound ones and broken ones, for each role on a
data directory of its own (the demo month). No answer may be a 5xx, have a status or a content type
that the document does not name, or a body that is not of its schema.

    build/python/bin/python tests/conformance/openapi_fuzz.py [EXAMPLES]   # make conformance

POST /v1/commands is left out: its body is words and files, no JSON, and only the local credential
may call it."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "functional"))

from product import BINARY, Product  # noqa: E402
from serving import Server  # noqa: E402

EXAMPLES = sys.argv[1] if len(sys.argv) > 1 else "20"
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,"
          "response_schema_conformance")
ROLES = ["provider", "partner", "operator", "tenant"]


def token_words(product, role):
    """What `token` is asked for: a role, and somebody of the demo month who has it."""
    words = ["--role", role]
    if role == "partner":
        words += ["--partner", "contoso"]
    elif role == "operator":
        words += ["--stack", product.json("stack", "list")["stacks"][0]["cloud_id"]]
    elif role == "tenant":
        words += ["--tenant", product.json("mapping", "list")["mappings"][0]["tenant"]]
    return words


def run(role):
    """True if nothing was found for this role; what was found is printed."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tollbridge_openapi_"))
    server = None
    try:
        subprocess.run([BINARY, "demo", "--out", str(directory / "demo")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        product = Product(directory)
        shutil.move(directory / "demo" / "data", product.data)
        token = product.run("token", *token_words(product, role)).stdout.strip()
        server = Server(product, listen=("http://127.0.0.1:0",))
        done = subprocess.run(
            [str(pathlib.Path(sys.executable).with_name("schemathesis")), "run",
             server.url() + "/openapi.json", "--header", "Authorization: Bearer " + token,
             "--checks", CHECKS, "--max-examples", EXAMPLES, "--seed", "1",
             "--phases", "examples,coverage,fuzzing", "--exclude-path", "/v1/commands",
             "--suppress-health-check", "all"],
            cwd=directory, env={**os.environ, "NO_COLOR": "1"}, text=True, capture_output=True,
            timeout=3600, check=False)
        alive = server.ask("/healthz")[0] == 200
    finally:
        if server:
            server.stop()
        shutil.rmtree(directory, ignore_errors=True)
    sound = done.returncode == 0 and alive
    print(f"{role}: {'agrees' if sound else 'differs'}", flush=True)
    if not sound:
        print(done.stdout[-20000:], done.stderr[-2000:])
    return sound


def main():
    found = [run(role) for role in ROLES]
    print(f"{sum(found)} passed, {len(found) - sum(found)} failed")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
