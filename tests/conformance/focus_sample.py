#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: real bills are rated as their senders rated them. Method: the 1,000 charges of the FinOps
Foundation's FOCUS sample (CC BY 4.0) become usage, one subscription per charge, their list prices a
price sheet; what the product makes of each is compared with the sample's own ListCost. Known of the
sample: 968 charges agree within 5e-11 (half a unit of the tenth decimal, where their senders
round), 31 are off by exactly 10,000 (a block size divided out twice), one has no price.

    tests/conformance/focus_sample.py PATH/focus_sample.csv
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid
from fractions import Fraction

BINARY = os.path.abspath(os.environ.get("TOLLBRIDGE", "build/release/tollbridge"))
STACK = "9c1e0000-0000-4000-8000-0000000000f0"
TOLERANCE = Fraction(5, 10**11)


def product(folder, *words):
    done = subprocess.run([BINARY, "--data", str(folder / "data"), "--json", *words],
                          capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout}")
    return json.loads(done.stdout)


def guid(kind, number):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"focus-sample/{kind}/{number}"))


def number_text(text):
    """The sample writes numbers with exponents; books and sheets take plain decimals."""
    value = Fraction(text)
    digits = 15
    units = value * 10**digits
    assert units.denominator == 1, text
    sign, units = ("-", -units) if units < 0 else ("", units)
    plain = str(units.numerator).rjust(digits + 1, "0")
    return f"{sign}{plain[:-digits]}.{plain[-digits:]}"


def priced_rows(rows):
    return [(i, row) for i, row in enumerate(rows)
            if not {row["ListUnitPrice"], row["PricingQuantity"]} & {"", "NULL"}]


def write_input(folder, rows):
    default = guid("default", 0)
    numbers = [i for i, _ in rows]
    book = {
        "provider": {"name": "Sample", "country": "US", "currency": "USD"},
        "partners": [{"id": "partner", "kind": "direct", "name": "Partner", "country": "US",
                      "currency": "USD"}],
        "customers": [{"id": "customer", "partner": "partner", "name": "Customer", "country": "US",
                       "tenants": [guid("tenant", i) for i in numbers]}],
        "subscriptions": [{"id": default, "offer": "APSS", "partner": "partner"}] + [
            {"id": guid("subscription", i), "offer": "CSP", "partner": "partner",
             "customer": "customer"} for i in numbers],
        "stacks": [{"cloud_id": STACK, "region": "sample"}],
        "registrations": [{
            "name": "sample", "subscription": default, "cloud_id": STACK, "from": "2024-01-01",
            "billing_model": "PayAsYouUse",
            "customer_subscriptions": [{"subscription": guid("subscription", i),
                                        "tenant": guid("tenant", i)} for i in numbers]}],
        "price_sheets": [{"id": "list", "seller": "provider", "currency": "USD",
                          "from": "2024-01-01", "file": "list.csv"}]}
    (folder / "book.json").write_text(json.dumps(book))
    # A price id with several list prices is several meters.
    with open(folder / "list.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["meter", "unit_price"])
        writer.writerows(sorted({(meter(row), number_text(row["ListUnitPrice"]))
                                 for _, row in rows}))
    with open(folder / "usage.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["stack", "subscription", "tenant", "meter", "resource", "start", "end",
                         "quantity"])
        for i, row in rows:
            writer.writerow([STACK, guid("local", i), guid("tenant", i), meter(row),
                             row["ResourceId"] or "none", utc(row["ChargePeriodStart"]),
                             utc(row["ChargePeriodEnd"]), row["PricingQuantity"]])


def meter(row):
    return f"{row['SkuPriceId'] or row['SkuId']}@{number_text(row['ListUnitPrice'])}"


def utc(text):
    return text.replace(" ", "T") + ("" if text.endswith("Z") else "Z")


def compare(charges, rows):
    agree, block, wrong = 0, 0, []
    by_subscription = {charge["subscription"]: charge for charge in charges}
    for i, row in rows:
        charge = by_subscription.get(guid("subscription", i))
        ours = Fraction(0)
        if charge is not None:
            ours = Fraction(charge["quantity"]) * Fraction(charge["unit_price"])
            cents = Fraction(int(abs(ours) * 100 + Fraction(1, 2)), 100)
            if Fraction(charge["amount"]) != (cents if ours >= 0 else -cents):
                wrong.append(i)
        theirs = Fraction(row["ListCost"])
        if abs(ours - theirs) <= TOLERANCE:
            agree += 1
        elif abs(ours * 10_000 - theirs) <= TOLERANCE:
            block += 1
        else:
            wrong.append(i)
    return agree, block, wrong


def check(path):
    with open(path, newline="", encoding="utf-8") as file:
        everything = list(csv.DictReader(file))
    rows = priced_rows(everything)
    failed = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_input(folder, rows)
        product(folder, "apply", str(folder / "book.json"))
        report = product(folder, "usage", "import", "--format", "csv", str(folder / "usage.csv"))
        if report["accepted"] != len(rows):
            failed.append(f"accepted {report['accepted']} of {len(rows)}: {report['errors'][:3]}")
        charges = product(folder, "rate", "--period", "2024-09", "--level", "provider")["charges"]
        agree, block, wrong = compare(charges, rows)
        print(f"{agree} charges agree, {block} differ by exactly 10,000, "
              f"{len(everything) - len(rows)} without a price, {len(wrong)} wrong")
        if (agree, block, len(everything) - len(rows)) != (968, 31, 1) or wrong:
            failed.append(f"expected 968, 31, 1, 0; wrong rows: {wrong[:5]}")
        report = product(folder, "usage", "import", "--format", "focus", "--stack", STACK, path)
        print("imported as FOCUS:", {k: report[k] for k in (
            "accepted", "duplicate", "restated", "rejected", "rounded")})
        if report["accepted"] + report["duplicate"] + report["rejected"] != len(everything):
            failed.append("not every row of the FOCUS file is accounted for")
    for problem in failed:
        print(problem)
    print(f"{2 - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(check(sys.argv[1]))
