# SPDX-License-Identifier: Apache-2.0
"""The product beside SQLite and DuckDB on the same month, in one run.

Measures import (parse, duplicates told apart, durable), rating and closing of N records, with peak
memory and bytes on disk; SQLite imports the same CSV keyed and durable; DuckDB reads the same CSV,
keeps each key's highest revision, attributes, adds up and prices in SQL. A peer's total is compared
with the product's before its time counts.

  bench/peers/compare.py --records 1000000,20000000 --out build/bench

Needs: build/release/tollbridge, sqlite3, and `npm install` in bench/peers (done by `make bench`).
"""

import argparse
import csv
import json
import pathlib
import re
import shutil
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
sys.path.insert(0, str(ROOT / "bench"))
import oracle  # its reader of generated books
from workloads import run, tree_bytes

FLAT = {"fab6eb84-500b-4a09-a8ca-7358f8bbaea5": "0.0074",
        "9cd92d4c-bafd-4492-b278-bedc2de8232a": "0.0425",
        "09f8879e-87e9-4305-a572-4b7be209f857": "0.0000077",
        "b5c15376-6c94-4fdd-b655-1a69d138aca3": "0.0000142",
        "b4438d5d-453b-4ee1-b42a-dc72e377f1e4": "0.0000231",
        "b03c6ae7-b080-4bfa-84a3-22c800f315c6": "0.0000231",
        "380874f9-300c-48e0-95a0-d2d9a21ade8f": "1.42",
        "1b77d90f-427b-4435-b4f1-d78adec53222": "2.78",
        "d5f7731b-f639-404a-89d0-e46186e22c8d": "5.45",
        "88ea9228-457a-4091-adc9-ad5194f30b6e": "20.10",
        "e554b6bc-96cd-4938-a5b5-0da990278519": "17.95",
        "b9cb2d1a-84c2-4275-aa8b-70d2145d59aa": "66.56",
        "190c935e-9ada-48ff-9ab8-56ea1cf9adaa": "0.0518",
        "ebf13b9f-b3ea-46fe-bf54-396e93d48ab4": "0.028",
        "cbcfef9a-b91f-4597-a4d3-01fe334bed82": "0.0000019"}
FREE = ["f271a8a3-88c4-4d93-956a-063e1d2fa80b", "43daf82b-4618-444a-b994-40c23f7cd438",
        "7ba084ec-ef9c-4d64-a179-7732c6cb5e28", "daef389a-06e5-4684-a7f7-8813d9f792d5"]


def flat_book(folder):
    """The generated book with one flat price per meter, for the comparison in SQL."""
    text = (folder / "book.yaml").read_text().split("price_sheets:")[0]
    text = text.replace("currency: USD", "currency: EUR")
    text += ("price_sheets:\n  - {id: flat, seller: provider, currency: EUR, from: 2026-01-01, "
             "file: flat.csv}\n")
    rows = [f"{meter},{price}" for meter, price in FLAT.items()] + [f"{m}," for m in FREE]
    (folder / "flat.csv").write_text("meter,unit_price\n" + "\n".join(rows) + "\n")
    (folder / "flat.yaml").write_text(text)
    with open(folder / "prices-sql.csv", "w", encoding="utf-8") as file:
        file.write("meter,unit_price\n")
        for meter, price in FLAT.items():
            file.write(f"{meter.replace('-', '')},{price}\n")


def mapping_table(folder, book):
    """(stack, local subscription, payer, from, to): what attribution knows, spelled out in rows."""
    begin, end = oracle.month_hours("2026-10")
    world = oracle.World()
    world.apply(book, {"flat.csv": (folder / "flat.csv").read_text()})
    hour_text = lambda hour: time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(hour * 3600))
    with open(folder / "mappings-sql.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["stack", "subscription", "meter", "payer", "valid_from", "valid_to"])
        own = {(cloud, stack["provider_subscription"]) for cloud, stack in world.stacks.items()}
        for (stack, local), tenant in world.locals.items():
            # Of a stack's own subscription App Service alone is charged (R48); "any": every meter.
            meter = oracle.APP_SERVICE if (stack, local) in own else ""
            since, payer = begin, None
            for hour in range(begin, end + 1):
                now = world.payer(stack, local, tenant, meter, hour) if hour < end else None
                if hour == end or now != payer:
                    if payer is not None:
                        writer.writerow([stack, local, meter.replace("-", "") or "any", payer,
                                         hour_text(since), hour_text(hour)])
                    since, payer = hour, now


def all_usage(folder):
    """One CSV of all stacks, for the peers."""
    path = folder / "all.csv"
    with open(path, "wb") as out:
        for number, part in enumerate(sorted(folder.glob("usage-*.csv"))):
            with open(part, "rb") as file:
                header = file.readline()
                if number == 0:
                    out.write(header)
                shutil.copyfileobj(file, out, 1 << 24)
    return path


def product(args, folder, work, form):
    data = work / f"data-{form}"
    tollbridge = [args.binary, "--data", str(data), "--json", "--now", "2026-11-02T09:00:00Z"]
    run(tollbridge + ["apply", str(folder / "flat.yaml")])
    before = tree_bytes(data)
    files = sorted(str(path) for path in folder.glob(f"usage-*.{form}"))
    seconds, memory, output = run(tollbridge + ["usage", "import", *files])
    report = json.loads(output)
    records = sum(report[name] for name in ("accepted", "duplicate", "restated", "rejected"))
    result = {"records": records, "import_s": seconds, "import_mib": memory,
              "bytes_per_record": (tree_bytes(data) - before) / records}
    if form == "csv":
        seconds, memory, _ = run(tollbridge + ["rate", "--period", "2026-10", "--level",
                                               "provider"])
        result |= {"rate_s": seconds, "rate_mib": memory}
        seconds, memory, output = run(tollbridge + ["close", "2026-10"])
        result |= {"close_s": seconds, "close_mib": memory}
        result["total"] = str(sum(oracle.Fraction(entry["total"])
                                  for entry in json.loads(output)["invoices"]))
    return result


SQLITE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE usage(stack TEXT, subscription TEXT, meter TEXT, resource TEXT, start TEXT,
  tenant TEXT, quantity TEXT, revision INTEGER,
  PRIMARY KEY(stack, subscription, meter, resource, start)) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE incoming(stack TEXT, subscription TEXT, tenant TEXT, meter TEXT, resource TEXT,
  start TEXT, quantity TEXT, revision INTEGER);
.mode csv
.import --skip 1 {csv} incoming
INSERT INTO usage SELECT stack, subscription, lower(replace(meter, '-', '')), lower(resource),
  start, tenant, quantity, revision FROM incoming WHERE true
ON CONFLICT DO UPDATE SET quantity=excluded.quantity, revision=excluded.revision
  WHERE excluded.revision > usage.revision;
SELECT count(*) FROM usage;
"""


def sqlite(usage, work):
    database = work / "peer.sqlite"
    database.unlink(missing_ok=True)
    script = SQLITE.format(csv=usage)
    (work / "peer.sql").write_text(script)
    with open(work / "peer.sql", encoding="utf-8") as file:
        seconds, memory, output = run(["sqlite3", str(database)], stdin=file)
    rows = int(re.findall(r"^\d+$", output, re.M)[-1])
    size = sum(path.stat().st_size for path in work.glob("peer.sqlite*"))
    return {"import_s": seconds, "import_mib": memory, "bytes_per_record": size / rows}


def duckdb(folder, usage, work):
    database = work / "peer.duckdb"
    database.unlink(missing_ok=True)
    seconds, memory, output = run(
        ["node", str(ROOT / "bench/peers/duckdb.mjs"), str(usage),
         str(folder / "mappings-sql.csv"), str(folder / "prices-sql.csv"), str(database)])
    return json.loads(output) | {"all_s": seconds, "mib": memory,
                                 "bytes": database.stat().st_size}


def measure(args, records):
    work = pathlib.Path(args.out) / str(records)
    shutil.rmtree(work, ignore_errors=True)
    result = {"asked": records}
    for form in ("csv", "ndjson"):
        folder = work / f"input-{form}"
        run([args.binary, "simulate", "--out", str(folder), "--records", str(records), "--month",
             "2026-10", "--form", form])
        flat_book(folder)
        result[form] = product(args, folder, work, form)
    folder = work / "input-csv"
    mapping_table(folder, oracle.read_book((folder / "flat.yaml").read_text()))
    usage = all_usage(folder)
    result["sqlite"] = sqlite(usage, work)
    result["duckdb"] = duckdb(folder, usage, work)
    ours, theirs = oracle.Fraction(result["csv"]["total"]), oracle.Fraction(
        result["duckdb"]["total"])
    if ours != theirs:
        raise SystemExit(f"DuckDB's total {theirs} is not the product's {ours}")
    if not args.keep:
        shutil.rmtree(work)
    return result


def table(results):
    print("| records | what | seconds | records/s | peak MiB | bytes/record | ratio to the peer |")
    print("| --: | --- | --: | --: | --: | --: | --- |")
    for result in results:
        n = result["csv"]["records"]
        row = lambda what, seconds, mib, size, ratio: print(
            f"| {n:,} | {what} | {seconds:.2f} | {n / seconds:,.0f} | {mib:.0f} | {size} "
            f"| {ratio} |")
        sql, duck = result["sqlite"], result["duckdb"]
        for form in ("csv", "ndjson"):
            ours = result[form]
            row(f"import {form}", ours["import_s"], ours["import_mib"],
                f"{ours['bytes_per_record']:.1f}",
                f"{sql['import_s'] / ours['import_s']:.1f} × SQLite")
        row("SQLite import csv", sql["import_s"], sql["import_mib"],
            f"{sql['bytes_per_record']:.1f}", "")
        ours = result["csv"]
        row("rate, provider level", ours["rate_s"], ours["rate_mib"], "",
            f"{duck['rate_s'] / ours['rate_s']:.1f} × DuckDB")
        row("close (reconcile, rate, issue)", ours["close_s"], ours["close_mib"], "", "")
        row(f"DuckDB {duck['version']} read csv", duck["load_s"], duck["mib"],
            f"{duck['bytes'] / n:.1f}", "")
        row("DuckDB deduplicate, add up, attribute, rate", duck["rate_s"], duck["mib"], "", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build/release/tollbridge"))
    parser.add_argument("--records", default="1000000")
    parser.add_argument("--out", default=str(ROOT / "build/bench"))
    parser.add_argument("--keep", action="store_true", help="keep inputs and data")
    args = parser.parse_args()
    results = [measure(args, int(records)) for records in args.records.split(",")]
    print(json.dumps(results, indent=1))
    table(results)


if __name__ == "__main__":
    main()
