#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what was invoiced leaves as FOCUS data sets that hold every rule of the columns and sum to
the invoices to the last digit. Method: the real binary over the demo month, over months with late
usage, credits, commitments and hostile names; rules from focus_rules.py."""

import csv
import decimal
import json
import pathlib

import focus_rules
from product import (ADATUM, BOOK, LOCAL, STACK, VM, Case, line, main, month_of_usage)
from serving import Server

OCTOBER, NOVEMBER = "2026-10", "2026-11"
DECEMBER = "2026-12-02T08:00:00Z"
EVIL = "=HYPERLINK(\"http://x\"),1"
HEBREW = "שלום Östra 北京 🙂"


class Export(Case):
    def export(self, *words, out="out", period=OCTOBER, **options):
        result = self.product.json("export", "focus", "--period", period, "--out",
                                   self.product.directory / out, *words, **options)
        return {(file["seller"], file["dataset"]): pathlib.Path(file["path"])
                for file in result["files"]}

    def check(self, files, version="1.4", data=None):
        """Every rule of every file; every invoice's sum; the joins between the files."""
        payable = {}
        for one in self.product.json("invoice", "list", data=data)["invoices"]:
            shown = self.product.json("invoice", "show", one["id"], data=data)
            payable[one["id"]] = decimal.Decimal(shown["payable"])
        seen = set()
        for (seller, data_set), path in files.items():
            self.assertEqual(focus_rules.faults(path, data_set, version), [], path)
            if data_set == "billing-period":
                continue
            rows = focus_rules.rows_of(path)
            for invoice, billed in focus_rules.sums(rows).items():
                self.assertEqual(billed, payable[invoice], (seller, data_set, invoice))
                seen.add(invoice)
        for seller in {seller for seller, _ in files}:
            if version == "1.4":
                self.check_join(files, seller)
        return seen

    def check_join(self, files, seller):
        costs = focus_rules.rows_of(files[(seller, "cost-and-usage")])
        details = focus_rules.rows_of(files[(seller, "invoice-detail")])
        self.assertEqual(len({one["InvoiceDetailId"] for one in details}), len(details))
        kinds = {one["InvoiceDetailId"]: one["ChargeCategory"] for one in details}
        for row in costs:
            self.assertEqual(row["ChargeCategory"], kinds[row["InvoiceDetailId"]])
        billed = focus_rules.sums(details, "InvoiceDetailId")
        for key, cost in focus_rules.sums(costs, "InvoiceDetailId").items():
            self.assertEqual(cost, billed[key], key)

    def rows(self, files, seller="provider", data_set="cost-and-usage"):
        return focus_rules.rows_of(files[(seller, data_set)])


class Month(Export):
    def setUp(self):
        super().setUp()
        self.product.json("apply", BOOK, now="2026-10-01")
        self.product.usage(month_of_usage())

    def close(self, period=OCTOBER, **options):
        return self.product.json("close", period, **options)

    def test_a_month_has_one_record_per_resource_and_day(self):
        self.close()
        files = self.export()
        self.assertEqual(self.check(files), {"provider-000001", "contoso-000001"})
        usage = [row for row in self.rows(files) if row["ChargeCategory"] == "Usage"]
        self.assertEqual(len(usage), 62)
        first = next(row for row in usage if row["ResourceId"] == "/vm1")
        self.assertEqual((first["ChargePeriodStart"], first["ChargePeriodEnd"]),
                         ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"))
        self.assertEqual((first["PricingQuantity"], first["ContractedUnitPrice"],
                          first["BilledCost"], first["SkuId"]), ("48", "0.008", "0.384", VM))
        self.assertEqual(first["ServiceCategory"], "Compute")
        self.assertEqual({row["x_CustomerId"] for row in usage}, {"adatum", ""})
        status = self.rows(files, data_set="billing-period")
        self.assertEqual([row["BillingPeriodStatus"] for row in status], ["Closed"])

    def test_rounding_and_tax_stand_beside_the_usage(self):
        self.close()
        rows = self.rows(self.export())
        roundings = [row for row in rows if row["ChargeCategory"] == "Adjustment"]
        # 372 x 0.008 = 2.976 and 1488 x 0.008 = 11.904; the invoice says 2.98 and 11.90.
        self.assertEqual(sorted(row["BilledCost"] for row in roundings), ["-0.004", "0.004"])
        taxes = [row["BilledCost"] for row in rows if row["ChargeCategory"] == "Tax"]
        self.assertEqual(taxes, ["3.72"])

    def test_two_sellers_never_share_a_file(self):
        self.close()
        files = self.export()
        for (seller, _), path in files.items():
            self.assertEqual(path.parent.name, seller)
        issuers = {row["x_InvoiceIssuerId"] for row in self.rows(files, "contoso")}
        self.assertEqual(issuers, {"contoso"})

    def test_one_buyer_is_told_of_itself_only(self):
        self.close()
        files = self.export("--for", "adatum", out="adatum")
        self.assertEqual({seller for seller, _ in files}, {"contoso"})
        self.assertEqual(self.check(files), {"contoso-000001"})
        missing = self.product.error("export", "focus", "--period", OCTOBER, "--for", "nobody",
                                     "--out", self.product.directory / "x", code=3)
        self.assertEqual(missing["code"], "PeriodNotClosed")

    def test_version_1_2_is_cost_and_usage_alone(self):
        self.close()
        files = self.export("--version", "1.2")
        self.assertEqual({data_set for _, data_set in files}, {"cost-and-usage"})
        self.check(files, "1.2")

    def test_an_open_month_is_refused(self):
        error = self.product.error("export", "focus", "--period", OCTOBER, "--out",
                                   self.product.directory / "out", code=3)
        self.assertEqual(error["code"], "PeriodNotClosed")

    def test_two_exports_are_the_same_bytes_whatever_came_since(self):
        self.close()
        first = {key: path.read_bytes() for key, path in self.export().items()}
        self.product.usage([line(5, "7", tenant=ADATUM, resource="/late")])
        second = {key: path.read_bytes() for key, path in self.export(out="again").items()}
        self.assertEqual(first, second)

    def test_a_schema_stands_beside_each_file(self):
        self.close()
        for (_, data_set), path in self.export().items():
            schema = json.loads(path.with_suffix(".schema.json").read_text())
            with open(path, encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            self.assertEqual([one["ColumnName"] for one in schema["Columns"]], header)
            self.assertEqual((schema["FocusVersion"], schema["Dataset"]), ("1.4", data_set))

    def test_late_usage_and_prices_are_corrections(self):
        self.close()
        self.product.usage([line(5, "7", tenant=ADATUM, resource="/late")])
        self.product.usage([line(h, "2", month=NOVEMBER) for h in range(30)])
        self.close(NOVEMBER, now=DECEMBER)
        files = self.export(period=NOVEMBER)
        self.check(files)
        corrections = [row for row in self.rows(files) if row["ChargeClass"] == "Correction"]
        self.assertTrue(corrections)
        for row in corrections:
            self.assertEqual((row["ChargePeriodStart"], row["BillingPeriodStart"]),
                             ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"))
            self.assertEqual(row["x_CorrectedInvoiceId"], "provider-000001")
        detail = self.rows(files, data_set="invoice-detail")
        self.assertIn("provider-000001", {row["ReferenceInvoiceId"] for row in detail})

    def test_a_credit_by_hand_is_a_correction_of_its_invoice(self):
        self.close()
        self.product.json("invoice", "credit", "provider-000001", "--line", "1=1.00", "--reason",
                          "=goodwill")
        files = self.export()
        self.check(files)
        credit = [row for row in self.rows(files) if row["InvoiceId"] == "provider-000002"]
        self.assertEqual({row["ChargeClass"] for row in credit}, {"Correction"})
        self.assertEqual({row["x_CorrectedInvoiceId"] for row in credit}, {"provider-000001"})

    def test_a_server_hands_the_files_to_whoever_asked(self):
        self.close()
        expected = {key: path.read_bytes() for key, path in self.export(out="here").items()}
        server = Server(self.product)
        self.addCleanup(server.stop)
        files = self.export(out="there/and/below")
        self.assertEqual({key: path.read_bytes() for key, path in files.items()}, expected)


class Edges(Export):
    """Names, tags and units as bad as they come; prices of every model; other currencies."""

    def test_names_of_any_script_survive_and_none_is_run(self):
        book = BOOK.read_text().replace("Adatum AB", HEBREW).replace(
            "name: Contoso CSP AB", f"name: '{EVIL}'")
        self.product.file("provider.csv", (BOOK.parent / "provider.csv").read_text())
        self.product.file("adatum.csv", (BOOK.parent / "adatum.csv").read_text())
        self.product.json("apply", self.product.file("book.yaml", book), now="2026-10-01")
        header = "stack,subscription,tenant,meter,resource,start,quantity,tags"
        tags = '"{""=a"":""=1"",""n"":{""x"":[1]},""€"":null}"'
        usage = [f"{STACK},{LOCAL},,{VM},=cmd|x,2026-10-02T0{h}:00:00Z,0.123456789012345678,{tags}"
                 for h in range(9)]
        self.product.json("usage", "import", "-", stdin="\n".join([header, *usage]) + "\n")
        self.product.json("close", OCTOBER)
        files = self.export()
        self.check(files)
        costs = self.rows(files) + self.rows(files, "contoso")
        self.assertIn(HEBREW, {row["SubAccountName"] for row in costs})
        self.assertIn("'" + EVIL, {row["InvoiceIssuerName"] for row in costs})
        self.assertIn("'=cmd|x", {row["ResourceId"] for row in costs})
        self.assertIn('{"=a":"=1","n":"{\\"x\\":[1]}","€":null}', {row["Tags"] for row in costs})


class Demo(Export):
    def test_the_demo_month_holds_every_rule(self):
        made = self.product.json("demo", "--out", self.product.directory / "demo", "--records",
                                 "5000", "--customers", "12")
        for version in ("1.4", "1.2"):
            files = self.export("--version", version, data=made["data"])
            seen = self.check(files, version, data=made["data"])
            self.assertEqual(seen, {invoice["id"] for invoice in made["invoices"]})


if __name__ == "__main__":
    main("__main__")
