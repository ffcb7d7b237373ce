#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: stored data that was altered under us is reported or harmless; no wrong number is served.
Method: rows of the books changed with SQLite itself, and single bits flipped in every file of a
closed month's data directory; then everything is asked for again.

TOLLBRIDGE_FLIPS (60), TOLLBRIDGE_SEED (1).
"""

import json
import os
import pathlib
import random
import shutil
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import Case, Product, main, month_of_usage

FLIPS = int(os.environ.get("TOLLBRIDGE_FLIPS", "60"))
SEED = int(os.environ.get("TOLLBRIDGE_SEED", "1"))
QUESTIONS = [["reconcile", "2026-10"], ["invoice", "show", "provider-000001"],
             ["invoice", "show", "contoso-000001"], ["explain", "provider-000001-2"],
             ["usage", "show", "--period", "2026-10", "--by", "tenant", "--by", "day"],
             ["unregistered"], ["mapping", "list"], ["price", "show", "provider-2026"],
             ["verify"], ["audit", "--verify"]]


def ask(product):
    """(exit code, document) of every question."""
    answers = []
    for words in QUESTIONS:
        done = product.run("--json", *words)
        answers.append((done.returncode, done.stdout))
    return answers


class Damage(Case):
    def setUp(self):
        super().setUp()
        self.product.book()
        self.product.usage(month_of_usage())
        self.product.json("close", "2026-10")
        self.sound = ask(self.product)
        for (code, _), words in zip(self.sound, QUESTIONS):
            self.assertEqual(code, 0, words)

    def change(self, sql):
        """Changes the books behind the product's back; the error it then gives."""
        copy = self.product.directory / "altered"
        shutil.copytree(self.product.data, copy / "data")
        altered = Product(copy)
        connection = sqlite3.connect(altered.data / "books.sqlite")
        self.assertGreater(connection.execute(sql).rowcount, 0, sql)
        connection.commit()
        connection.close()
        return altered

    def test_a_row_that_was_changed_is_reported_by_whoever_reads_it(self):
        for sql, words in (
                ("UPDATE usage_counts SET quantity = '9999'", ["reconcile", "2026-10"]),
                ("UPDATE documents SET total = '1.00'", ["invoice", "list"]),
                ("UPDATE document_texts SET text = replace(text, '14.88', '24.88')",
                 ["invoice", "show", "provider-000001"]),
                ("UPDATE price_tiers SET unit_price = '0.001'", ["rate", "--period", "2026-10"]),
                ("UPDATE mappings SET subscription = ''", ["mapping", "list"]),
                ("DELETE FROM mappings", ["mapping", "list"]),
                ("DELETE FROM commits WHERE no = 2", ["audit", "--verify"])):
            altered = self.change(sql)
            error = altered.error(*words)
            self.assertTrue(error["code"].startswith("Books"), (sql, error))
            altered.error("audit", "--verify")
            shutil.rmtree(altered.directory)

    def copied(self, name):
        copy = self.product.directory / name
        shutil.copytree(self.product.data, copy / "data")
        return Product(copy)

    def test_a_journal_that_lost_its_current_file_is_refused_and_nothing_of_it_deleted(self):
        lost = self.copied("lost")
        current = lost.data / "journal" / "CURRENT"
        kept = current.read_bytes()
        current.unlink()
        before = sorted(path.name for path in current.parent.iterdir())
        for _ in range(2):
            self.assertEqual(lost.run("usage", "show", "--period", "2026-10").returncode, 1)
        after = {path.name for path in current.parent.iterdir()}
        self.assertLessEqual({name for name in before if not name.startswith("LOG")}, after)
        current.write_bytes(kept)
        self.assertEqual(ask(lost), self.sound)

    def test_lost_books_are_not_taken_for_a_new_directory(self):
        lost = self.copied("bookless")
        for path in lost.data.glob("books.*"):
            path.unlink()
        self.assertEqual(lost.error("audit", "--verify")["code"], "BooksMissing")

    def test_a_lost_format_file_is_named(self):
        lost = self.copied("formatless")
        (lost.data / "format").unlink()
        self.assertEqual(lost.error("verify")["code"], "DataDirectoryDamaged")

    def test_a_flipped_bit_is_reported_or_harmless(self):
        chance = random.Random(SEED)
        files = [path for path in sorted(self.product.data.rglob("*"))
                 if path.is_file() and path.stat().st_size > 0 and path.name != "lock"]
        reported = 0
        for _ in range(FLIPS):
            path = chance.choice(files).relative_to(self.product.data)
            copy = self.product.directory / "flipped"
            shutil.copytree(self.product.data, copy / "data")
            content = bytearray((copy / "data" / path).read_bytes())
            bit = chance.randrange(len(content) * 8)
            content[bit // 8] ^= 1 << (bit % 8)
            (copy / "data" / path).write_bytes(content)
            answers = ask(Product(copy))
            for words, was, now in zip(QUESTIONS, self.sound, answers):
                if now == was:
                    continue
                self.assertNotEqual(now[0], 0, f"{words} answers otherwise after a flip of bit "
                                               f"{bit} in {path}")
                if now[0] == 1:
                    self.assertTrue(json.loads(now[1])["error"]["code"], now)
            reported += answers != self.sound
            shutil.rmtree(copy)
        print(f"{reported} of {FLIPS} flips were reported, the others were harmless")
        self.assertGreater(reported, 0)


if __name__ == "__main__":
    main("__main__")
