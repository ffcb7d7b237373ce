#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the instructions of a hot path go: callgrind's counts, by function and by what it calls.

    python3 bench/profiles.py [PATH ...] [--records 200000] [--top 12]

Paths: import_csv, import_ndjson, ingest_csv, ingest_ndjson, bridge, rate, close, query, start; all
of them without a PATH. Every count is of all code a process runs, system libraries too, on a month
of a fixed seed; whatever else the machine does, it differs by less than a hundredth from run to
run. Waiting for a disk takes no instructions. Of the server (ingest, query) only what it does once
it is ready and warm counts; of the bridge only what opening a batch at commerce takes.

Prints for each path: instructions a unit of work, their share by library, the functions that take
most themselves, and our functions that take most with all they call. Needs valgrind,
build/release/tollbridge, and for `bridge` build/release/bench_bridge_sql.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import workloads
from workloads import ROOT

sys.path.insert(0, str(ROOT / "tests/functional"))
import product  # the landscape of the contract
import serving

COST = re.compile(r"^\s*([\d,]+) \([^)]*\)\s+(.*:.*?)(?: \[(.*)\])?$")
BATCHES, BATCH = 96, 1000
QUERIES = 100
BRIDGE_ROWS = 40 * 90_000  # of src/bridge/sql/inbox_bench.cc
# Passed through by everything: who calls them says nothing.
SHELLS = ("main", "cli::run", "server::", "api::http::", "native::Worker", "std::", "operator")


def short(name):
    """A function as a reader would say it: no parameters, no template arguments."""
    name = re.sub(r"'\d+$", "", name.split(":", 1)[1] if ":" in name else name)
    name = name.replace("(anonymous namespace)::", "").replace("tollbridge::", "")
    while True:
        bare = re.sub(r"<[^<>]*>", "", name)
        bare = re.sub(r"\([^()]*\)( const)?", "", bare)
        if bare == name:
            return name.split(" [clone")[0].split()[-1] if name.split() else name
        name = bare


def annotated(out, *options):
    """(instructions, function, object) of each row callgrind_annotate prints."""
    listed = subprocess.run(["callgrind_annotate", "--threshold=100", "--show=Ir", "--auto=no",
                             *options, out],
                            capture_output=True, text=True, timeout=300, check=True).stdout
    for line in listed.splitlines():
        cost = COST.match(line)
        if cost:
            # Code that was inlined comes without its library; it is then ours or libstdc++'s.
            library = pathlib.Path(cost[3] or "tollbridge").name
            yield int(cost[1].replace(",", "")), short(cost[2]), library.split(".so")[0]


def report(path, out, units, unit, top):
    own, libraries = collections.Counter(), collections.Counter()
    for instructions, function, library in annotated(out):
        own[function, library] += instructions
        libraries[library] += instructions
    total = sum(libraries.values())
    called = {}
    for instructions, function, library in annotated(out, "--inclusive=yes"):
        ours = library == "tollbridge" or library.startswith("bench_")
        if ours and "::" in function and not function.startswith(SHELLS):
            called[function] = max(called.get(function, 0), instructions)
    share = lambda instructions: f"{100 * instructions / total:5.1f} %"
    print(f"\n## {path}: {total:,} instructions, {total / units:,.0f} a {unit}\n")
    print("by library: " + ", ".join(f"{name} {share(cost).strip()}"
                                     for name, cost in libraries.most_common(6)))
    print("\n| itself | function |\n| --: | --- |")
    for (function, library), cost in own.most_common(top):
        print(f"| {share(cost)} | `{function}` ({library}) |")
    print("\n| with what it calls | function |\n| --: | --- |")
    for function, cost in sorted(called.items(), key=lambda item: -item[1])[:top]:
        print(f"| {share(cost)} | `{function}` |")
    sys.stdout.flush()


def callgrind(out, command, *options):
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *options,
                           *map(str, command)], capture_output=True, text=True, cwd=ROOT,
                          timeout=1800, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stdout[-2000:]}"
                         f"{done.stderr[-2000:]}")


class Profiles:
    def __init__(self, binary, records, top, folder):
        self.binary, self.records, self.top, self.folder = binary, records, top, folder
        self.out = str(folder / "callgrind.out")

    def month(self, form):
        """A data directory with the book applied, and the files of its month."""
        files = workloads.generate(self.binary, self.folder / form, self.records, form)
        month = workloads.Month(self.binary, self.folder / f"data-{form}")
        month.apply(self.folder / form / "book.yaml")
        return month, files

    def filled(self):
        month, files = self.month("csv")
        count = month.load(files)[2]
        return month, count

    def of_import(self, path):
        month, files = self.month(path.split("_")[1])
        callgrind(self.out, [*month.command, "usage", "import", *files])
        # The month is as it would have been; importing it again counts its records.
        report(path, self.out, month.load(files)[2], "record", self.top)

    def of_command(self, path):
        month, count = self.filled()
        words = {"rate": ["rate", "--period", workloads.PERIOD], "start": ["stack", "list"],
                 "close": ["close", workloads.PERIOD]}[path]
        callgrind(self.out, [*month.command, *words])
        unit = (1, "start") if path == "start" else (count, "record")
        report(path, self.out, *unit, self.top)

    def bridge(self, path):
        bench = ROOT / "build/release/bench_bridge_sql"
        callgrind(self.out, [bench, "--benchmark_filter=^take/0/"],
                  "--toggle-collect=tollbridge::bridge::open_arrived*")
        report(path, self.out, BRIDGE_ROWS, "row", self.top)

    def server(self, path):
        """Only what it does between ready and its end is counted."""
        made = product.Product(self.folder / path, now=None)
        made.directory.mkdir()
        made.book()
        made.usage(product.month_of_usage())
        wrapper = self.folder / "serve.sh"
        wrapper.write_text("#!/bin/sh\nexec valgrind --tool=callgrind --instr-atstart=no "
                           f"--callgrind-out-file={self.out} {self.binary} \"$@\"\n")
        wrapper.chmod(0o755)
        serving.BINARY = str(wrapper)
        server = serving.Server(made, listen=("http://127.0.0.1:0",))
        try:
            self.ask(server, path, 0)  # what is done once
            control = ["callgrind_control", "-i", "on", str(server.process.pid)]
            subprocess.run(control, check=True, capture_output=True)
            units = self.ask(server, path, 1)
        finally:
            server.stop()
        report(path, self.out, units, "query" if path == "query" else "record", self.top)

    def ask(self, server, path, turn):
        token = server.credential()
        if path == "query":
            for _ in range(QUERIES):
                status, _, body = server.ask("/v1/usage?period=2026-10&by=day", token=token)
                assert status == 200, body
            return QUERIES
        form = path.split("_")[1]
        types = {"csv": "text/csv", "ndjson": "application/x-ndjson"}

        def post(number):
            status, _, body = server.ask("/v1/usage", "POST", batch(form, turn, number), token,
                                         headers={"Content-Type": types[form]})
            assert status == 200, body

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(post, range(BATCHES)))
        return BATCHES * BATCH


def batch(form, turn, number):
    """Records that were never sent before, as bench/peers/serve.py sends them: hours of a day."""
    lines = [product.HEADER] if form == "csv" else []
    for i in range(BATCH):
        resource = f"/r-{turn}-{number}-{i // 24}"
        start = f"2026-08-{1 + number % 31:02}T{i % 24:02}:00:00Z"
        if form == "csv":
            lines.append(f"{product.STACK},{product.LOCAL},,{product.VM},{resource},{start},1")
        else:
            lines.append(f'{{"stack":"{product.STACK}","subscription":"{product.LOCAL}",'
                         f'"meter":"{product.VM}","resource":"{resource}","start":"{start}",'
                         '"quantity":"1"}')
    return ("\n".join(lines) + "\n").encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--binary", default=str(ROOT / "build/release/tollbridge"))
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--top", type=int, default=12)
    args = parser.parse_args()
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is missing: apt-get install valgrind")
    kinds = {"import_csv": Profiles.of_import, "import_ndjson": Profiles.of_import,
             "ingest_csv": Profiles.server, "ingest_ndjson": Profiles.server,
             "bridge": Profiles.bridge, "rate": Profiles.of_command,
             "close": Profiles.of_command, "query": Profiles.server, "start": Profiles.of_command}
    if unknown := set(args.paths) - kinds.keys():
        parser.error(f"no such path: {', '.join(sorted(unknown))}; there are {', '.join(kinds)}")
    product.BINARY = args.binary
    os.chdir(ROOT)
    for path in args.paths or kinds:
        with tempfile.TemporaryDirectory(prefix="tollbridge_profile_") as folder:
            kinds[path](Profiles(args.binary, args.records, args.top, pathlib.Path(folder)), path)


if __name__ == "__main__":
    main()
