#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what a stack meters is at commerce, hour by hour and exactly, whatever happens to either
half in between. Method: two real processes, one of each half, with data directories of their own
and sped-up clocks; commerce goes away and comes back, a stack comes back from a backup."""

import json
import shutil
import time

from product import DEFAULT, VM, Case, Product, main
from serving import Server

CLOUD = "9c1e0000-0000-4000-8000-000000000007"
PROVIDER = "d0000000-0000-4000-8000-000000000007"
HOME = "aaaa0000-0000-4000-8000-000000000001"
SPEED = ("--speed", "60")
NDJSON = {"Content-Type": "application/x-ndjson"}


class Bridge(Case):
    def setUp(self):
        super().setUp()
        self.commerce = Product(self.product.directory / "commerce")
        self.commerce.directory.mkdir()
        self.commerce.book()
        self.serve_commerce("http://127.0.0.1:0")
        self.product.json("stack", "create", CLOUD, "--region", "northwest",
                          "--provider-subscription", PROVIDER, "--home", HOME)
        self.serve_stack()
        owner = self.token(self.commerce, "partner", "--partner", "contoso")
        self.register(self.product.file("owner.token", owner + "\n"))

    def register(self, token_file):
        self.product.json("stack", "register", CLOUD, "--commerce", self.address.url(),
                          "--token-file", token_file, "--subscription", DEFAULT, "--name", "west",
                          "--billing-model", "PayAsYouUse")

    def token(self, product, role, *words):
        return product.run("token", "--role", role, *words, now="").stdout.strip()

    def serve_commerce(self, url):
        self.address = Server(self.commerce, listen=(url,), options=("--half", "commerce", *SPEED))
        self.addCleanup(self.address.stop)

    def serve_stack(self):
        self.stack = Server(self.product, listen=("http://127.0.0.1:0",),
                            options=("--half", "stack", *SPEED))
        self.addCleanup(self.stack.stop)
        self.operator = self.token(self.product, "operator", "--stack", CLOUD)

    def meter(self, *readings):
        """Readings as (hour of the day, resource, amount)."""
        body = "".join(json.dumps({
            "subscription": PROVIDER, "meter": VM, "resource": resource,
            "at": f"2026-11-03T{hour:02d}:10:00Z", "value": amount, "id": f"{hour}{amount}"}) + "\n"
            for hour, resource, amount in readings)
        status, _, answer = self.stack.ask(f"/v1/stacks/{CLOUD}/readings", "POST", body.encode(),
                                           self.operator, headers=NDJSON)
        self.assertEqual((status, json.loads(answer)["rejected"]), (200, 0), answer)

    def bridge(self):
        status, _, answer = self.stack.ask(f"/v1/stacks/{CLOUD}/bridge", token=self.operator)
        self.assertEqual(status, 200)
        return json.loads(answer)

    def until(self, what, holds):
        for _ in range(300):
            found = self.bridge()
            if holds(found):
                return found
            time.sleep(0.2)
        self.fail(f"not {what}: {found}\n{self.stack.log()[-3000:]}")

    def billed(self):
        """Quantities by hour at commerce."""
        shown = self.commerce.json("usage", "show", "--period", "2026-11", "--by", "stack",
                                   "--by", "hour", "--by", "meter", now="")
        return {row["hour"][:13]: float(row["quantity"]) for row in shown["rows"]
                if row["stack"] == CLOUD and row["meter"] == VM}

    def all_there(self, hours):
        """What was metered is at commerce: quantities by hour of the day, and nothing else."""
        expected = {f"2026-11-03T{hour:02d}": quantity for hour, quantity in hours.items()}
        for _ in range(300):
            billed = self.billed()
            if billed == expected:
                break
            time.sleep(0.2)
        self.assertEqual(billed, expected, self.stack.log()[-3000:])
        return self.until("resting", lambda found: found["state"] == "resting" and
                          found["backlog"]["rows"] == 0)

    def test_what_is_metered_is_at_commerce_hour_by_hour(self):
        self.meter((1, "/a", "1.5"), (1, "/b", "2"), (3, "/a", "0.25"))
        state = self.all_there({1: 3.5, 3: 0.25})
        self.assertEqual(state["watermark"], state["newest_batch"])
        self.meter((1, "/a", "1"), (4, "/c", "7"))  # late: its hour is restated
        self.all_there({1: 4.5, 3: 0.25, 4: 7})
        [told] = self.product.json("bridge", "status")["bridges"]
        self.assertEqual((told["stack"], told["state"]), (CLOUD, "resting"))
        metrics = self.stack.ask("/metrics")[2].decode()
        self.assertIn(f'billing_bridge_unsent_records{{stack="{CLOUD}"}} 0', metrics)
        self.assertEqual(self.stack.stop(), 0)
        [told] = self.product.json("bridge", "status", CLOUD)["bridges"]
        self.assertEqual((told["state"], told["backlog"]["rows"]), ("not running", 0))
        self.assertIn("not running", self.product.run("bridge", "status").stdout)
        error = self.product.error("bridge", "status", "none")
        self.assertEqual(error["code"], "StackNotFound")

    def test_commerce_is_away_and_comes_back(self):
        self.meter((1, "/a", "1"))
        self.all_there({1: 1})
        url = self.address.url()
        self.address.stop()
        self.meter((2, "/a", "2"), (3, "/a", "3"))
        state = self.until("waiting", lambda found: found["failure"] and found["backlog"]["rows"])
        self.assertEqual(state["failure"]["code"], "CommerceUnreachable")
        self.assertIsNotNone(state["backlog"]["oldest_hour"])
        self.stack.stop()
        self.serve_stack()  # a restart of the stack while commerce is away changes nothing
        self.meter((4, "/a", "4"))
        self.until("unsent", lambda found: found["backlog"]["rows"] == 3)
        self.serve_commerce(url)
        self.all_there({1: 1, 2: 2, 3: 3, 4: 4})
        self.assertIn("bridge.recovered", self.stack.log())

    def test_a_stack_restored_from_a_backup_ends_equal_with_commerce(self):
        self.meter((1, "/a", "1"))
        self.all_there({1: 1})
        self.stack.stop()
        backup = self.product.directory / "backup"
        shutil.copytree(self.product.data, backup)
        self.serve_stack()
        self.meter((2, "/a", "2"), (3, "/b", "3"))
        self.all_there({1: 1, 2: 2, 3: 3})
        self.stack.stop()
        shutil.rmtree(self.product.data)
        shutil.move(backup, self.product.data)
        self.serve_stack()
        self.meter((4, "/a", "4"))
        self.all_there({1: 1, 2: 2, 3: 3, 4: 4})


if __name__ == "__main__":
    main("__main__")
