#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a full or read-only disk refuses with a clear error, loses nothing, and everything works
again when there is room. Method: the real binary on a small tmpfs that is filled up, made
read-only, and emptied again. Needs the right to mount; without it the test fails and says so.
"""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import BOOK, HEADER, Case, Product, line, main

DISK_ERRORS = {"DiskFull", "DiskReadOnly", "DiskFailed", "DiskDenied"}
PERIOD = "2026-10"


def mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"this test must be allowed to mount (run it as root): {done.stderr}")


class Disk(Case):
    def setUp(self):
        super().setUp()
        self.disk = self.product.directory / "disk"
        self.disk.mkdir()
        mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", self.disk)
        self.addCleanup(subprocess.run, ["umount", str(self.disk)], check=True)
        self.product.data = self.disk / "data"
        self.product.book()
        self.product.usage([line(h) for h in range(100)])

    def fill(self, leave):
        """Leaves so many bytes free."""
        stat = os.statvfs(self.disk)
        size = stat.f_bavail * stat.f_frsize - leave
        with open(self.disk / "ballast", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(size, 4096))

    def make_room(self):
        (self.disk / "ballast").unlink()

    def records(self):
        rows = self.product.json("usage", "show", "--period", PERIOD)["rows"]
        return rows[0]["records"]

    def big_file(self):
        path = self.product.directory / "big.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEADER + "\n")
            for number in range(300):
                for hour in range(744):
                    file.write(line(hour, f"{number}.{hour}", resource=f"/r{number}") + "\n")
        return path

    def test_an_import_into_a_full_disk_is_refused_and_works_when_there_is_room(self):
        big = self.big_file()
        for leave in (34_000_000, 1_000_000, 100_000, 0):
            self.fill(leave)
            done = self.product.run("--json", "usage", "import", big)
            self.assertEqual(done.returncode, 1, (leave, done.stdout, done.stderr))
            self.assertIn("DiskFull", done.stdout, (leave, done.stderr))
            self.make_room()
            self.assertGreaterEqual(self.records(), 100)
        kept = self.records()
        again = self.product.json("usage", "import", big)
        self.assertEqual(again["accepted"] + again["duplicate"], 300 * 744)
        self.assertEqual(self.records(), 300 * 744 + 100)
        self.assertEqual(again["accepted"], 300 * 744 + 100 - kept)
        self.product.json("audit", "--verify")
        self.assertTrue(self.product.json("reconcile", PERIOD)["ok"])

    def test_a_close_on_a_full_disk_issues_nothing_or_everything(self):
        for leave in (200_000, 60_000, 20_000, 0):
            self.fill(leave)
            done = self.product.run("--json", "close", PERIOD)
            self.make_room()
            if done.returncode != 0:
                self.assertTrue(any(code in done.stdout for code in DISK_ERRORS),
                                (leave, done.stdout, done.stderr))
            issued = len(self.product.json("invoice", "list")["invoices"])
            self.assertIn(issued, (0, 1, 2) if done.returncode else (2,))
        result = self.product.json("close", PERIOD)
        self.assertEqual(sorted(i["id"] for i in result["invoices"]),
                         ["contoso-000001", "provider-000001"])
        self.assertTrue(self.product.json("verify")["ok"])
        self.product.json("audit", "--verify")

    def test_a_book_on_a_full_disk_is_refused_whole(self):
        book = self.product.directory / "more.yaml"
        book.write_text("customers:\n" + "".join(
            f"  - {{id: c{n}, partner: contoso, name: Customer {n}, country: SE}}\n"
            for n in range(2000)))
        self.fill(50_000)
        done = self.product.run("--json", "apply", book)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(any(code in done.stdout for code in DISK_ERRORS), done.stdout)
        self.make_room()
        self.assertEqual(len(self.product.json("customer", "list")["customers"]), 1)
        self.product.json("apply", book)
        self.assertEqual(len(self.product.json("customer", "list")["customers"]), 2001)

    def test_a_read_only_disk_is_named_and_nothing_is_lost(self):
        mount("-o", "remount,ro", self.disk)
        for words in (["apply", BOOK], ["usage", "show", "--period", PERIOD], ["close", PERIOD]):
            error = self.product.error(*words)
            self.assertEqual(error["code"], "DiskReadOnly", error)
        mount("-o", "remount,rw", self.disk)
        self.assertEqual(self.records(), 100)
        self.assertEqual(self.product.usage([line(200)])["accepted"], 1)

    def test_a_data_directory_on_a_full_disk_is_not_half_made(self):
        self.fill(0)
        fresh = Product(self.product.directory)
        fresh.data = self.disk / "fresh"
        done = fresh.run("--json", "apply", BOOK)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertTrue(any(code in done.stdout for code in DISK_ERRORS), done.stdout)
        self.make_room()
        fresh.book()
        self.assertEqual(fresh.usage([line(0)])["accepted"], 1)

    def test_a_backup_that_does_not_fit_is_no_backup(self):
        self.product.usage([line(h, str(h), resource=f"/b{n}") for h in range(744)
                            for n in range(20)])
        target = self.disk / "backup"
        self.fill(100_000)
        done = self.product.run("--json", "backup", target)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertFalse((target / "manifest").exists())
        self.make_room()
        self.product.json("backup", self.disk / "second")


if __name__ == "__main__":
    main("__main__")
