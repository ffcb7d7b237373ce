#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the stack half runs by itself: a stack is made, its readings become hours, both usage APIs
tell them, and a restart changes nothing. Method: the real binary, `serve --half stack`, urllib;
times that stand still, and one server whose time is sped up."""

import gzip
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.parse

from product import STACK, Case, main
from serving import Server

OTHER = "9c1e0000-0000-4000-8000-000000000002"
PROVIDER = "d0000000-0000-4000-8000-000000000001"
HOME = "aaaa0000-0000-4000-8000-000000000001"
METER = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5"
MORNING, LATER = "2026-11-03T08:00:00Z", "2026-11-03T10:00:00Z"
NDJSON = {"Content-Type": "application/x-ndjson"}


def reading(at, value=None, resource="/vm1", subscription=PROVIDER, **more):
    made = {"subscription": subscription, "meter": METER, "resource": resource, "at": at, **more}
    if value is not None:
        made["value"] = value
    return made


def ndjson(*readings):
    return "".join(json.dumps(one) + "\n" for one in readings).encode()


class StackHalf(Case):
    def setUp(self):
        super().setUp()
        self.create(STACK, PROVIDER)

    def create(self, stack, provider, **options):
        return self.product.json("stack", "create", stack, "--region", "northwest",
                                 "--provider-subscription", provider, "--home", HOME, **options)

    def serve(self, *options):
        server = Server(self.product, listen=("http://127.0.0.1:0",),
                        options=("--half", "stack", *options))
        self.addCleanup(server.stop)
        return server

    def token(self, role, *words, **options):
        return self.product.run("token", "--role", role, *words, **options).stdout.strip()

    def operator(self, stack=STACK, **options):
        return self.token("operator", "--stack", stack, **options)

    def post(self, server, body, token=None, stack=STACK, headers=None):
        status, _, answer = server.ask(f"/v1/stacks/{stack}/readings", "POST", body,
                                       token or self.operator(), headers=headers or NDJSON)
        return status, json.loads(answer)

    def metering(self, server, token=None):
        return json.loads(server.ask(f"/v1/stacks/{STACK}/metering",
                                     token=token or self.operator())[2])

    def settled(self, server, rows, token=None):
        """Waits until so many hours were told."""
        for _ in range(200):
            standing = self.metering(server, token)
            if standing["settled"] and standing["settled"]["rows"] >= rows:
                return standing
            time.sleep(0.1)
        self.fail(f"{rows} hours were not settled: {standing}")

    def usage(self, server, token, api, **parameters):
        query = urllib.parse.urlencode({
            "api-version": "2015-06-01-preview", "aggregationGranularity": "Hourly",
            "reportedStartTime": "2026-11-03T00:00:00Z", "reportedEndTime": LATER, **parameters})
        status, _, body = server.ask(f"/subscriptions/{PROVIDER}/providers/{api}?{query}",
                                     token=token)
        body = json.loads(body)
        if status != 200:
            return body["error"]["code"]
        rows = [one["properties"] for one in body["value"]]
        return [(json.loads(row["instanceData"])["Microsoft.Resources"]["resourceUri"],
                 row["usageStartTime"][:13], row["quantity"]) for row in rows]

    EXPECTED = [
        ("/counted", "2026-11-03T04", 6), ("/told", "2026-11-03T04", 3),
        ("/counted", "2026-11-03T05", 6), ("/running", "2026-11-03T05", 1),
        ("/sampled", "2026-11-03T05", 4),
        ("/running", "2026-11-03T06", 2)]

    def all_kinds(self):
        return ndjson(
            reading("2026-11-03T04:10:00Z", "3", "/told"),
            reading("2026-11-03T04:00:00Z", "100", "/counted", kind="counter"),
            reading("2026-11-03T06:00:00Z", "112", "/counted", kind="counter"),
            reading("2026-11-03T05:00:00Z", "4", "/sampled", kind="gauge"),
            reading("2026-11-03T05:30:00Z", "2", "/running", kind="duration", event="start"),
            reading("2026-11-03T07:00:00Z", None, "/running", kind="duration", event="stop"))

    def test_readings_of_all_kinds_become_hours_that_both_usage_apis_tell(self):
        server = self.serve()
        status, taken = self.post(server, self.all_kinds())
        self.assertEqual((status, taken["accepted"], taken["errors"]), (200, 6, []))
        self.settled(server, len(self.EXPECTED))
        self.assertEqual(server.stop(), 0)
        self.product.now = LATER
        for _ in range(2):  # as before after another restart
            server = self.serve()
            tenants = self.usage(server, self.token("tenant", "--tenant", HOME),
                                 "Microsoft.Commerce/UsageAggregates")
            self.assertEqual(tenants, self.EXPECTED)
            operators = self.usage(server, self.operator(),
                                   "Microsoft.Commerce.Admin/subscriberUsageAggregates")
            self.assertEqual(operators, self.EXPECTED)
            self.assertEqual(self.post(server, self.all_kinds())[1]["duplicate"], 6)
            self.assertEqual(server.stop(), 0)

    def test_a_late_reading_restates_its_hour(self):
        server = self.serve()
        self.post(server, ndjson(reading("2026-11-03T04:10:00Z", "3", "/told")))
        self.settled(server, 1)
        self.post(server, ndjson(reading("2026-11-03T04:20:00Z", "1", "/told")))
        for _ in range(200):
            standing = self.metering(server)
            if standing["settled"]["restated"] == 1:
                break
            time.sleep(0.1)
        self.assertEqual(standing["settled"]["restated"], 1)
        metrics = server.ask("/metrics")[2].decode()
        self.assertIn(f'stack_hours_total{{outcome="restated",stack="{STACK}"}} 1', metrics)
        self.assertIn(f'stack_readings_total{{outcome="accepted",stack="{STACK}"}} 2', metrics)

    def test_bad_readings_cost_only_themselves(self):
        server = self.serve()
        good = reading("2026-11-03T04:10:00Z", "3")
        status, taken = self.post(server, gzip.compress(
            b"no json\n" + ndjson(good, reading("yesterday", "1"), reading("2026-11-03T04:11:00Z"),
                                  {**good, "value": "4"})),
            headers={**NDJSON, "Content-Encoding": "gzip"})
        self.assertEqual((status, taken["accepted"], taken["rejected"]), (200, 1, 4))
        self.assertEqual([(one["line"], one["code"]) for one in taken["errors"]],
                         [(1, "InvalidJson"), (3, "InvalidTime"), (4, "MissingField"),
                          (5, "ReadingConflict")])
        self.assertEqual(self.post(server, b"x", headers={"Content-Type": "text/csv"})[0], 415)

    def test_a_foreign_operator_finds_nothing(self):
        self.create(OTHER, "d0000000-0000-4000-8000-000000000002")
        server = self.serve()
        foreign = self.operator(OTHER)
        body = ndjson(reading("2026-11-03T04:10:00Z", "3"))
        status, refused = self.post(server, body, foreign)
        self.assertEqual((status, refused["code"]), (404, "NotFound"))
        self.assertEqual(server.ask(f"/v1/stacks/{STACK}/metering", token=foreign)[0], 404)
        self.assertEqual(self.post(server, body, self.token("tenant", "--tenant", HOME))[0], 403)
        self.assertEqual(self.post(server, body, foreign, OTHER)[0], 200)

    def test_usage_of_an_unknown_subscription_waits_and_is_shown(self):
        server = self.serve()
        self.post(server, ndjson(reading("2026-11-03T04:10:00Z", "3", subscription="nobody"),
                                 reading("2026-11-03T04:10:00Z", "3")))
        standing = self.settled(server, 1)
        self.assertEqual(standing["waiting"], {"series": 1, "subscriptions": ["nobody"]})
        [told] = self.product.json("stack", "status")["stacks"]
        self.assertEqual(told["waiting"]["subscriptions"], ["nobody"])
        self.assertEqual(told["due"], {"hours": 1, "oldest": "2026-11-03T04:00:00Z"})
        self.assertEqual(told["registration"], {"state": "Not registered"})
        table = self.product.run("stack", "status", STACK, "--silent")
        self.assertIn("Activation Required", table.stdout)
        self.assertEqual(self.product.error("stack", "status", OTHER)["code"], "StackNotFound")

    def test_a_stack_is_made_once_and_stays_as_it_is(self):
        self.assertFalse(self.create(STACK, PROVIDER)["created"])
        refused = self.product.error("stack", "create", STACK, "--region", "south",
                                     "--provider-subscription", PROVIDER, "--home", HOME)
        self.assertEqual(refused["code"], "StackExists")
        server = self.serve()
        self.assertTrue(self.create(OTHER, "d0000000-0000-4000-8000-000000000002")["created"])
        body = ndjson(reading("2026-11-03T04:10:00Z", "3"))
        self.assertEqual(self.post(server, body, self.operator(OTHER), OTHER)[0], 200)

    def test_only_the_rows_of_the_half_are_served(self):
        stack = self.serve()
        provider = self.token("provider")
        self.assertEqual(stack.ask("/v1/partners", token=provider)[0], 404)
        self.assertEqual(stack.ask("/v1/usage?period=2026-11", token=provider)[0], 200)
        self.assertIn("readings_post", stack.ask("/openapi.json")[2].decode())
        stack.stop()
        commerce = Server(self.product, listen=("http://127.0.0.1:0",),
                          options=("--half", "commerce"))
        self.addCleanup(commerce.stop)
        self.assertEqual(commerce.ask("/v1/partners", token=provider)[0], 200)
        self.assertEqual(self.post(commerce, b"")[0], 404)

    def test_sped_time_settles_what_passes_and_is_the_time_of_commands(self):
        self.product.now = "2031-02-27T22:50:00Z"
        server = Server(self.product, listen=("http://127.0.0.1:0",), options=("--speed", "3600"))
        self.addCleanup(server.stop)
        operator = self.operator(now="")  # tokens are of the machine's time
        status, taken = self.post(server, ndjson(
            reading("2031-02-27T22:00:00Z", "2", "/running", kind="duration", event="start")),
            operator)
        self.assertEqual((status, taken["accepted"]), (200, 1), taken)
        self.settled(server, 3, operator)  # one passes each second
        refused = self.product.run("--json", "close", "2031-01", "--dry-run", now="")
        self.assertNotIn("PeriodNotEnded", refused.stdout)

    def test_the_example_of_the_page_works_as_it_stands(self):
        page = pathlib.Path("docs/stack.md").read_text()
        [block] = re.findall(r"^```sh\n(curl.*?)^```$", page, re.S | re.M)
        [answer] = re.findall(r"^```json\n(.*?)^```$", page, re.S | re.M)
        server = self.serve()
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", block], capture_output=True,
                              env={**os.environ, "SERVER": server.url(), "TOKEN": self.operator()},
                              timeout=60, check=False)
        self.assertEqual(json.loads(done.stdout), json.loads(answer), done.stderr)

    def test_add_on_plans_are_given_by_the_api_and_shown_as_they_were(self):
        server = self.serve()
        admin = "providers/Microsoft.Subscriptions.Admin"
        base = f"/subscriptions/{PROVIDER}/{admin}"
        group = f"/subscriptions/{PROVIDER}/resourceGroups/p/{admin}"

        def put(path, body, method="PUT"):
            status, _, _ = server.ask(f"{path}?api-version=2015-11-01", method,
                                      json.dumps(body).encode(), self.operator(),
                                      headers={"Content-Type": "application/json"})
            return status

        self.assertEqual(put(f"{group}/plans/small", {}), 201)
        self.assertEqual(put(f"{group}/plans/gpu", {}), 201)
        self.assertEqual(put(f"{group}/offers/gold", {"properties": {"basePlanIds": ["small"]}}),
                         201)
        self.assertEqual(put(f"{base}/subscriptions/{PROVIDER}", {"offerId": "gold"}), 200)
        self.assertEqual(put(f"{base}/subscriptions/{PROVIDER}/acquiredPlans/more",
                             {"planId": "gpu"}), 201)

        def plans(*words):
            told = self.product.json("stack", "plan", "list", STACK, PROVIDER, *words)
            return [(one["plan"], one["acquisition"], one["of_offer"]) for one in told["plans"]]

        self.assertEqual(plans(), [("small", "small", True), ("gpu", "more", False)])
        error = self.product.error("stack", "plan", "list", STACK, PROVIDER, "--at", "2020-01-01")
        self.assertEqual(error["code"], "SubscriptionNotFound")
        self.assertEqual(put(f"{base}/subscriptions/{PROVIDER}/acquiredPlans/more", {}, "DELETE"),
                         200)
        server.stop()
        self.assertEqual(plans("--at", LATER), [("small", "small", True)])

    def test_speed_needs_a_time_to_begin_with(self):
        done = self.product.run("serve", "--speed", "60", now="")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--now", done.stderr)
        for words in (["--speed", "0"], ["--speed", "x"], ["--began", MORNING]):
            self.assertEqual(self.product.run("serve", *words).returncode, 2)


if __name__ == "__main__":
    main("__main__")
