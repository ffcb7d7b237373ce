#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the demo tells a true story, may be run twice, and leaves something to go on with. Method:
a small demo month, then the ordinary commands on what it left."""

import json
import re

from product import Case, main


class Demo(Case):
    def run_demo(self, *words):
        return self.product.json("demo", "--out", self.product.directory / "demo", "--records",
                                 "5000", "--customers", "12", *words)

    def test_it_bills_reconciles_and_writes_the_invoices(self):
        result = self.run_demo()
        self.assertTrue(result["reconciled"])
        self.assertTrue(result["invoices"])
        self.assertGreater(result["late"], 0)
        folder = self.product.directory / "demo" / "invoices"
        for invoice in result["invoices"]:
            shown = json.loads((folder / f"{invoice['id']}.json").read_text())
            self.assertEqual(shown["total"], invoice["total"])
            self.assertIn(invoice["total"], (folder / f"{invoice['id']}.txt").read_text())
            self.assertTrue((folder / f"{invoice['id']}.pdf").read_bytes().startswith(b"%PDF-"))

    def test_each_partner_finds_the_data_sets_of_what_it_was_invoiced(self):
        result = self.run_demo()
        folder = self.product.directory / "demo"
        bought = folder / "exports" / "provider" / "contoso"
        names = {path.name for path in bought.iterdir()}
        self.assertLessEqual({"cost-and-usage.csv", "cost-and-usage-1.2.csv", "invoice-detail.csv",
                              "billing-period.csv", "daily-usage.csv",
                              "invoice-reconciliation.csv"}, names)
        invoice = next(one["id"] for one in result["invoices"] if one["buyer"] == "contoso")
        self.assertIn(invoice, (bought / "invoice-detail.csv").read_text())
        self.assertIn("<cbc:PayableAmount",
                      (folder / "invoices" / f"{invoice}.xml").read_text())

    def test_it_may_be_run_twice_and_gives_the_same_bills(self):
        first = self.run_demo()
        second = self.run_demo()
        self.assertEqual(first["invoices"], second["invoices"])
        self.assertNotEqual(self.run_demo("--seed", "2")["invoices"], first["invoices"])

    def test_its_data_directory_goes_on_with_the_ordinary_commands(self):
        data = self.run_demo()["data"]
        self.assertTrue(self.product.json("verify", data=data)["ok"])
        self.assertTrue(self.product.json("unregistered", data=data)["rows"])
        late = self.product.json("close", "2026-11", "--dry-run", data=data)
        self.assertGreater(late["adjustments"], 0)

    def test_it_leaves_a_month_to_close_one_that_runs_and_a_portal_to_see_them_in(self):
        data = self.run_demo()["data"]
        shown = self.product.run("demo", "--out", self.product.directory / "demo", "--records",
                                 "5000", "--customers", "12").stdout
        now = re.search(r"--now (\S+) serve", shown).group(1)
        self.assertIn("http://127.0.0.1:8080/portal/", shown)
        for month in ("2026-11", "2026-12"):
            days = self.product.json("usage", "show", "--period", month, "--by", "day", data=data,
                                     now=now)["rows"]
            self.assertGreater(len(days), 14, month)
            self.assertLessEqual(max(one["day"] for one in days), now[:10], month)
        self.assertTrue(self.product.json("unregistered", "--period", "2026-11", data=data,
                                          now=now)["rows"])
        closed = self.product.json("close", "2026-11", data=data, now=now)
        self.assertGreater(closed["adjustments"], 0)
        self.assertTrue(closed["invoices"])
        config = (self.product.directory / "demo" / "data" / "config.yaml").read_text()
        self.assertIn("development_sign_in: true", config)

    def test_the_story_is_told_in_80_columns(self):
        done = self.product.run("demo", "--out", self.product.directory / "demo", "--records",
                                "5000", "--customers", "12")
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in ("owes", "Reconciled", "One line explained", "Try next", "unregistered"):
            self.assertIn(text, done.stdout)
        for line in done.stdout.splitlines():
            if str(self.product.directory) not in line:
                self.assertLessEqual(len(line), 80, line)

    def test_somebody_elses_directory_is_not_replaced(self):
        self.product.file("demo/thesis.txt", "ten years")
        error = self.product.error("demo", "--out", self.product.directory / "demo")
        self.assertEqual(error["code"], "DirectoryNotEmpty")
        self.assertTrue((self.product.directory / "demo" / "thesis.txt").exists())


if __name__ == "__main__":
    main("__main__")
