#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every number the design asks for, with the one reached beside it, and how cost grows with size.

    python3 bench/goals.py [--records 1000000,10000000,100000000] [--form csv] [--packed]
                           [--out build/bench]

For each size: a generated month (fixed seed) is imported, shown, rated and closed, a command a
process, so starting it is part of each time. Batches of a stack are measured by `bench_bridge_sql`
if it is built. Then the exponent of each cost in the number of records, by least squares: 1 is
linear. Writes OUT/goals.json and, with two sizes or more, OUT/goals.svg; prints a table.

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


def table(results, rows_per_s):
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
    print("| what | goal | reached | |\n| --- | --- | --: | --- |")
    for what, goal, reached, good in rows:
        print(f"| {what} | {goal} | {reached} | {'yes' if good else '**no**'} |")
    if len(results) > 1:
        print("\n| cost | exponent in the number of records |\n| --- | --: |")
        for name in ("import", "show", "rate", "close"):
            print(f"| {name} | {exponent(results, f'{name}_s'):.2f} |")
    print("\nImports read, MB a second: "
          + ", ".join(f"{r['read_bytes'] / r['import_s'] / 1e6:.0f}" for r in results))
    print("Load while it ran: " + ", ".join(f"{r['load']:.1f}" for r in results))


COLOURS = {"import": "#0f6cbd", "rate": "#107c10", "close": "#c239b3", "show": "#d83b01"}


def chart(results, path):
    """Seconds over records, both by powers of ten."""
    width, height, left, bottom = 640, 400, 70, 50
    names = list(COLOURS)
    xs = [math.log10(r["records"]) for r in results]
    ys = [math.log10(r[f"{name}_s"]) for r in results for name in names]
    low_x, high_x = math.floor(min(xs)), math.ceil(max(xs))
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys))
    at_x = lambda v: left + (v - low_x) / (high_x - low_x) * (width - left - 110)
    at_y = lambda v: height - bottom - (v - low_y) / (high_y - low_y) * (height - bottom - 20)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    for power in range(low_x, high_x + 1):
        parts.append(f'<line x1="{at_x(power):.1f}" x2="{at_x(power):.1f}" y1="20" '
                     f'y2="{height - bottom}" stroke="#ddd"/><text x="{at_x(power):.1f}" '
                     f'y="{height - bottom + 18}" text-anchor="middle">{10 ** power:,}</text>')
    for power in range(low_y, high_y + 1):
        parts.append(f'<line x1="{left}" x2="{width - 110}" y1="{at_y(power):.1f}" '
                     f'y2="{at_y(power):.1f}" stroke="#ddd"/><text x="{left - 8}" '
                     f'y="{at_y(power) + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>')
    label_y = 0
    for name in sorted(names, key=lambda name: -results[-1][f"{name}_s"]):
        points = [(at_x(math.log10(r["records"])), at_y(math.log10(r[f"{name}_s"])))
                  for r in results]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[name]}" '
                     'stroke-width="2"/>')
        label_y = max(points[-1][1] + 4, label_y + 14)
        parts.append(f'<text x="{points[-1][0] + 8:.1f}" y="{label_y:.1f}" '
                     f'fill="{COLOURS[name]}">{name}</text>')
    parts.append(f'<text x="{(width - 40) / 2:.0f}" y="{height - 8}" text-anchor="middle">usage '
                 'records of the month</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build/release/tollbridge"))
    parser.add_argument("--records", default="1000000,4000000")
    parser.add_argument("--form", default="ndjson", choices=["csv", "ndjson"])
    parser.add_argument("--packed", action="store_true")
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
        chart(results, out / "goals.svg")
    table(results, rows_per_s)


if __name__ == "__main__":
    main()
