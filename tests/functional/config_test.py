#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: options come from the file one named or from the data directory, and nothing that is
misspelt is ignored. Method: the real binary with configuration files, right and wrong."""

import os
import subprocess

from product import ADATUM, BINARY, CUSTOMER, Case, main

STACK = "9c1e0000-0000-4000-8000-000000000002"
SHARED = "2f3e0000-0000-4000-8000-0000000000d0"


class Config(Case):
    def shown(self, *words, **options):
        rows = self.product.json(*words, "config", "show", **options)["config"]
        return {row["name"]: (row["value"], row["source"]) for row in rows}

    def test_without_a_file_everything_is_the_default_and_nothing_is_made(self):
        rows = self.product.json("config", "show")["config"]
        self.assertEqual({row["source"] for row in rows}, {"default"})
        for row in rows:
            self.assert_keys(row, ["name", "value", "source", "takes", "help"])
        human = self.product.run("config", "show").stdout
        self.assertIn("multi_tenancy.approval", human)
        self.assertFalse(self.product.data.exists())

    def test_the_named_file_wins_over_the_data_directory_and_that_over_the_default(self):
        own = self.product.file("data/config.yaml", "multi_tenancy: {approval: manual}\n"
                                                    "limits: {open_hour_keys: 20000}\n")
        named = self.product.file("t.yaml", "multi_tenancy:\n  approval: auto\n")
        self.assertEqual(self.shown()["multi_tenancy.approval"], ("manual", str(own)))
        for words, options in ((["--config", named], {}),
                               ([], {"environment": {"TOLLBRIDGE_CONFIG": str(named)}})):
            shown = self.shown(*words, **options)
            self.assertEqual(shown["multi_tenancy.approval"], ("auto", str(named)))
            self.assertEqual(shown["limits.open_hour_keys"], ("20000", str(own)))

    def test_a_data_directory_may_begin_with_its_options(self):
        self.product.file("data/config.yaml", "limits: {open_hour_keys: 20000}\n")
        self.product.book()
        self.assertTrue((self.product.data / "books.sqlite").exists())

    def test_the_file_may_name_the_data_directory_beside_it(self):
        named = self.product.file("etc/t.yaml", "data: books\n")
        self.product.json("--config", named, "partner", "list")
        self.assertTrue((self.product.data / "books.sqlite").exists())  # --data wins
        self.assertFalse((named.parent / "books").exists())
        subprocess.run([os.path.abspath(BINARY), "--config", named, "partner", "list"], check=True,
                       cwd=self.directory, stdout=subprocess.DEVNULL)
        self.assertTrue((named.parent / "books" / "books.sqlite").exists())

    def test_a_key_that_does_not_exist_stops_every_command_with_its_line(self):
        named = self.product.file("t.yaml", "multi_tenancy:\n  aproval: auto\ncolour: blue\n")
        error = self.product.error("--config", named, "partner", "list")
        self.assertEqual(error["code"], "InvalidConfig")
        self.assertEqual([(d["code"], d["line"], d["path"]) for d in error["details"]],
                         [("UnknownConfigKey", 2, "multi_tenancy.aproval"),
                          ("UnknownConfigKey", 3, "colour")])
        self.assertIn("multi_tenancy.approval", error["details"][0]["message"])
        self.assertFalse(self.product.data.exists())
        self.assertEqual(self.product.error("--config", "nowhere.yaml", "version")["code"],
                         "FileNotFound")
        self.product.file("data/config.yaml", "data: elsewhere\n")
        self.assertEqual(self.product.error("partner", "list")["code"], "ConfigKeyMisplaced")

    def test_a_registration_by_hand_is_approved_at_once_unless_approval_is_manual(self):
        self.product.book()
        self.product.json("apply", self.product.file(
            "stack.yaml", f"stacks: [{{cloud_id: {STACK}, region: east}}]\n"))
        self.product.json("subscription", "add", SHARED, "--offer", "APSS", "--partner", "contoso")
        self.product.json("registration", "add", "east", "--stack", STACK, "--subscription",
                          SHARED, "--from", "2026-10-01")
        self.product.json("mapping", "add", "east", ADATUM, CUSTOMER)


if __name__ == "__main__":
    main("__main__")
