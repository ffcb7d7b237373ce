#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: from an invoice to money in the bank and in the accounts, or to a dispute and its end,
without touching the document. Method: the real binary over a month of two Swedish parties."""

import csv
import json

from product import BOOK, Case, main, month_of_usage

OCTOBER = "2026-10"
INVOICE = "provider-000001"
JANUARY = "2027-01-15T08:00:00Z"
PAPERS = "provider: {payment_days: 30, tax_currency: EUR}\n"


class Payments(Case):
    def setUp(self):
        super().setUp()
        self.product.json("apply", BOOK, now="2026-10-01")
        self.product.json("apply", self.product.file("papers.yaml", PAPERS), now="2026-10-01")
        self.product.usage(month_of_usage())
        self.product.json("close", OCTOBER)
        self.payable = self.shown()["payable"]

    def shown(self, **options):
        return self.product.json("invoice", "show", INVOICE, **options)

    def test_an_invoice_is_paid_in_parts_and_stays_what_it_is(self):
        before = self.shown()
        self.assertEqual((before["state"], before["due"]), ("open", "2026-12-03"))
        part = self.product.json("payment", "add", INVOICE, "--amount", "5.00", "--reference", "a")
        self.assertEqual(part["state"], "part-paid")
        again = self.product.error("payment", "add", INVOICE, "--amount", "5.00",
                                   "--reference", "a")
        self.assertEqual(again["code"], "PaymentRepeated")
        self.product.json("payment", "add", INVOICE, "--amount", part["open"])
        after = self.shown()
        self.assertEqual((after["state"], after["open"], after["status"]), ("paid", "0.00", "paid"))
        self.assertEqual(after["digest"], before["digest"])
        self.assertTrue(self.product.json("verify")["ok"])
        self.product.json("payment", "remove", f"{INVOICE}-p2", "--reason", "bounced")
        self.assertEqual(self.shown()["paid"], "5.00")
        listed = self.product.json("payment", "list", "--invoice", INVOICE)["payments"]
        self.assertEqual([one["undone"] for one in listed], [False, True, False])
        self.assertIn("bounced", self.product.run("payment", "list", "--wide").stdout)
        self.assertIn("ok", self.product.run("audit", "--verify").stdout.lower())

    def test_what_is_late_is_listed_by_age(self):
        self.assertEqual(self.product.json("dunning", "list")["rows"], [])
        row = self.product.json("dunning", "list", now=JANUARY)["rows"][0]
        self.assertEqual((row["seller"], row["buyer"]), ("provider", "contoso"))
        self.assertEqual((row["days_31_60"], row["total"]), (self.payable, self.payable))
        self.assertEqual(row["overdue"][0]["days"], 43)
        late = self.product.json("invoice", "list", "--state", "overdue", now=JANUARY)["invoices"]
        self.assertIn(INVOICE, [one["id"] for one in late])
        human = self.product.run("dunning", "list", now=JANUARY).stdout
        self.assertIn("31-60", human)

    def test_another_currency_is_not_converted(self):
        error = self.product.error("payment", "add", INVOICE, "--amount", "1", "--currency", "SEK",
                                   code=3)
        self.assertEqual(error["code"], "CurrencyMismatch")

    def test_payments_are_in_the_accounts_of_the_month_they_were_recorded_in(self):
        self.product.json("payment", "add", INVOICE, "--amount", "1000.00",
                          "--date", "2026-11-02")
        self.product.json("close", "2026-11", now=JANUARY)
        files = self.product.json("export", "accounting", "--period", "2026-11", "--seller",
                                  "provider", "--format", "csv", "--out",
                                  self.product.directory / "accounts", now=JANUARY)["files"]
        with open(files[0]["path"], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        paid = [row for row in rows if row["Payment"] == f"{INVOICE}-p1"]
        self.assertEqual([(row["Account"], row["Debit"], row["Credit"]) for row in paid],
                         [("bank", "1000.00", ""), ("receivables", "", "1000.00")])
        self.assertEqual({row["Date"] for row in paid}, {"2026-11-02"})

    def test_a_disputed_line_ends_as_a_credit_or_stays(self):
        line = f"{INVOICE}-1"
        opened = self.product.json("dispute", "open", line, "--reason", "stopped in September")
        self.assertEqual(opened["state"], "open")
        kept = self.product.json("dispute", "reject", opened["id"], "--answer", "it ran")
        self.assertEqual((kept["state"], kept["answer"]), ("rejected", "it ran"))
        second = self.product.json("dispute", "open", line, "--reason", "see the log")["id"]
        ended = self.product.json("dispute", "accept", second, "--amount", "1.00")
        note = self.product.json("invoice", "show", ended["credit"])
        self.assertEqual((note["total"], note["state"]), ("-1.00", "set-off"))
        self.assertEqual(self.shown()["credited"], note["payable"])
        self.assertEqual([one["state"] for one in self.shown()["disputes"]],
                         ["rejected", "accepted"])
        self.assertIn("Disputed: " + second, self.product.run("invoice", "show", INVOICE).stdout)
        self.assertEqual(self.product.error("dispute", "withdraw", second)["code"],
                         "DisputeClosed")
        self.assertTrue(json.dumps(self.product.json("dispute", "show", second)))
        self.assertTrue(self.product.json("verify")["ok"])


if __name__ == "__main__":
    main("__main__")
