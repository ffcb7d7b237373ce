#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the demo tells a true story, may be run twice, leaves something to go on with, and no
process behind. Method: a small demo month, then the ordinary commands on what it left; demos that
are killed while both halves run, or cannot run them."""

import csv
import json
import os
import pathlib
import re
import signal
import subprocess
import time

from product import BINARY, Case, main


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

    def test_one_stack_is_metered_by_both_halves_to_the_last_digit(self):
        result = self.run_demo()
        metered = result["metered"]
        self.assertEqual((metered["different"], metered["differences"]), (0, []))
        self.assertGreater(metered["readings"], 5_000)
        self.assertGreater(metered["duplicate"], 0)
        self.assertGreater(metered["batches"], 0)
        folder = self.product.directory / "demo"
        # What happened there, which the product never read; commerce holds as much.
        rows = list(csv.DictReader((folder / f"usage-{metered['stack'][:8]}.csv").open()))
        self.assertEqual(len(rows), metered["sums"])
        october = [float(row["quantity"]) for row in rows if row["start"].startswith("2026-10")]
        held = self.product.json("usage", "show", "--period", "2026-10", "--by", "stack",
                                 data=result["data"])["rows"]
        of_stack = [float(row["quantity"]) for row in held if row["stack"] == metered["stack"]]
        self.assertAlmostEqual(sum(october), sum(of_stack), delta=1e-6 * sum(october))
        hop = self.product.json("reconcile", "2026-10", data=result["data"])["stacks"]
        self.assertEqual([(one["stack"], one["batches"]) for one in hop],
                         [(metered["stack"], metered["batches"])])
        # It is on the invoice of who operates it, and its customers' tenants pay by their mapping.
        tailspin = next(one["id"] for one in result["invoices"] if one["buyer"] == "tailspin")
        self.assertTrue(json.loads((folder / "invoices" / f"{tailspin}.json").read_text())["lines"])
        # Both halves are kept, to look at.
        status = self.product.json("bridge", "status", data=folder / "stack")["bridges"]
        self.assertEqual(status[0]["backlog"]["rows"], 0)

    def test_the_bridge_that_falls_silent_is_part_of_the_story(self):
        data = self.run_demo()["data"]
        shown = self.product.run("demo", "--out", self.product.directory / "demo", "--records",
                                 "5000", "--customers", "12").stdout
        told = re.search(r"bridge of stack (\S+) has been silent\s+since (\S+),", shown)
        self.assertEqual(told.groups(), ("pacific", "2026-11-02"), shown)
        now = re.search(r"--now (\S+) bridge status", shown).group(1)
        stack = self.product.directory / "demo" / "stack"
        bridge = self.product.json("bridge", "status", data=stack, now=now)["bridges"][0]
        self.assertTrue(bridge["last_contact"].startswith("2026-11-02"))
        alerts = [one["name"] for one in bridge["alerts"]]
        self.assertIn("Usage Reporting Overdue", alerts)
        for month in ("2026-11", "2026-12"):
            hop = self.product.json("reconcile", month, data=data, now=now)["stacks"]
            self.assertEqual([one["batches"] for one in hop], [0], month)
            self.assertGreater(hop[0]["by_other_ways"], 0, month)

    def processes(self):
        """Command lines of those that work below the test's directory."""
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue  # it ended meanwhile
            if str(self.product.directory) in words:
                found.append(words.replace("\0", " "))
        return found

    def gone(self):
        for _ in range(600):
            if not self.processes():
                return
            time.sleep(0.05)
        self.fail(f"left behind: {self.processes()}")

    def start_demo(self):
        demo = subprocess.Popen([BINARY, "demo", "--out", str(self.product.directory / "demo"),
                                 "--records", "5000", "--customers", "12"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(demo.wait)
        self.addCleanup(demo.kill)
        return demo

    def test_a_demo_that_is_ended_or_killed_leaves_no_process_behind(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            demo = self.start_demo()
            for _ in range(6000):
                if sum(" serve " in words for words in self.processes()) == 2:
                    break
                time.sleep(0.005)
            self.assertEqual(sum(" serve " in words for words in self.processes()), 2)
            demo.send_signal(number)
            demo.wait(60)
            self.gone()
        self.assertTrue(self.run_demo()["reconciled"])

    def test_a_half_that_dies_ends_the_demo_and_the_other_half(self):
        demo = self.start_demo()
        killed = False
        while demo.poll() is None and not killed:
            for folder in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    words = (folder / "cmdline").read_bytes().decode(errors="replace")
                except OSError:
                    continue
                if str(self.product.directory) in words and "commerce\0" in words:
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed = True
                    break
        self.assertTrue(killed)
        self.assertEqual(demo.wait(120), 1)
        self.gone()

    def test_it_may_be_run_twice_and_gives_the_same_bytes(self):
        def documents():
            folder = self.product.directory / "demo" / "invoices"
            return {path.name: path.read_bytes() for path in folder.iterdir()}

        first, written = self.run_demo(), documents()
        second = self.run_demo()
        self.assertEqual(first["invoices"], second["invoices"])
        self.assertEqual(written, documents())
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
        for text in ("owes", "Metered", "equal to the last digit", "Reconciled",
                     "One line explained", "Try next", "unregistered"):
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
