# SPDX-License-Identifier: Apache-2.0
"""A stack process and a commerce process as a test drives them: data directories of their own,
sped-up clocks, readings in, quantities of hours out."""

import json
import time

from product import DEFAULT, VM, Case, Product
from serving import Server

CLOUD = "9c1e0000-0000-4000-8000-000000000007"
PROVIDER = "d0000000-0000-4000-8000-000000000007"
HOME = "aaaa0000-0000-4000-8000-000000000001"
SPEED = ("--speed", "60")
NDJSON = {"Content-Type": "application/x-ndjson"}


class TwoHalves(Case):
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

    def expected(self, hours):
        return {f"2026-11-03T{hour:02d}": quantity for hour, quantity in hours.items()}

    def all_there(self, hours):
        """What was metered is at commerce: quantities by hour of the day, and nothing else."""
        for _ in range(300):
            billed = self.billed()
            if billed == self.expected(hours):
                break
            time.sleep(0.2)
        self.assertEqual(billed, self.expected(hours), self.stack.log()[-3000:])
        return self.until("resting", lambda found: found["state"] == "resting" and
                          found["backlog"]["rows"] == 0)
