#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every test ctest knows, counts cases, and ends with `N passed, N failed`.

    tools/run_tests.py [--jobs N] [--soak] [--match REGEX] [--timeout SECONDS] BUILD_DIR

A GoogleTest program (ctest label `gtest`) counts once per case. Another test counts once, or as
often as the last line of its output says if that reads `N passed, N failed`. A crash, a timeout,
a skipped case and a suite without a case are failures. Tests labelled `soak` run with --soak,
and only they. Those of a higher ctest COST begin first. Exit code 1 if anything failed or nothing
ran.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

TIMEOUT_SECONDS = 900
SOAK_TIMEOUT_SECONDS = 4 * 3600
# Cases that may skip themselves: regular expressions over `Suite.name: message`. None may.
ALLOWED_SKIPS = []
TOTALS = re.compile(r"(\d+) passed, (\d+) failed")


class Outcome:
    """What became of one suite."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.seconds = 0.0
        self.output = ""
        self.notes = []

    def fail(self, note, cases=1):
        self.failed += cases
        self.notes.append(note)


def tests_of(build):
    """ctest's own list: name, command, folder, environment, labels."""
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"],
                           capture_output=True, check=True, text=True).stdout
    tests = []
    for test in json.loads(shown)["tests"]:
        properties = {p["name"]: p["value"] for p in test.get("properties", [])}
        tests.append({
            "name": test["name"],
            "command": test.get("command"),
            "folder": properties.get("WORKING_DIRECTORY", build),
            "environment": dict(e.split("=", 1) for e in properties.get("ENVIRONMENT", [])),
            "labels": properties.get("LABELS", []),
            "cost": properties.get("COST", 0),
        })
    return tests


def execute(command, folder, environment, timeout):
    """Runs to the end or the timeout: output, exit code (None: timed out)."""
    with tempfile.TemporaryFile() as sink:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment},
                                   stdin=subprocess.DEVNULL, stdout=sink,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            code = None
        # Whatever the test left running goes with it.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        sink.seek(0)
        return sink.read().decode("utf-8", errors="replace"), code


def count_gtest(report, outcome):
    """Reads GoogleTest's JSON report into the outcome; False if there is none."""
    try:
        suites = json.loads(report.read_text(encoding="utf-8"))["testsuites"]
    except (OSError, ValueError):
        return False
    for suite in suites:
        for case in suite.get("testsuite", []):
            name = f"{suite['name']}.{case['name']}"
            if case.get("failures"):
                outcome.fail(name)
            elif case.get("status") == "NOTRUN" or case.get("result") != "COMPLETED":
                message = " ".join(s.get("message", "") for s in case.get("skipped", []))
                if any(re.search(a, f"{name}: {message}") for a in ALLOWED_SKIPS):
                    print(f"SKIPPED, allowed: {name}: {message}", flush=True)
                else:
                    outcome.fail(f"SKIPPED: {name} {message.strip()}".rstrip())
            else:
                outcome.passed += 1
    return True


def run(test, timeout):
    outcome = Outcome(test["name"])
    if not test["command"] or not pathlib.Path(test["command"][0]).exists():
        outcome.fail("has not been built")
        return outcome
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report = pathlib.Path(scratch) / "report.json"
        gtest = "gtest" in test["labels"]
        extra = [f"--gtest_output=json:{report}", "--gtest_color=no"] if gtest else []
        outcome.output, code = execute(test["command"] + extra, test["folder"],
                                       test["environment"], timeout)
        if gtest and not count_gtest(report, outcome):
            # It died: what it had finished still counts.
            outcome.passed = len(re.findall(r"^\[       OK \]", outcome.output, re.M))
            failed = len(set(re.findall(r"^\[  FAILED  \] (\S+)", outcome.output, re.M)))
            if failed:
                outcome.fail(f"{failed} cases before it died", failed)
        elif not gtest:
            lines = outcome.output.rstrip().split("\n")
            totals = TOTALS.fullmatch(lines[-1].strip())
            if totals:
                outcome.passed = int(totals.group(1))
                if int(totals.group(2)):
                    outcome.fail(lines[-1].strip(), int(totals.group(2)))
            elif code == 0:
                outcome.passed = 1
    outcome.seconds = time.monotonic() - began
    judge_end(outcome, code, timeout)
    return outcome


def judge_end(outcome, code, timeout):
    """Counts how the process ended, if its cases did not tell already."""
    if code is None:
        outcome.fail(f"timed out after {timeout} s")
    elif code < 0:
        outcome.fail(f"killed by {signal.Signals(-code).name}")
    elif code != 0 and outcome.failed == 0:
        outcome.fail(f"exit code {code}")
    elif outcome.passed + outcome.failed == 0:
        outcome.fail("ran no case")


def show(outcome, wide):
    cases = outcome.passed + outcome.failed
    verdict = f"  {outcome.failed} FAILED" if outcome.failed else ""
    print(f"{outcome.name:<{wide}} {cases:>6} {'cases' if cases != 1 else 'case ':<5} "
          f"{outcome.seconds:7.1f} s{verdict}", flush=True)
    if outcome.failed:
        print(f"---- output of {outcome.name}\n{outcome.output.rstrip()}")
        for note in outcome.notes:
            print(f"---- {outcome.name}: {note}")
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", help="the build folder, e.g. build/release")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--soak", action="store_true", help="run the tests labelled soak")
    parser.add_argument("--match", default="", help="only tests whose name matches")
    parser.add_argument("--timeout", type=int, help="seconds a suite may take")
    options = parser.parse_args()
    timeout = options.timeout or (SOAK_TIMEOUT_SECONDS if options.soak else TIMEOUT_SECONDS)

    tests = [t for t in tests_of(options.build)
             if ("soak" in t["labels"]) == options.soak and re.search(options.match, t["name"])]
    tests.sort(key=lambda t: -t["cost"])  # a long one begun last would run alone
    wide = max((len(t["name"]) for t in tests), default=0)
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done in concurrent.futures.as_completed(
                [pool.submit(run, test, timeout) for test in tests]):
            outcomes.append(done.result())
            show(outcomes[-1], wide)

    if not tests:
        print("no test ran")
    for outcome in outcomes:
        for note in outcome.notes:
            print(f"FAILED {outcome.name}: {note}")
    passed = sum(o.passed for o in outcomes)
    failed = sum(o.failed for o in outcomes)
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(0 if tests and failed == 0 and passed > 0 else 1)


if __name__ == "__main__":
    main()
