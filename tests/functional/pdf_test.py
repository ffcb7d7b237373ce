# SPDX-License-Identifier: Apache-2.0
"""Invoices and credit notes as PDF, through the real binary.

Goal: what is sent says what the document says, can be searched and copied, and is the same file
every time. Method: documents of the fixture's book, with awkward names and thousands of lines; the
text is read back by poppler (pdftotext, pdffonts, pdfinfo) and compared with the document's JSON.
"""

import hashlib
import pathlib
import re
import subprocess
import time

import product
from product import Case, main
from serving import Server

OCTOBER = "2026-10"
AWKWARD = ["شركة السحابة الشمالية", "חברת ענן", "東京クラウド株式会社", "Ελλάς Νέφος",
           "=cmd|' /C calc'!A0", "+1 -2 @SUM(A1)", "Žluťoučký kůň",
           " ".join(f"name{n:02d}" for n in range(50))]


def tool(*words):
    return subprocess.run(words, check=True, capture_output=True, timeout=120).stdout.decode()


def squeezed(text):
    """Without blanks, line breaks and the marks of direction that poppler adds."""
    return re.sub("[\\s\u00a0\u202a-\u202e\u200e\u200f]", "", text)


def english(amount):
    """As an English reader writes an amount of the JSON."""
    whole, _, cents = amount.lstrip("-").partition(".")
    return ("−" if amount.startswith("-") else "") + f"{int(whole):,}" + (cents and "." + cents)


class Pdf(Case):
    def pdf(self, invoice, *words, **options):
        """Its path and what the command said of it."""
        path = self.product.directory / f"{invoice}-{len(words)}.pdf"
        told = self.product.json("invoice", "pdf", invoice, "--out", path, *words, **options)
        self.assertEqual(told["sha256"], hashlib.sha256(path.read_bytes()).hexdigest())
        return path, told

    def text(self, path, *words):
        return tool("pdftotext", *words, str(path), "-")

    def bill(self):
        self.product.book()
        self.product.usage(product.month_of_usage())
        self.product.json("close", OCTOBER)

    def documents(self):
        return [self.product.json("invoice", "show", row["id"])
                for row in self.product.json("invoice", "list")["invoices"]]

    def assert_says(self, path, document):
        """Every line, sum and total of the document stands in its text."""
        text = self.text(path, "-layout")
        plain = squeezed(text)
        for key in ("total", "tax", "payable"):
            self.assertIn(english(document[key]), text)
        for line in document["lines"]:
            self.assertIn(squeezed(line["name"] or line["meter"]), plain)
            self.assertIn(english(line["amount"]), text)
            self.assertIn(english(line["quantity"]), text)

    def test_every_document_says_its_lines_and_totals(self):
        self.bill()
        documents = self.documents()
        self.assertGreater(len(documents), 1)
        for document in documents:
            path, told = self.pdf(document["id"])
            self.assert_says(path, document)
            info = tool("pdfinfo", str(path))
            self.assertIn("A4", info)
            self.assertRegex(info, r"Tagged:\s+yes")
            structure = tool("pdfinfo", "-struct", str(path))
            self.assertTrue(structure.startswith("Document"))
            self.assertIn("TD", structure)
            self.assertRegex(info, rf"Pages:\s+{told['pages']}\b")
            self.assertIn(document["id"], info)

    def test_two_runs_give_the_same_bytes_whatever_the_locale_and_day(self):
        self.bill()
        first, _ = self.pdf("provider-000001")
        kept = first.read_bytes()
        again, _ = self.pdf("provider-000001", now="2027-05-01T00:00:00Z",
                            environment={"LANG": "ar_EG.UTF-8", "LANGUAGE": "ja", "LC_ALL": "C",
                                         "TZ": "Asia/Tokyo", "FONTCONFIG_FILE": "/nowhere"})
        self.assertEqual(again.read_bytes(), kept)

    def test_fonts_are_embedded_and_can_be_read_back(self):
        self.bill()
        path, _ = self.pdf("provider-000001")
        fonts = tool("pdffonts", str(path)).splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertEqual(font.split()[-5:-2], ["yes", "yes", "yes"], font)

    def test_swedish_has_its_own_words_numbers_and_dates(self):
        self.bill()
        path, told = self.pdf("provider-000001", "--language", "sv")
        self.assertEqual(told["language"], "sv")
        text = self.text(path)
        for word in ("Faktura", "Att betala", "Belopp och moms", "3 november 2026",
                     "oktober 2026", "Sida 1 av"):
            self.assertIn(word, text)
        shown = self.product.json("invoice", "show", "provider-000001")
        amount = english(shown["payable"]).translate({ord(","): "\u00a0", ord("."): ","})
        self.assertIn(amount, text.replace(" ", "\u00a0"))
        self.assertEqual(self.product.run("invoice", "pdf", "provider-000001", "--language",
                                          "fi").returncode, 2)

    def test_names_of_any_script_and_length_survive(self):
        book = product.BOOK.read_text()
        for name in AWKWARD:
            with self.subTest(name=name):
                self.product.data = self.product.directory / hashlib.md5(name.encode()).hexdigest()
                quoted = name.replace("'", "''")
                path = self.product.file("book.yaml", book.replace(
                    "name: Adatum AB", f"name: '{quoted}'"))
                for sheet in product.BOOK.parent.glob("*.csv"):
                    self.product.file(sheet.name, sheet.read_bytes())
                self.product.json("apply", path)
                self.product.usage(product.month_of_usage())
                self.product.json("close", OCTOBER)
                pdf, _ = self.pdf("contoso-000001")
                found = squeezed(self.text(pdf)) + squeezed(self.text(pdf, "-raw"))
                self.assertIn(squeezed(name), found)

    def test_a_credit_note_says_what_it_corrects_and_why(self):
        self.bill()
        note = self.product.json("invoice", "credit", "provider-000001", "--line", "1=1.00",
                                 "--reason", "Outage on 3 October")
        path, _ = self.pdf(note["id"])
        text = self.text(path)
        for word in ("Credit note", "provider-000001", "Outage on 3 October", "In your favour",
                     "−1.00"):
            self.assertIn(word, text)
        self.assertNotIn("Payable to", text)

    def test_an_adjustment_says_its_cause_and_what_it_corrects(self):
        self.bill()
        self.product.usage([product.line(10, "4", resource="/late")])
        self.product.json("close", "2026-11", now="2026-12-03T08:00:00Z")
        adjusted = [d for d in self.documents() if d["period"] == "2026-11"]
        self.assertTrue(adjusted)
        path, _ = self.pdf(adjusted[0]["id"], now="2026-12-03T08:00:00Z")
        text = " ".join(self.text(path).split())
        self.assertIn("Adjusts October 2026", text)
        self.assertIn("usage reported late", text)

    def test_five_thousand_lines_are_all_there_in_seconds(self):
        rows = ["meter,name,unit,unit_price"]
        rows += [f"meter-{n:04d},Meter number {n:04d},Hour,0.5" for n in range(5000)]
        for sheet in product.BOOK.parent.glob("*.csv"):
            self.product.file(sheet.name, sheet.read_bytes())
        self.product.file("provider.csv", "\n".join(rows) + "\n")
        path = self.product.file("book.yaml", product.BOOK.read_bytes())
        self.product.json("apply", path)
        self.product.usage([product.line(n % 700, "3", meter=f"meter-{n:04d}")
                            for n in range(5000)])
        self.product.json("close", OCTOBER, "--seller", "provider")
        began = time.monotonic()
        path, told = self.pdf("provider-000001")
        self.assertLess(time.monotonic() - began, 60)
        self.assertGreater(told["pages"], 100)
        text = self.text(path, "-layout")
        for n in range(5000):
            self.assertIn(f"Meter number {n:04d}", text)
        for page in (2, 50, told["pages"]):
            self.assertIn(f"Page {page} of {told['pages']}", text)
            self.assertIn("Quantity", self.text(path, "-f", str(page), "-l", str(page)))

    def test_the_server_gives_the_same_file_to_those_who_may_see_it(self):
        self.bill()
        here, _ = self.pdf("provider-000001")
        server = Server(self.product, listen=("http://127.0.0.1:0",))
        self.addCleanup(server.stop)
        status, headers, body = server.ask("/v1/invoices/provider-000001/pdf",
                                           token=server.credential())
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/pdf")
        self.assertEqual(body, here.read_bytes())
        for words, expected in ((("--role", "partner", "--partner", "contoso"), 200),
                                (("--role", "partner", "--partner", "fabrikam"), 404)):
            token = self.product.run("token", *words).stdout.strip()
            status, _, _ = server.ask("/v1/invoices/provider-000001/pdf", token=token)
            self.assertEqual(status, expected, words)
        there, _ = self.pdf("provider-000001", "--language", "en")  # by the server
        self.assertEqual(there.read_bytes(), here.read_bytes())
        done = subprocess.run([pathlib.Path(product.BINARY).resolve(), "--data", self.product.data,
                               "invoice", "pdf", "provider-000001"], cwd=self.directory,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        named = self.product.directory / "provider-000001.pdf"
        self.assertEqual(named.read_bytes(), here.read_bytes())
        status, _, _ = server.ask("/v1/invoices/provider-000001/pdf?language=fi",
                                  token=server.credential())
        self.assertEqual(status, 400)


if __name__ == "__main__":
    main("__main__")
