# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks of the whole program have in common: a generated month, and what running a
command on it costs. Nothing here judges; goals.py and compare.py do."""

import json
import os
import pathlib
import shutil
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PERIOD = "2026-10"
NOW = "2026-11-02T09:00:00Z"


def run(command, **options):
    """Seconds by the clock, peak memory in MiB and the output of a process that must succeed."""
    begun = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True,
                               **options)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} failed:\n{output[:2000]}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024, output


def tree_bytes(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def generate(binary, folder, records, form):
    """A landscape and its month under `folder`; the usage files. The same bytes every time."""
    shutil.rmtree(folder, ignore_errors=True)
    run([binary, "simulate", "--out", folder, "--records", records, "--month", PERIOD, "--form",
         form])
    return sorted(pathlib.Path(folder).glob(f"usage-*.{form}"))


class Month:
    """A data directory of one program, and its commands, each with what it cost."""

    def __init__(self, binary, data):
        self.command = [binary, "--data", data, "--json", "--now", NOW]
        self.data = data
        shutil.rmtree(data, ignore_errors=True)

    def apply(self, book):
        return run([*self.command, "apply", book])

    def load(self, files):
        """(seconds, MiB, records, bytes on disk a record)"""
        before = tree_bytes(self.data)
        seconds, memory, output = run([*self.command, "usage", "import", *files])
        report = json.loads(output)
        records = sum(report[n] for n in ("accepted", "duplicate", "restated", "rejected"))
        return seconds, memory, records, (tree_bytes(self.data) - before) / records

    def start(self):
        return run([*self.command, "stack", "list"])

    def show(self):
        return run([*self.command, "usage", "show", "--period", PERIOD, "--by", "meter", "--by",
                    "day"])

    def rate(self, *words):
        return run([*self.command, "rate", "--period", PERIOD, *words])

    def whatif(self, sheet):
        return run([*self.command, "whatif", sheet, "--period", PERIOD])

    def close(self):
        return run([*self.command, "close", PERIOD])
