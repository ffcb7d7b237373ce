#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges our FOCUS data sets by other people's rules: focus-data-toolkit (1.4, every file by itself
and all files of a seller against each other) and focus-validator (1.2, all 1.2 rules). Both come
from PyPI; the second needs Python 3.12 and is left out, in so many words, where there is none.

    build/python/bin/python tests/conformance/focus_check.py [TOLLBRIDGE]

Exits 1 if anything is found.
"""

import csv
import decimal
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from focus_data_toolkit.model.validator import (COND_MULTIPLE_PRICING_CATEGORIES,
                                                COND_UNIT_PRICING, lint_focus_1_4_structure)
from focus_data_toolkit.validate.bundle import validate_dataset_bundle

BINARY = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release/tollbridge").resolve()
BOOK = pathlib.Path("tests/fixtures/books/contract.yaml").resolve()
# The validator does not say which pyarrow it works with; newer ones want a newer NumPy than it.
VALIDATOR = ["focus-validator==2.2.1", "pyarrow==21.0.0"]
# Rules of its 1.2 model whose machine form does not say what their sentence says:
MODEL_FAULTS = {
    "InvoiceId-C-004-C": "null 'when the charge is not associated with an invoice': no condition",
    "CommitmentDiscountStatus-C-004-C": "not null when the id is not null: asks it of null ids",
    "CapacityReservationStatus-C-004-C": "not null when the id is not null: asks it of null ids"}
NAMES = {"cost-and-usage": "Cost and Usage", "invoice-detail": "Invoice Detail",
         "billing-period": "Billing Period"}
VM = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5"
STACK = "9c1e0000-0000-4000-8000-000000000001"
LOCAL = "5d20c2de-0000-4000-8000-000000000001"

decimal.getcontext().prec = 200


def run(data, *words, stdin=None, now=None):
    """The JSON a command prints."""
    variables = {**os.environ, **({"TOLLBRIDGE_NOW": now} if now else {})}
    done = subprocess.run([BINARY, "--data", data, "--json", *map(str, words)], input=stdin,
                          capture_output=True, text=True, env=variables, check=False)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def demo(folder):
    """The demo month."""
    made = run(folder / "unused", "demo", "--out", folder / "demo", "--records", "20000")
    return made["data"], ["2026-10"]


def edges(folder):
    """Two months with hostile names, late usage, a credit by hand and quantities of 18 digits."""
    data = folder / "edges"
    book = BOOK.read_text().replace("name: Adatum AB", "name: '=Östra \"北京\", שלום'")
    for name in ("provider.csv", "adatum.csv"):
        shutil.copy(BOOK.parent / name, folder / name)
    (folder / "book.yaml").write_text(book)
    run(data, "apply", folder / "book.yaml", now="2026-10-01")
    head = "stack,subscription,tenant,meter,resource,start,quantity,tags\n"

    def usage(month, day, quantity, resource="/vm1", now=None):
        line = f'{STACK},{LOCAL},,{VM},{resource},{month}-{day:02d}T01:00:00Z,{quantity},'
        run(data, "usage", "import", "-", stdin=head + line + '"{""=a"":{""b"":1}}"\n', now=now)

    for day in range(1, 29):
        usage("2026-10", day, "0.123456789012345678", "=vm", now="2026-11-02T08:00:00Z")
    usage("2026-10", 3, "-1.5", "/negative", now="2026-11-02T08:00:00Z")
    usage("2026-10", 4, "0", "/zero", now="2026-11-02T08:00:00Z")
    usage("2026-10", 5, "1e-18", "/smallest", now="2026-11-02T08:00:00Z")
    usage("2026-10", 6, "900000", "/large", now="2026-11-02T08:00:00Z")
    run(data, "close", "2026-10", now="2026-11-02T09:00:00Z")
    run(data, "invoice", "credit", "provider-000001", "--line", "1=1.00", "--reason", "=sorry",
        now="2026-11-02T10:00:00Z")
    usage("2026-10", 7, "5", "/late", now="2026-11-03T08:00:00Z")
    usage("2026-11", 7, "5", now="2026-12-02T08:00:00Z")
    run(data, "close", "2026-11", now="2026-12-02T09:00:00Z")
    return data, ["2026-10", "2026-11"]


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_1_4(data, period, out):
    """What the toolkit finds in the files of one month."""
    found = []
    sellers = {}
    for file in run(data, "export", "focus", "--period", period, "--out", out)["files"]:
        sellers.setdefault(file["seller"], {})[NAMES[file["dataset"]]] = rows_of(file["path"])
    for seller, sets in sellers.items():
        for name, rows in sets.items():
            if not rows:
                continue
            report = lint_focus_1_4_structure(
                name, rows, supported_conditions=[COND_MULTIPLE_PRICING_CATEGORIES,
                                                  COND_UNIT_PRICING])
            found += [f"{period} {seller} {name}: {one}" for one in report.messages()]
        report = validate_dataset_bundle(sets, invoice_detail_authoritative=True,
                                         rounding_tolerance=decimal.Decimal(0))
        found += [f"{period} {seller}: {one.code} {one.message}" for one in report.diagnostics
                  if one.severity.value not in ("INFO", "NOT_APPLICABLE")]
        rows = sum(len(rows) for rows in sets.values())
        print(f"  1.4 {period} {seller}: {rows} records, checks: {', '.join(report.checks_run)}")
    return found


def python_for_validator():
    """A Python that is new enough, or None."""
    managed = sorted(pathlib.Path.home().glob(".pyenv/versions/3.1[23]*/bin/python3"))
    for name in ("python3.13", "python3.12", sys.executable, *managed):
        program = shutil.which(name)
        if program and subprocess.run(
                [program, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"],
                check=False, capture_output=True).returncode == 0:
            return program
    return None


def validator():
    """The focus-validator program, installed beside the build; None without a Python for it."""
    folder = pathlib.Path("build/python312")
    program = folder / "bin" / "focus-validator"
    if not program.exists():
        python = python_for_validator()
        if python is None:
            return None
        subprocess.run([python, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *VALIDATOR], check=True)
    return program.absolute()


def failures(text):
    """The rules that failed, without those of the model's own faults and what only sums them up."""
    failed = dict(re.findall(r"^\S+ (\S+): FAIL\s+\((.*)\)$", text, re.MULTILINE))
    excused = set(MODEL_FAULTS)
    while True:
        more = {rule for rule, why in failed.items() if rule not in excused
                for children in re.findall(r"failed child rules: \[(.*?)\]", why)
                if set(children.split(", ")) <= excused}
        if not more:
            return {rule: why for rule, why in failed.items() if rule not in excused}
        excused |= more


def check_1_2(program, data, period, out):
    """What the official rules of 1.2 find."""
    found = []
    for file in run(data, "export", "focus", "--period", period, "--version", "1.2", "--out",
                    out)["files"]:
        if not file["records"]:
            continue
        done = subprocess.run(
            [program, "--data-file", pathlib.Path(file["path"]).resolve(), "--validate-version",
             "1.2", "--applicability-criteria", "ALL", "--output-type", "console",
             "--block-download"],
            capture_output=True, text=True, check=False,
            cwd=next((program.parent.parent / "lib").glob("python3*")) / "site-packages")
        total = re.search(r"Total: (\d+) \| Pass: (\d+)", done.stdout)
        if done.returncode or not total:
            found.append(f"{file['path']}: focus-validator ended with {done.stderr[-2000:]}")
            continue
        found += [f"{period} {file['seller']} 1.2: {rule} {why}"
                  for rule, why in failures(done.stdout).items()]
        passed = f"{total[2]} of {total[1]} rules hold, others do not apply"
        print(f"  1.2 {period} {file['seller']}: {file['records']} records, {passed}")
    return found


def main():
    """Makes the months, exports them, and prints what is found."""
    program = validator()
    if program is None:
        print("  1.2 is not judged: focus-validator needs Python 3.12, which is not here")
    found = []
    with tempfile.TemporaryDirectory(prefix="tollbridge_focus_") as directory:
        folder = pathlib.Path(directory)
        for make in (demo, edges):
            data, periods = make(folder)
            for period in periods:
                out = folder / f"{make.__name__}-{period}"
                found += check_1_4(data, period, out)
                if program is not None:
                    found += check_1_2(program, data, period, out)
    for one in found[:100]:
        print(one)
    print(f"FOCUS: {len(found)} found")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
