#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what was backed up comes back, byte for byte, and nothing else does. Method: close a month,
back up, go on, restore elsewhere; damage backups and data directories in every file."""

import os
import shutil

from product import Case, line, main, month_of_usage


class Backup(Case):
    def setUp(self):
        super().setUp()
        self.product.book()
        self.product.usage(month_of_usage())
        self.product.json("close", "2026-10")
        self.backup = self.product.directory / "backup"
        self.restored = self.product.directory / "restored"

    def everything(self, data):
        text = ""
        for words in (["invoice", "show", "provider-000001"], ["invoice", "show", "contoso-000001"],
                      ["usage", "show", "--period", "2026-10", "--by", "hour", "--by", "tenant"],
                      ["audit"], ["mapping", "history"], ["explain", "provider-000001-1"]):
            done = self.product.run("--json", *words, data=data)
            self.assertEqual(done.returncode, 0, done.stdout)
            text += done.stdout
        return text

    def test_a_restored_directory_gives_the_same_bytes(self):
        before = self.everything(self.product.data)
        report = self.product.json("backup", self.backup)
        self.assertTrue(report["verified"])
        self.product.usage([line(5, "100", resource="/after")])
        self.product.json("restore", self.backup, data=self.restored)
        self.assertEqual(self.everything(self.restored), before)
        self.assertTrue(self.product.json("verify", data=self.restored)["ok"])
        self.product.json("audit", "--verify", data=self.restored)
        late = self.product.json("usage", "import", "-", data=self.restored, stdin=(
            "stack,subscription,tenant,meter,resource,start,quantity\n" +
            line(5, "100", resource="/after") + "\n" + line(5, "2") + "\n"))
        self.assertEqual((late["accepted"], late["duplicate"]), (1, 1))

    def test_a_backup_is_made_only_where_nothing_is(self):
        self.product.json("backup", self.backup)
        self.assertEqual(self.product.error("backup", self.backup)["code"], "DirectoryNotEmpty")
        self.assertEqual(self.product.error("restore", self.backup)["code"], "DirectoryNotEmpty")

    def test_a_damaged_backup_is_never_restored(self):
        self.product.json("backup", self.backup)
        for folder, _, names in os.walk(self.backup):
            for name in names:
                path = os.path.join(folder, name)
                if name == "manifest" or os.path.getsize(path) == 0:
                    continue
                whole = open(path, "rb").read()
                middle = len(whole) // 2
                with open(path, "wb") as file:
                    file.write(whole[:middle] + bytes([whole[middle] ^ 16]) + whole[middle + 1:])
                error = self.product.error("restore", self.backup, data=self.restored)
                self.assertEqual(error["code"], "BackupDamaged", name)
                self.assertFalse(self.restored.exists())
                with open(path, "wb") as file:
                    file.write(whole)
        self.product.json("restore", self.backup, data=self.restored)

    def test_a_directory_that_is_no_backup_is_not_restored(self):
        error = self.product.error("restore", self.product.data, data=self.restored)
        self.assertEqual(error["code"], "NotABackup")

    def test_a_restore_that_broke_off_is_simply_run_again(self):
        self.product.json("backup", self.backup)
        staging = self.product.directory / "restored.restoring"
        shutil.copytree(self.backup / "journal", staging / "journal")
        (staging / "format").write_text("tollbridge data 1\n")
        self.product.json("restore", self.backup, data=self.restored)
        self.assertTrue(self.product.json("verify", data=self.restored)["ok"])
        self.assertFalse(staging.exists())

    def test_books_or_journal_put_back_to_an_older_state_are_reported(self):
        old = self.product.directory / "old"
        shutil.copytree(self.product.data, old)
        self.product.usage([line(5, "100", resource="/late")])
        shutil.rmtree(self.product.data / "journal")
        shutil.copytree(old / "journal", self.product.data / "journal")
        error = self.product.error("usage", "show", "--period", "2026-10")
        self.assertEqual(error["code"], "JournalBehindMark")
        for name in os.listdir(old):
            if name.startswith("books.sqlite"):
                shutil.copy(old / name, self.product.data / name)
        error = self.product.error("partner", "list")
        self.assertEqual(error["code"], "BooksBehindHead")


if __name__ == "__main__":
    main("__main__")
