#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every libFuzzer target from its corpus for some seconds, and ends with a line of totals.

    tools/run_fuzz.py [--seconds N] [--match REGEX] BUILD_DIR

The seeds of `fuzz_x` are the files of fuzz/corpus/x/; inputs it finds interesting are kept under
BUILD_DIR/corpus/x/ and are seeds of the next run. An input that fails is left under
BUILD_DIR/found/: minimise it (`fuzz_x -minimize_crash=1 FILE`), name it, add it to the seeds, and
write the test it asks for. A target without seeds fails. Exit code 1 if anything failed.
"""

import argparse
import pathlib
import re
import subprocess
import sys

SECONDS_OF_AN_INPUT = 25
MEGABYTES = 2048


def run(target, build, seconds):
    """One target: the number of inputs tried, and what failed (empty: nothing)."""
    name = target.name.removeprefix("fuzz_")
    seeds = pathlib.Path("fuzz/corpus") / name
    if not any(seeds.glob("*")):
        return 0, f"no seeds under {seeds}"
    kept = build / "corpus" / name
    found = build / "found"
    kept.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    done = subprocess.run(
        [target, f"-max_total_time={seconds}", f"-timeout={SECONDS_OF_AN_INPUT}",
         f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={found}/{name}-",
         "-print_final_stats=1", kept, seeds],
        capture_output=True, text=True, errors="replace", check=False)
    tried = re.search(r"number_of_executed_units: *(\d+)", done.stderr)
    inputs = int(tried.group(1)) if tried else 0
    if done.returncode != 0:
        return inputs, done.stderr[-8000:]
    return inputs, "" if inputs else "tried nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", type=pathlib.Path, help="the build folder, e.g. build/fuzz")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--match", default="", help="only targets whose name matches")
    options = parser.parse_args()

    targets = [t for t in sorted(options.build.glob("fuzz_*"))
               if t.is_file() and re.search(options.match, t.name)]
    failed = 0
    for target in targets:
        inputs, fault = run(target.resolve(), options.build, options.seconds)
        print(f"{target.name:<24} {inputs:>9} inputs{'  FAILED' if fault else ''}", flush=True)
        if fault:
            failed += 1
            print(fault, flush=True)
    print(f"{len(targets) - failed} fuzz targets passed, {failed} failed", flush=True)
    sys.exit(0 if targets and failed == 0 else 1)


if __name__ == "__main__":
    main()
