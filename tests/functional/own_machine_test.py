#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a newcomer meters the machine at hand into an invoice by following docs/own-machine.
Method: its files and its commands against one process of both halves, this very host read by
`collect host`; only the rest of the month is let pass faster."""

import datetime
import decimal
import pathlib
import time

from product import Case, main
from serving import Server

FOLDER = pathlib.Path("docs/own-machine").resolve()
STACK = "9c1e0000-0000-4000-8000-000000000001"
MINE = "5d20c2de-0000-4000-8000-000000000001"
TENANT = "7b6d3d3a-0000-4000-8000-000000000001"
DEFAULT = "2f3e0000-0000-4000-8000-00000000000a"
CUSTOMER = "2f3e0000-0000-4000-8000-00000000000b"
SPEED = 20_000


class OwnMachine(Case):
    def setUp(self):
        super().setUp()
        self.begin = datetime.datetime.now(datetime.timezone.utc)
        self.product.now = self.begin.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.product.json("apply", FOLDER / "book.yaml")
        self.product.json("stack", "create", STACK, "--region", "home", "--provider-subscription",
                          "d0000000-0000-4000-8000-000000000001", "--home",
                          "aaaa0000-0000-4000-8000-000000000001")
        self.product.now = None  # commands take the server's time, and that is the machine's
        self.serve()

    def serve(self, *options, listen="http://127.0.0.1:0"):
        self.server = Server(self.product, *options[:2], listen=(listen,), options=options[2:])
        self.addCleanup(self.server.stop)

    def until(self, question, what):
        for _ in range(600):
            found = question()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what}: {self.server.log()[-2000:]}")

    def collect(self):
        return self.product.json("collect", "host", "--once", "--rules", FOLDER / "host.json",
                                 "--stack", STACK, "--to", self.server.url(), "--token-file",
                                 self.operator)

    def usage(self, period):
        rows = self.product.json("usage", "show", "--period", period, "--by", "payer", "--by",
                                 "meter")["rows"]
        return {row["meter"]: decimal.Decimal(row["quantity"]) for row in rows
                if row["payer"] == CUSTOMER}

    def register(self):
        token = self.product.run("token", "--role", "partner", "--partner", "contoso").stdout
        owner = self.product.file("owner.token", token)
        self.product.json("stack", "register", STACK, "--commerce", self.server.url(),
                          "--token-file", owner, "--subscription", DEFAULT, "--customer",
                          f"{TENANT}={CUSTOMER}")

    def test_this_machine_is_billed(self):
        run = self.product.json
        run("stack", "guest", "add", STACK, "adatum.example", TENANT)
        run("stack", "subscription", "add", STACK, MINE, "--owner", "ann@adatum.example")
        self.register()
        token = self.product.run("token", "--role", "operator", "--stack", STACK).stdout
        self.operator = self.product.file("operator.token", token)
        self.assertEqual(self.collect()["rejected"], 0)
        time.sleep(1.2)
        found = self.collect()
        self.assertEqual(found["rejected"], 0)
        without_systemd = ["no control group matches '*.slice'"]
        self.assertIn(found["problems"], ([], without_systemd))
        period = self.begin.strftime("%Y-%m")
        self.server.stop()
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.serve("--now", now, "--speed", str(SPEED), listen=self.server.url())
        used = self.until(lambda: self.usage(period), "the bridge brought nothing")
        self.assertGreater(used["vcpu-hours"], 0)
        self.server.stop()
        next_month = (self.begin.replace(day=1) + datetime.timedelta(days=63)).replace(day=1)
        self.product.now = next_month.strftime("%Y-%m-%dT00:00:00Z")
        used = self.usage(period)
        self.assertTrue(run("reconcile", period)["ok"])
        closed = run("close", period)["invoices"]
        self.assertEqual([(one["seller"], one["buyer"]) for one in closed],
                         [("provider", "contoso")])
        lines = run("invoice", "show", closed[0]["id"])["lines"]
        self.assertEqual({line["meter"]: decimal.Decimal(line["quantity"]) for line in lines}, used)
        self.assertEqual({line["subscription"] for line in lines}, {CUSTOMER})
        explained = self.product.run("explain", lines[0]["id"])
        self.assertIn("mapped", explained.stdout)


if __name__ == "__main__":
    main("__main__")
