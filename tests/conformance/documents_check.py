#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every form of every document of the demo says the same amounts, to the last minor unit: JSON,
PDF, electronic invoice (UBL), FOCUS 1.4 and 1.2, reconciliation. And every electronic invoice, the
demo's and those of months made of edge cases, is held against the official rules (ubl_rules.py)
with no error and no warning.

    build/python/bin/python tests/conformance/documents_check.py [TOLLBRIDGE] [DEMO_FOLDER]

Without a folder it makes a small demo. Exits 1 if anything is found."""

import csv
import decimal
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import edge_months
import lxml.etree
import ubl_rules

decimal.getcontext().prec = 200
BINARY = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release/tollbridge").resolve()
DEMO = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
RULES = pathlib.Path("build/peppol")
NAMES = {"cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
         "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"}
MONTH = "2026-10"


def tollbridge(data, *words, now=None, stdin=None, fails=False):
    """The JSON a command prints."""
    variables = {**os.environ, **({"TOLLBRIDGE_NOW": now} if now else {})}
    done = subprocess.run([BINARY, "--data", data, "--json", *map(str, words)], input=stdin,
                          capture_output=True, text=True, env=variables, check=False)
    if bool(done.returncode) != fails:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def number(text):
    return decimal.Decimal(text.replace(",", "").replace("\u2212", "-").replace("\u00a0", ""))


def of_json(document):
    """Net, tax and payable; the lines must sum to them."""
    net, tax = decimal.Decimal(document["total"]), decimal.Decimal(document["tax"])
    lines = sum(decimal.Decimal(line["amount"]) for line in document["lines"])
    payable = decimal.Decimal(document["payable"])
    assert lines == net and net + tax == payable, document["id"]
    return net, tax, payable


def of_pdf(path, currency):
    """What its table of taxes prints."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True,
                          check=True).stdout
    amount = r"([\u2212-]?[\d,]+(?:\.\d+)?)"
    row = re.search(rf"[\d.]+\u00a0?\s?%\s+{amount}\s+{amount}\s+{amount}\s*$", text, re.MULTILINE)
    first = re.search(rf"(To pay|In your favour)\s+{currency}\s{amount}", text)
    net, tax, payable = (number(one) for one in row.groups())
    shown = number(first[2]) * (-1 if first[1] == "In your favour" else 1)
    return (net, tax, payable) if shown == payable else (net, tax, shown)


def of_ubl(path):
    """As the document counts: a credit note's amounts are turned. Its lines must sum to its net."""
    root = lxml.etree.parse(str(path)).getroot()
    sign = -1 if lxml.etree.QName(root).localname == "CreditNote" else 1

    def amount(where):
        return sign * decimal.Decimal(root.xpath(f"string({where})", namespaces=NAMES))

    lines = sum(sign * decimal.Decimal(one.text) for one in root.xpath(
        "(cac:InvoiceLine|cac:CreditNoteLine)/cbc:LineExtensionAmount", namespaces=NAMES))
    net = amount("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount")
    assert lines == net, path
    return (net, amount("cac:TaxTotal[cac:TaxSubtotal]/cbc:TaxAmount"),
            amount("cac:LegalMonetaryTotal/cbc:PayableAmount"))


def sums(path, key, *columns):
    """Of each invoice, the columns added up."""
    result = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            old = result.get(row[key], (decimal.Decimal(0),) * len(columns))
            result[row[key]] = tuple(a + decimal.Decimal(row[c]) for a, c in zip(old, columns))
    return result


def check_exports(folder, amounts):
    """Every data set of one seller (and buyer) sums to its invoices."""
    found, seen = [], set()
    for file, column in (("cost-and-usage.csv", "BilledCost"),
                         ("cost-and-usage-1.2.csv", "BilledCost"),
                         ("invoice-detail.csv", "BilledCost")):
        for invoice, (billed,) in sums(folder / file, "InvoiceId", column).items():
            seen.add((file, invoice))
            if billed != amounts[invoice][2]:
                found.append(f"{folder / file}: {invoice} sums to {billed}")
    lines = sums(folder / "invoice-reconciliation.csv", "InvoiceNumber", "Subtotal", "TaxTotal",
                 "Total")
    for invoice, three in lines.items():
        seen.add(("invoice-reconciliation.csv", invoice))
        if three != amounts[invoice]:
            found.append(f"{folder}: reconciliation of {invoice} sums to {three}")
    return found, seen


def check_forms(folder, found):
    """All forms of the demo's documents; returns its electronic invoices."""
    amounts, electronic = {}, []
    documents = [json.loads(path.read_text())
                 for path in sorted((folder / "invoices").glob("*.json"))]
    for document in documents:
        stem = folder / "invoices" / document["id"]
        amounts[document["id"]] = said = of_json(document)
        if of_pdf(f"{stem}.pdf", document["currency"]) != said:
            found.append(f"{stem}.pdf: {of_pdf(f'{stem}.pdf', document['currency'])} is not {said}")
        xml = pathlib.Path(f"{stem}.xml")
        if not xml.exists():
            found.append(f"{xml} is missing")
            continue
        electronic.append(xml)
        if of_ubl(xml) != said:
            found.append(f"{xml}: {of_ubl(xml)} is not {said}")
    seen = set()
    for path in sorted((folder / "exports").glob("*/*")):
        faults, more = check_exports(path, amounts)
        found += faults
        seen |= more
    partners = {path.name for path in (folder / "exports").glob("*/*")}
    for document in documents:
        if document["buyer"] in partners:
            found += [f"{document['id']} is in no {file} of {document['buyer']}" for file in
                      ("cost-and-usage.csv", "cost-and-usage-1.2.csv", "invoice-detail.csv",
                       "invoice-reconciliation.csv")
                      if (file, document["id"]) not in seen]
    check_sold(folder, amounts, found)
    print(f"  {len(documents)} documents, {len(electronic)} of them electronic, "
          f"{len(partners)} partners: every form says the same amounts")
    return electronic


def check_sold(folder, amounts, found):
    """What each seller issued to whomever, exported now: every document is in it."""
    out = folder / "all"
    data = folder / "data"
    for words in (["focus"], ["focus", "--version", "1.2"], ["lines"]):
        tollbridge(data, "export", words[0], "--period", MONTH, *words[1:], "--out", out,
                   now="2026-11-02T08:00:00Z")
    seen = set()
    for path in sorted(out.iterdir()):
        faults, more = check_exports(path, amounts)
        found += faults
        seen |= {invoice for _, invoice in more}
    found += [f"{invoice} was not exported" for invoice in set(amounts) - seen]


def main():
    """Prints what is found."""
    found = []
    rules = ubl_rules.Rules(RULES)
    with tempfile.TemporaryDirectory(prefix="tollbridge_documents_") as directory:
        folder = DEMO or pathlib.Path(directory) / "demo"
        if DEMO is None:
            tollbridge(folder, "demo", "--out", folder, "--records", "20000")
        electronic = check_forms(folder, found)
        for month in edge_months.MONTHS:
            electronic += month(pathlib.Path(directory) / month.__name__, tollbridge)
        for path in electronic:
            found += [f"{path.name}: {fault}" for fault in rules.found(path)]
        print(f"  {len(electronic)} electronic invoices: {rules.fired} rules looked at them")
        found += edge_months.refusals(pathlib.Path(directory) / "refused", tollbridge)
    for one in found[:100]:
        print(one)
    print(f"documents: {len(found)} found")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
