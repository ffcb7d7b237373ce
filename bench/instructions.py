#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether a change makes a hot path cost more, by instructions, which do not drift.

Callgrind counts the instructions of the product's own code (no system libraries) for a fixed
month: importing CSV and NDJSON, importing them again, rating, closing, showing usage. Such counts
do not drift with the machine's load. Each is compared with the one in bench/instructions.json: more
than 3 % above it fails.

A rise that is worth its price, or a fall, is accepted by running

    python3 bench/instructions.py --accept

and committing instructions.json with the reason. `make test` runs it. Needs: TOLLBRIDGE
(build/release/tollbridge) and valgrind.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(os.environ.get("TOLLBRIDGE", "build/release/tollbridge"))
ACCEPTED = pathlib.Path(__file__).resolve().parent / "instructions.json"
RISE_MAX = 0.03
LINES_OF_EACH_STACK = 5_000
COST = re.compile(r"^\s*([\d,]+) \(.*\[(.*)\]$")


def generate(folder, form):
    """A month's first lines of each stack, the same bytes every time."""
    subprocess.run([BINARY, "simulate", "--out", str(folder), "--month", "2026-10", "--records",
                    "1000", "--form", form], check=True, capture_output=True, timeout=120)
    files = sorted(folder.glob(f"usage-????????.{form}"))
    assert len(files) >= 4, files
    for path in files:
        with open(path, encoding="utf-8") as file:
            head = [line for line, _ in zip(file, range(LINES_OF_EACH_STACK))]
        path.write_text("".join(head), encoding="utf-8")
    return [str(path) for path in files]


def own_instructions(data, *words):
    """Instructions the product's own code takes for a command."""
    with tempfile.TemporaryDirectory() as scratch:
        out = f"{scratch}/callgrind"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", BINARY, "--data",
             str(data), "--json", "--now", "2026-11-02T09:00:00Z", *words],
            capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout[-2000:]}"
                             f"{done.stderr[-2000:]}")
        listed = subprocess.run(["callgrind_annotate", "--threshold=100", "--show=Ir", out],
                                capture_output=True, text=True, timeout=120, check=True).stdout
    total = 0
    for line in listed.splitlines():
        cost = COST.match(line)
        if cost and cost.group(2).endswith("/tollbridge"):
            total += int(cost.group(1).replace(",", ""))
    assert total > 0, listed[:2000]
    return total


def count_form(root, form):
    """What a month in this form costs, by command."""
    folder = root / form
    files = generate(folder, form)
    data = folder / "data"
    subprocess.run([BINARY, "--data", str(data), "apply", str(folder / "book.yaml"), "--now",
                    "2026-11-02T09:00:00Z"], check=True, capture_output=True, timeout=120)
    costs = {f"import {form}": own_instructions(data, "usage", "import", *files),
             f"import {form} again": own_instructions(data, "usage", "import", *files)}
    if form == "csv":
        costs["rate"] = own_instructions(data, "rate", "--period", "2026-10")
        costs["close"] = own_instructions(data, "close", "2026-10")
        costs["usage show"] = own_instructions(data, "usage", "show", "--period", "2026-10")
    return costs


def main():
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is missing: apt-get install valgrind")
    with tempfile.TemporaryDirectory() as root, concurrent.futures.ThreadPoolExecutor(2) as pool:
        forms = list(pool.map(lambda form: count_form(pathlib.Path(root), form),
                              ["csv", "ndjson"]))
    costs = forms[1] | forms[0]
    if sys.argv[1:] == ["--accept"]:
        ACCEPTED.write_text(json.dumps(dict(sorted(costs.items())), indent=1) + "\n",
                            encoding="utf-8")
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    failed = 0
    for name in sorted(accepted.keys() | costs.keys()):
        now, was = costs.get(name, 0), accepted.get(name, 0)
        rise = now / was - 1 if was else 1.0
        bad = rise > RISE_MAX or now == 0
        failed += bad
        print(f"{name:<22} {now:>15,} instructions, {was:>15,} accepted, {rise:+7.2%}"
              f"{'  TOO MANY' if bad else ''}")
    if failed:
        print("Make it cheaper, or accept it: python3 bench/instructions.py "
              "--accept, and commit instructions.json with the reason.")
    print(f"{len(accepted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
