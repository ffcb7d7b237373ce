#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what a book says of accounts, terms of payment and rates of exchange stands in every form
of a document and in the accounts. Method: the real binary over a month of two Swedish parties in
euro; rates from a file of the European Central Bank."""

import csv
import re
import xml.etree.ElementTree

from product import BOOK, Case, main, month_of_usage

OCTOBER = "2026-10"
ECB = "Date,USD,SEK,\n2026-11-02,1.09,11.9,\n2026-10-30,1.0876,11.4325,\n2026-09-30,1.1,N/A,\n"
PAPERS = """
provider: {postal_code: 111 34, city: Stockholm, payment_days: 30, bankgiro: "50501055",
           iban: SE4550000000058398257466, bic: ESSESESS, f_skatt: yes, email: ar@nordic.example}
partners:
  - {id: contoso, vat_id: SE556000010001, reference: KST 7, order: =PO-1}
"""


class Papers(Case):
    def setUp(self):
        super().setUp()
        self.product.json("apply", BOOK, now="2026-10-01")
        self.product.usage(month_of_usage())

    def apply(self, text, **options):
        return self.product.json("apply", self.product.file("more.yaml", text), **options)

    def close_with_rates(self):
        self.product.file("ecb.csv", ECB)
        self.apply(PAPERS + "exchange_rates: [{file: ecb.csv, since: 2026-10-01}]\n")
        self.product.json("close", OCTOBER)

    def test_every_form_says_how_to_pay_and_the_tax_in_kronor(self):
        self.close_with_rates()
        local = self.product.json("invoice", "show", "provider-000001")["tax_details"]["local"]
        # 14.88 x 25 % = 3.72; x 11.4325 = 42.5289.
        self.assertEqual(local, {"currency": "SEK", "amount": "42.53", "rate": "11.4325",
                                 "date": "2026-10-30", "source": "ECB"})
        path = self.product.directory / "invoice.xml"
        self.product.json("invoice", "ubl", "provider-000001", "--out", path)
        texts = [one.text for one in xml.etree.ElementTree.parse(path).iter()]
        for text in ("2026-12-03", "SEK", "42.53", "50501055", "00000182", "KST 7", "=PO-1",
                     "Godkänd för F-skatt", "Net 30", "SE4550000000058398257466"):
            self.assertIn(text, texts)
        files = self.product.json("export", "focus", "--period", OCTOBER, "--seller", "provider",
                                  "--out", self.product.directory / "focus")["files"]
        detail = next(one["path"] for one in files if one["dataset"] == "invoice-detail")
        with open(detail, encoding="utf-8", newline="") as file:
            row = next(csv.DictReader(file))
        self.assertEqual((row["PaymentTerms"], row["PaymentDueDate"], row["PurchaseOrderNumber"]),
                         ("Net 30", "2026-12-03T00:00:00Z", "'=PO-1"))
        self.assertTrue(self.product.json("verify")["ok"])

    def test_what_was_learned_later_leaves_the_document_as_it_is(self):
        self.close_with_rates()
        path = self.product.directory / "invoice.xml"
        self.product.json("invoice", "ubl", "provider-000001", "--out", path)
        before = path.read_bytes()
        self.apply("provider: {bankgiro: '', payment_days: '10'}\nexchange_rates:\n"
                   "  - {from: EUR, to: SEK, date: 2026-10-30, rate: '12'}\n",
                   now="2026-11-04T08:00:00Z")
        self.product.json("invoice", "ubl", "provider-000001", "--out", path)
        self.assertEqual(path.read_bytes(), before)
        self.assertTrue(self.product.json("verify")["ok"])

    def accounting(self, *words, **options):
        return self.product.json("export", "accounting", "--period", OCTOBER, "--out",
                                 self.product.directory / "accounting", *words, **options)

    def test_accounts_of_a_swedish_seller_are_sie_and_each_voucher_sums_to_zero(self):
        self.close_with_rates()
        files = self.accounting()["files"]
        self.assertEqual({one["dataset"] for one in files}, {"SIE 4"})
        for one in files:
            with open(one["path"], encoding="cp437") as file:
                sie = file.read()
            self.assertIn("#VALUTA SEK", sie)
            vouchers = sie.split("#VER ")[1:]
            self.assertEqual(len(vouchers), one["records"])
            for voucher in vouchers:
                amounts = re.findall(r"#TRANS \d+ \{\} (-?\d+\.\d\d) ", voucher)
                self.assertGreaterEqual(len(amounts), 2)
                self.assertEqual(sum(int(amount.replace(".", "")) for amount in amounts), 0)
        journal = self.accounting("--format", "csv", "--seller", "provider")["files"][0]["path"]
        with open(journal, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        # 18.60 is 212.64 kronor; 14.88 is 170.12 and 3.72 is 42.53, which is 0.01 more.
        self.assertEqual([row["Account"] for row in rows],
                         ["receivables", "sales", "vat", "rounding"])
        self.assertEqual((rows[0]["Debit"], rows[3]["Debit"]), ("212.64", "0.01"))
        self.assertEqual(rows[2]["Credit"], "42.53")

    def test_nothing_is_converted_without_a_rate(self):
        self.apply(PAPERS)
        self.product.json("close", OCTOBER)
        self.assertNotIn("local", self.product.json("invoice", "show",
                                                    "provider-000001")["tax_details"])
        self.assertEqual(self.accounting(code=3)["error"]["code"], "ExchangeRateMissing")

    def test_a_fault_names_its_field_and_its_line(self):
        book = self.product.file("bad.yaml", "provider:\n  iban: SE4550000000058398257467\n"
                                             "exchange_rates:\n  - {file: bad.csv}\n")
        self.product.file("bad.csv", "from,to,date,rate\nEUR,SEK,2026-10-30,much\n")
        details = self.product.error("apply", book)["details"]
        self.assertEqual({one["code"] for one in details}, {"InvalidIban", "InvalidRates"})
        self.assertEqual({one["line"] for one in details}, {2, 4})


if __name__ == "__main__":
    main("__main__")
