#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: people and scripts are told what happened: exit codes, one JSON document, help. Method:
wrong and right command lines on the real binary."""

import json
import os
import subprocess
import time

from product import BINARY, NOVEMBER, Case, main, month_of_usage

READING = [["partner", "list"], ["customer", "list"], ["subscription", "list"], ["stack", "list"],
           ["registration", "list"], ["mapping", "list"], ["mapping", "history"], ["price", "list"],
           ["price", "commitments"], ["invoice", "list"], ["audit"], ["audit", "--verify"],
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

    def test_a_result_nobody_reads_is_a_failure(self):
        with open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, "version"], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    main("__main__")
