#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what a stack meters is at commerce, hour by hour and exactly, whatever happens to either
half in between. Method: two real processes, one of each half, with data directories of their own
and sped-up clocks; commerce goes away and comes back, a stack comes back from a backup."""

import json
import shutil

from product import main
from two_halves import CLOUD, TwoHalves


class Bridge(TwoHalves):
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

    def test_what_was_sent_is_held_and_can_be_taken_again(self):
        self.meter((1, "/a", "1.5"), (2, "/b", "2"))
        self.all_there({1: 1.5, 2: 2})
        self.meter((1, "/a", "1"))
        self.all_there({1: 2.5, 2: 2})

        def proved():
            told = self.commerce.json("reconcile", "2026-11", now="")
            [stack] = told["stacks"]
            self.assertEqual((stack["stack"], stack["ok"], stack["differing"]), (CLOUD, True, []))
            self.assertEqual((stack["records"], stack["by_other_ways"]), (3, 0))
            return stack
        batches = proved()["through"]
        error = self.commerce.error("bridge", "rewind", CLOUD, "--to", "1", code=3, now="")
        self.assertEqual(error["code"], "ConfirmationNeeded")
        done = self.commerce.json("bridge", "rewind", CLOUD, "--to", "0", "--yes", now="")
        self.assertEqual((done["from"], done["taken_again"]), (batches, batches))
        proved()
        self.address.stop()
        shutil.rmtree(self.commerce.data / "batches")  # now only the stack has them
        self.commerce.now = "2026-11-03T20:00:00Z"
        self.commerce.json("bridge", "rewind", CLOUD, "--to", "0", "--yes")
        self.commerce.now = "2026-11-03T21:00:00Z"
        self.serve_commerce(self.address.urls[0])
        self.stack.stop()  # made anew it asks at once, not within the hour
        self.serve_stack()
        self.all_there({1: 2.5, 2: 2})
        self.assertEqual(proved()["through"], batches)
        actions = [one["action"] for one in self.commerce.json("audit", now="")["entries"]]
        self.assertEqual(actions.count("bridge rewind"), 2)
        status, _, answer = self.address.ask(
            f"/v1/stacks/{CLOUD}/arrivals?period=2026-11",
            token=self.token(self.commerce, "operator", "--stack", CLOUD))
        self.assertEqual((status, json.loads(answer)["records"]), (200, 3))
        [told] = self.product.json("stack", "status", now="")["stacks"]
        self.assertIsNotNone(told["last_contact"])

        self.stack.stop()
        self.address.stop()
        self.assertEqual(self.silence_told_at("2026-11-04T18:00:00Z"), "")
        for day, told in (("11-05", "24 hours"), ("11-11", "7 days"), ("11-28", "7 days"),
                          ("11-29", "25 days"), ("12-02", "25 days"), ("12-04", "30 days")):
            self.assertIn(f"for {told}", self.silence_told_at(f"2026-{day}T18:00:00Z"), day)
        self.assertEqual(self.silence_told_at("2026-12-25T18:00:00Z", stack_too=True), "")

    def silence_told_at(self, now, stack_too=False):
        """What the alerts of commerce say of the stack's bridge when it is served from then on."""
        self.address.stop()
        self.commerce.now = now
        self.serve_commerce(self.address.urls[0])
        if stack_too:  # it asks, and the alert goes
            self.product.now = now
            self.serve_stack()
            self.until("heard", lambda found: found["state"] == "resting")
        alerts = json.loads(self.address.ask(
            "/v1/alerts", token=self.token(self.commerce, "provider"))[2])["alerts"]
        told = [one["message"] for one in alerts
                if one["code"] == "BridgeSilent" and one["stack"] == CLOUD]
        self.assertLessEqual(len(told), 1)
        return told[0] if told else ""

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

    def restored(self, product, backup):
        shutil.rmtree(product.data)
        product.json("restore", backup, now="")

    def test_backups_made_while_they_run_lose_and_double_nothing(self):
        self.meter((1, "/a", "1"))
        self.all_there({1: 1})
        backups = {}
        for product in (self.product, self.commerce):
            backups[product] = product.directory / "a-backup"
            self.assertTrue(product.json("backup", backups[product], now="")["verified"])
        self.meter((2, "/a", "2"), (1, "/b", "3"))
        self.all_there({1: 4, 2: 2})

        url = self.address.url()
        self.address.stop()
        self.restored(self.commerce, backups[self.commerce])
        self.serve_commerce(url)
        self.meter((3, "/a", "1"))
        self.stack.stop()  # made anew it asks at once, not within the hour
        self.serve_stack()
        self.all_there({1: 4, 2: 2, 3: 1})

        self.stack.stop()
        self.restored(self.product, backups[self.product])
        self.serve_stack()
        self.meter((4, "/a", "4"))
        self.all_there({1: 4, 2: 2, 3: 1, 4: 4})


if __name__ == "__main__":
    main("__main__")
