#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: whenever the program is killed, nothing acknowledged is missing, nothing is doubled, and
the final bill is the one of an undisturbed month. Method: SIGKILL at random moments of an import
and of a close, on real disks, round after round; then both are simply run again.

TOLLBRIDGE_KILL_ROUNDS (40), TOLLBRIDGE_SEED (1).
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import BINARY, BOOK, HEADER, NOBODY, NOVEMBER, Product, line

ROUNDS = int(os.environ.get("TOLLBRIDGE_KILL_ROUNDS", "40"))
SEED = int(os.environ.get("TOLLBRIDGE_SEED", "1"))
PERIOD = "2026-10"
FIRST, SECOND = 744, 297  # records: FIRST of one resource; 744 hours of SECOND resources


def write_usage(folder):
    """A small file to be acknowledged, and one that takes several appends."""
    first = folder / "first.csv"
    first.write_text("\n".join([HEADER, *[line(h, "2") for h in range(FIRST)]]) + "\n")
    second = folder / "second.csv"
    with open(second, "w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for hour in range(744):
            for number in range(SECOND):
                tenant, local = (NOBODY, "elsewhere") if number % 3 == 0 else ("", None)
                options = {"local": local} if local else {}
                file.write(line(hour, f"0.{number + 1}", tenant=tenant, resource=f"/r{number}",
                                **options) + "\n")
    return first, second


def outcome(product):
    """Everything a customer would see: usage by tenant and day, and the documents' contents.

    Digests and journal heads are left out: they name the blocks, and an interrupted import is
    rightly made of others.
    """
    usage = product.json("usage", "show", "--period", PERIOD, "--by", "tenant", "--by", "day")
    documents = []
    for listed in product.json("invoice", "list")["invoices"]:
        document = product.json("invoice", "show", listed["id"])
        del document["digest"], document["inputs"]
        documents.append(document)
    return usage, documents


def killed(product, delay, *words):
    """Starts the command and kills it after the delay; whether it was still running."""
    environment = {**os.environ, "TOLLBRIDGE_NOW": NOVEMBER}
    process = subprocess.Popen([BINARY, "--data", str(product.data), "--json", *map(str, words)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=environment)
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def timed(product, *words):
    begun = time.monotonic()
    product.json(*words)
    return time.monotonic() - begun


def records(product):
    rows = product.json("usage", "show", "--period", PERIOD)["rows"]
    return rows[0]["records"] if rows else 0


def one_round(chance, template, files, longest, golden):
    """Returns how many of its commands were really killed."""
    first, second = files
    total = FIRST + 744 * SECOND
    with tempfile.TemporaryDirectory(prefix="tollbridge_kill_") as folder:
        product = Product(folder)
        shutil.copytree(template, product.data)
        kills = 0
        product.json("usage", "import", first)  # acknowledged
        for _ in range(chance.randint(1, 3)):
            delay = chance.uniform(0, longest["import"])
            kills += killed(product, delay, "usage", "import", second)
            kept = records(product)
            assert FIRST <= kept <= total, f"{kept} records after a kill"
        kept = records(product)
        again = product.json("usage", "import", first, second)
        assert again["accepted"] == total - kept, (kept, again)
        assert again["duplicate"] == kept and again["rejected"] == 0, (kept, again)
        for _ in range(chance.randint(1, 2)):
            kills += killed(product, chance.uniform(0, longest["close"]), "close", PERIOD)
        product.json("close", PERIOD)
        assert outcome(product) == golden, "the bill is not the golden one"
        assert product.json("verify")["ok"]
        assert product.json("reconcile", PERIOD)["ok"]
        product.json("audit", "--verify")
        return kills


def main():
    begun = time.monotonic()
    passed = failed = kills = 0
    with tempfile.TemporaryDirectory(prefix="tollbridge_kill_") as folder:
        folder = pathlib.Path(folder)
        files = write_usage(folder)
        product = Product(folder)
        product.json("apply", BOOK)
        template = folder / "template"
        shutil.copytree(product.data, template)
        longest = {"import": timed(product, "usage", "import", *files),
                   "close": timed(product, "close", PERIOD)}
        golden = outcome(product)
        for number in range(ROUNDS):
            seed = SEED * 1_000_000 + number
            try:
                kills += one_round(random.Random(seed), template, files, longest, golden)
                passed += 1
            except AssertionError as error:
                print(f"round {number} (TOLLBRIDGE_SEED={SEED}): {error}")
                failed += 1
    if kills < ROUNDS // 2:
        print(f"only {kills} commands were killed in {ROUNDS} rounds: the test tests nothing")
        failed += 1
    print(f"{kills} kills in {ROUNDS} rounds, {time.monotonic() - begun:.0f} s")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
