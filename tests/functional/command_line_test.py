#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: people and scripts are told what happened: exit codes, one JSON document, help. Method:
wrong and right command lines on the real binary."""

import json
import os
import subprocess
import time

from product import BINARY, BOOK, HEADER, NOVEMBER, Case, main, month_of_usage

READING = [["partner", "list"], ["customer", "list"], ["subscription", "list"], ["stack", "list"],
           ["registration", "list"], ["mapping", "list"], ["mapping", "history"], ["price", "list"],
           ["price", "commitments"], ["invoice", "list"], ["payment", "list"],
           ["dunning", "list"], ["dispute", "list"], ["audit"], ["audit", "--verify"],
           ["unregistered"], ["usage", "show", "--period", "2026-10"], ["reconcile", "2026-10"],
           ["rate", "--period", "2026-10"], ["verify"], ["meters"], ["version"],
           ["advise", "--operator", "direct"]]


class CommandLine(Case):
    def test_wrong_usage_is_exit_code_2_and_changes_nothing(self):
        for words in (["nonsense"], ["usage"], ["close"], ["close", "2026-13"],
                      ["close", "october"], ["close", "2026-10", "--nonsense"],
                      ["usage", "show"], ["usage", "show", "--period", "2026-10", "--by", "colour"],
                      ["usage", "import"], ["usage", "import", "x", "--format", "xml"],
                      ["advise", "--operator", "me"], ["partner", "list", "--now", "yesterday"]):
            error = self.product.error(*words, code=2)
            self.assertEqual(error["code"], "WrongUsage", words)
            human = self.product.run(*words)
            self.assertEqual((human.returncode, human.stdout), (2, ""), words)
            self.assertTrue(human.stderr.startswith("error: "), human.stderr)
        self.assertFalse(os.path.exists(self.product.data))

    def test_every_reading_command_works_on_an_empty_data_directory(self):
        for words in READING:
            with self.subTest(words=words):
                self.product.json(*words)
                human = self.product.run(*words)
                self.assertEqual(human.returncode, 0, human.stderr)
                self.assertTrue(human.stdout.strip())
                self.assertEqual(human.stderr, "")

    def test_tables_fit_80_columns(self):
        self.product.book()
        self.product.usage(month_of_usage())
        self.product.json("close", "2026-10")
        for words in READING + [["invoice", "show", "provider-000001"],
                                ["explain", "provider-000001-1"],
                                ["usage", "show", "--period", "2026-10", "--by", "stack", "--by",
                                 "tenant", "--by", "payer", "--by", "meter"]]:
            for text in self.product.run(*words).stdout.splitlines():
                self.assertLessEqual(len(text), 80, (words, text))

    def test_wide_tables_show_ids_whole(self):
        self.product.book()
        wide = self.product.run("mapping", "list", "--wide").stdout
        self.assertIn("7b6d3d3a-0000-4000-8000-000000000001", wide)
        self.assertNotIn("…", wide)

    def test_flags_of_every_command_stand_before_or_after_its_words(self):
        for words in (["--json", "--now", NOVEMBER, "partner", "list"],
                      ["partner", "list", "--json", "--now", NOVEMBER],
                      ["partner", "--json", "list", f"--now={NOVEMBER}"]):
            done = self.product.run(*words, now="")
            self.assertEqual(json.loads(done.stdout), {"partners": []})

    def test_the_data_directory_is_named_by_flag_or_environment(self):
        other = self.product.directory / "other"
        self.product.run("partner", "list", data=other)
        self.assertTrue((other / "books.sqlite").exists())
        self.assertFalse(self.product.data.exists())

    def test_help_is_given_everywhere(self):
        overview = self.product.run("--help")
        self.assertEqual(overview.returncode, 0)
        self.assertEqual(self.product.run().stdout, overview.stdout)
        for words in (["usage"], ["close"], ["usage", "import"], ["mapping", "add"]):
            shown = self.product.run(*words, "--help")
            self.assertEqual(shown.returncode, 0, words)
            self.assertIn("tollbridge " + words[0], shown.stdout)
            self.assertEqual(self.product.run("help", *words).stdout, shown.stdout)
        self.assertFalse(self.product.data.exists())

    def test_the_version_needs_no_data_directory(self):
        self.assertRegex(self.product.json("version")["version"], r"^\d+\.\d+\.\d+")
        self.assertFalse(self.product.data.exists())

    def test_a_busy_data_directory_names_its_owner(self):
        self.product.book()
        command = [BINARY, "--data", str(self.product.data), "usage", "import", "-"]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            owner = f"process {holder.pid} (tollbridge usage import)"
            lock = self.product.data / "lock"
            for _ in range(1000):
                if owner in lock.read_text():
                    break
                time.sleep(0.01)
            error = self.product.error("partner", "list")
            self.assertEqual(error["code"], "DataDirectoryBusy")
            self.assertIn(owner, error["message"])
        finally:
            holder.stdin.close()
            holder.wait()
        self.product.json("partner", "list")

    def test_somebody_elses_directory_is_left_alone(self):
        self.product.file("data/holiday.jpg", "beach")
        self.assertEqual(self.product.error("partner", "list")["code"], "DataDirectoryNotEmpty")
        self.assertEqual(sorted(os.listdir(self.product.data)), ["holiday.jpg"])

    def test_what_is_learned_is_never_known_before_what_was_learned_earlier(self):
        self.product.book()
        october = "2026-10-31T08:00:00Z"
        file = self.product.file("u.csv", "\n".join([HEADER, *month_of_usage()]) + "\n")
        for words in (["customer", "add", "late", "--partner", "contoso", "--name", "Late",
                       "--country", "SE"], ["usage", "import", file], ["apply", self.changed()]):
            error = self.product.error(*words, now=october)
            self.assertEqual(error["code"], "NowBeforeBooks", words)
            self.assertIn("--now", error["message"])
        self.product.json("usage", "import", file)
        self.product.json("close", "2026-10")
        error = self.product.error("invoice", "credit", "provider-000001", "--reason", "x",
                                   now=october)
        self.assertEqual(error["code"], "NowBeforeBooks")
        self.assertEqual(self.product.error("close", "2026-09", now=october)["code"],
                         "NowBeforeBooks")
        # A look writes nothing, nor does what was done already.
        for words in READING + [["close", "2026-09", "--dry-run"],
                                ["usage", "import", file, "--help"],
                                ["apply", BOOK]]:
            self.assertEqual(self.product.run(*words, now=october).returncode, 0, words)
        self.product.json("close", "2026-10", now=NOVEMBER)

    def changed(self):
        text = BOOK.read_text().replace("name: Adatum AB", "name: Adatum again")
        for name in ("provider.csv", "adatum.csv"):
            self.product.file(name, (BOOK.parent / name).read_text())
        return self.product.file("changed.yaml", text)

    def test_words_that_belong_to_nothing_are_named_in_their_order_with_what_there_is(self):
        error = self.product.error("mapping", "ad", "one", "two", code=2)
        self.assertIn("'mapping' has no verb 'ad one two'", error["message"])
        self.assertIn("add, remove, list, history", error["message"])
        error = self.product.error("partner", "list", "one", "two", code=2)
        self.assertIn("Not expected here: one two", error["message"])
        self.assertIn("'zwei drei'", self.product.error("usage", "zwei", "drei", code=2)["message"])

    def test_a_data_directory_is_for_its_owner_only(self):
        self.product.data.mkdir(mode=0o755)
        self.product.book()
        self.product.usage(month_of_usage())
        self.assertEqual(self.product.data.stat().st_mode & 0o777, 0o700)
        for path in self.product.data.rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_bytes_from_a_file_never_steer_the_terminal(self):
        path = self.product.file("evil.yaml", "partners: [{id: \"a\\e[2Jb\", kind: \"\\x07\"}]\n")
        human = self.product.run("apply", path)
        self.assertEqual(human.returncode, 1)
        self.assertNotIn("\x1b", human.stderr)
        self.assertNotIn("\x07", human.stderr)
        self.product.json("apply", BOOK)
        self.product.json("customer", "add", "evil", "--partner", "contoso", "--name",
                          "E\x1b[31mvil", "--country", "SE")
        self.assertIn("E\\x1b[31mvil", self.product.run("customer", "list", "--wide").stdout)

    def test_a_result_nobody_reads_is_a_failure(self):
        with open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, "version"], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    main("__main__")
