#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every number the design asks for, with the one reached beside it, and how cost grows with size.

    python3 bench/goals.py [--records 1000000,10000000,100000000] [--form csv] [--packed]
                           [--server build/bench/server.json] [--out build/bench]

For each size: a generated month (fixed seed) is imported, shown, rated and closed, a command a
process, so starting it is part of each time. Batches of a stack are measured by `bench_bridge_sql`
if it is built; what bench/peers/serve.py measured of the server is read if named. Then the exponent
of each cost in the number of records, by least squares: 1 is linear. Writes OUT/goals.json and,
with two sizes or more, OUT/goals.svg; prints a table.

A month of 100 million records is some 30 GB of text: more than memory keeps, so what is measured is
how fast the disk gives it. `--packed` packs the files (zstd -1), as who sends so much would.

Figures count on a quiet machine only: the load while it ran is printed with them.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import subprocess

import charts
import workloads
from workloads import ROOT


def pack(files):
    subprocess.run(["zstd", "-q", "-1", "-T0", "--rm", *files], check=True)
    return [path.with_name(path.name + ".zst") for path in files]


def measure(binary, records, form, packed, folder):
    files = workloads.generate(binary, folder / "input", records, form)
    if packed:
        files = pack(files)
    read = sum(path.stat().st_size for path in files)
    month = workloads.Month(binary, folder / "data")
    month.apply(folder / "input" / "book.yaml")
    seconds, memory, count, size = month.load(files)
    result = {"asked": records, "records": count, "load": os.getloadavg()[0], "read_bytes": read,
              "import_s": seconds, "import_mib": memory, "bytes_per_record": size}
    for path in files:
        path.unlink()
    for name, work in (("start", month.start), ("show", month.show),
                       ("rate", month.rate), ("close", month.close)):
        seconds, memory, _ = work()
        result |= {f"{name}_s": seconds, f"{name}_mib": memory}
    shutil.rmtree(folder)
    return result


def batches():
    """Rows a second of batches into commerce by the clock; None if that is not built."""
    program = ROOT / "build/release/bench_bridge_sql"
    if not program.exists():
        return None
    done = subprocess.run([program, "--benchmark_format=json"], capture_output=True, text=True,
                          check=True, cwd=ROOT)
    return max(entry["items_per_second"] for entry in json.loads(done.stdout)["benchmarks"])


def exponent(results, name):
    """How a cost grows: the slope of its logarithm over that of the number of records."""
    points = [(math.log(r["records"]), math.log(r[name])) for r in results]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points)
            / sum((x - mean_x) ** 2 for x, _ in points))


def server_rows(server):
    """Goals of the server; without its results they stand there as not measured."""
    if server is None:
        return [(what, goal, "not measured", None) for what, goal in
                (("ingest by HTTP, batches of 1,000", "≥ 400,000 records/s"),
                 ("p99 of usage queries while half of that is ingested", "< 50 ms"),
                 ("memory of an idle server", "< 100 MB"))]
    rows = [(f"ingest by HTTP, batches of 1,000, {form.upper()}", "≥ 400,000 records/s",
             f"{rate:,.0f}", rate >= 400_000) for form, rate in sorted(server["rates"].items())]
    rows.append(("p99 of usage queries while half of that is ingested", "< 50 ms",
                 f"{server['query_p99_ms']:.1f} ms", server["query_p99_ms"] < 50))
    rows.append(("memory of an idle server", "< 100 MB", f"{server['idle_mib']:.0f} MiB",
                 server["idle_mib"] * 1.048576 < 100))
    return rows


def linear_rows(results):
    """Cost from the least to the greatest size: linear is an exponent of 1, and 5 % is noise."""
    if len({r["records"] for r in results}) < 2:
        return [("exponents of cost in the number of records", "linear, ≤ 1.05", "one size", None)]
    found = {name: exponent(results, f"{name}_s") for name in ("import", "show", "rate", "close")}
    return [("exponents of cost in the number of records", "linear, ≤ 1.05",
             ", ".join(f"{name} {slope:.2f}" for name, slope in found.items()),
             max(found.values()) <= 1.05)]


def table(results, rows_per_s, server):
    most = results[-1]
    n = most["records"]
    rows = [
        ("parse, tell duplicates, sync, in process", "≥ 1,500,000 records/s",
         f"{n / most['import_s']:,.0f}", n / most["import_s"] >= 1.5e6),
        ("aggregate, attribute, rate at three levels", "≥ 5,000,000 records/s",
         f"{n / most['rate_s']:,.0f}", n / most["rate_s"] >= 5e6),
        (f"close a month of {n:,} records", "< 60 s at 100 M", f"{most['close_s']:.1f} s",
         most["close_s"] < 60),
        ("memory of the close", "< 1 GiB at 100 M", f"{most['close_mib']:.0f} MiB",
         most["close_mib"] < 1024),
        ("start", "< 2 s at 100 M", f"{most['start_s']:.2f} s", most["start_s"] < 2),
        ("disk", "< 16 bytes a record", f"{most['bytes_per_record']:.1f}",
         most["bytes_per_record"] < 16)]
    if rows_per_s:
        rows.append(("batches of a stack into commerce", "≥ 1,500,000 rows/s",
                     f"{rows_per_s:,.0f}", rows_per_s >= 1.5e6))
    rows += server_rows(server) + linear_rows(results)
    words = {True: "yes", False: "**no**", None: ""}
    print("| what | goal | reached | |\n| --- | --- | --: | --- |")
    for what, goal, reached, good in rows:
        print(f"| {what} | {goal} | {reached} | {words[good]} |")
    print("\nImports read, MB a second: "
          + ", ".join(f"{r['read_bytes'] / r['import_s'] / 1e6:.0f}" for r in results))
    print("Load while it ran: " + ", ".join(f"{r['load']:.1f}" for r in results))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build/release/tollbridge"))
    parser.add_argument("--records", default="1000000,4000000")
    parser.add_argument("--form", default="ndjson", choices=["csv", "ndjson"])
    parser.add_argument("--packed", action="store_true")
    parser.add_argument("--server", type=pathlib.Path, help="results of bench/peers/serve.py")
    parser.add_argument("--out", default=str(ROOT / "build/bench"))
    args = parser.parse_args()
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    results = [measure(args.binary, int(records), args.form, args.packed, out / "goals")
               for records in args.records.split(",")]
    rows_per_s = batches()
    (out / "goals.json").write_text(json.dumps({"sizes": results, "batch_rows_per_s": rows_per_s},
                                               indent=1) + "\n", encoding="utf-8")
    if len(results) > 1:
        charts.cost(results, out / "goals.svg")
    table(results, rows_per_s,
          json.loads(args.server.read_text(encoding="utf-8")) if args.server else None)


if __name__ == "__main__":
    main()
