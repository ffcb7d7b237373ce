#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: long work does not hold up a server, can be watched and ended, and is done once however
many ask for it. Method: the real binary over http with a month large enough to take a while; reads
and uploads while it is closed; two that close at once; cancelling; a restart in between."""

import concurrent.futures
import http.client
import json
import os
import subprocess
import time
import urllib.parse

from product import BINARY, Case, HEADER, LOCAL, STACK, VM, line, main
from serving import Server

RESOURCES = 400  # a month of so many machines: 297,600 records
PREFER = {"Prefer": "respond-async", "Content-Type": "application/json", "If-Match": "*"}
ENDED = ("succeeded", "failed", "cancelled")


def large_month():
    rows = [HEADER]
    for hour in range(744):
        start = f"2026-10-{hour // 24 + 1:02d}T{hour % 24:02d}:00:00Z"
        rows += [f"{STACK},{LOCAL},,{VM},/vm{one},{start},1.25" for one in range(RESOURCES)]
    return "\n".join(rows) + "\n"


def issued_by_the_provider(closed):
    return [one["id"] for one in closed["invoices"] if one["seller"] == "provider"]


class Operations(Case):
    def setUp(self):
        super().setUp()
        self.product.book()

    def serve(self):
        server = Server(self.product, listen=("http://127.0.0.1:0",))
        self.addCleanup(server.stop)
        self.token = self.product.run("token", "--role", "provider").stdout.strip()
        return server

    def fill(self):
        imported = self.product.json("usage", "import", self.product.file("month.csv",
                                                                         large_month()))
        self.assertEqual(imported["accepted"], RESOURCES * 744)

    def json(self, server, path, method="GET", status=200, **options):
        answer = server.ask(path, method, token=options.pop("token", self.token), **options)
        self.assertEqual(answer[0], status, answer[2])
        return json.loads(answer[2])

    def begin(self, server, path, method="POST", token=None):
        status, headers, body = server.ask(path, method, b"" if method == "POST" else None,
                                           token or self.token, headers=PREFER)
        self.assertEqual(status, 202, body)
        self.assertEqual(headers["Preference-Applied"], "respond-async")
        location = urllib.parse.urlsplit(headers["Location"]).path
        self.assertEqual(json.loads(body)["id"], location.rsplit("/", 1)[1])
        return location

    def ended(self, server, location, token=None):
        for _ in range(1200):
            operation = self.json(server, location, token=token or self.token)
            if operation["state"] in ENDED:
                return operation
            time.sleep(0.05)
        raise AssertionError(f"it does not end: {operation}")

    def test_reads_and_uploads_go_on_while_a_month_is_closed(self):
        self.fill()
        server = self.serve()
        location = self.begin(server, "/v1/periods/2026-10/close")
        slowest, reads = 0, 0
        while True:
            began = time.monotonic()
            self.json(server, "/v1/partners")
            slowest = max(slowest, time.monotonic() - began)
            reads += 1
            operation = self.json(server, location)
            if operation["state"] in ENDED:
                break
            if reads == 2:
                late = "\n".join([HEADER, line(0, "5", resource="/late")]) + "\n"
                taken = self.json(server, "/v1/usage", "POST", body=late.encode(),
                                  headers={"Content-Type": "text/csv"})
                self.assertEqual(taken["accepted"], 1)
        self.assertEqual(operation["state"], "succeeded", operation)
        self.assertGreater(reads, 3)
        took = (time.mktime(time.strptime(operation["ended_at"][:19], "%Y-%m-%dT%H:%M:%S")) -
                time.mktime(time.strptime(operation["started_at"][:19], "%Y-%m-%dT%H:%M:%S")))
        self.assertLess(slowest, max(1.0, took), "a read waited for the close")
        self.assertTrue(self.json(server, "/v1/verify", "POST", body=b"")["ok"])
        self.assertEqual(issued_by_the_provider(operation["result"]), ["provider-000001"])
        self.assertEqual(server.stop(), 0)

    def test_it_tells_how_far_it_is_as_server_sent_events(self):
        self.fill()
        server = self.serve()
        location = self.begin(server, "/v1/periods/2026-10/close?dry_run=true")
        address = urllib.parse.urlsplit(server.url())
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        connection.request("GET", location + "/events",
                           headers={"Authorization": "Bearer " + self.token,
                                    "Accept": "text/event-stream"})
        answer = connection.getresponse()
        self.assertEqual(answer.getheader("Content-Type"), "text/event-stream")
        events = [dict(field.split(": ", 1) for field in event.split("\n"))
                  for event in answer.read().decode().strip().split("\n\n")]
        ids = [int(event["id"]) for event in events]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertEqual(events[-1]["event"], "succeeded")
        told = [json.loads(event["data"])["progress"] for event in events]
        self.assertTrue(any(one and one["unit"] == "records" and one["of"] == RESOURCES * 744
                            for one in told), told)
        headers = {"Last-Event-ID": events[-1]["id"]}
        self.assertEqual(server.ask(location + "/events", token=self.token,
                                    headers=headers)[0], 204)

    def test_a_cancelled_close_leaves_no_trace(self):
        self.fill()
        server = self.serve()
        before = self.json(server, "/v1/audit?limit=1000")["entries"]
        location = self.begin(server, "/v1/periods/2026-10/close")
        status, _, body = server.ask(location + "/cancel", "POST", b"", self.token)
        self.assertIn(status, (200, 202), body)
        operation = self.ended(server, location)
        self.assertEqual(operation["state"], "cancelled", operation)
        self.assertEqual(operation["problem"]["code"], "Cancelled")
        self.assertEqual(self.json(server, "/v1/periods")["periods"], [])
        self.assertEqual(self.json(server, "/v1/audit?limit=1000")["entries"], before)
        again = self.ended(server, self.begin(server, "/v1/periods/2026-10/close"))
        self.assertEqual(again["state"], "succeeded", again)

    def test_of_many_that_close_at_once_one_issues_and_all_are_told_the_same(self):
        self.product.usage([line(hour) for hour in range(100)])
        server = self.serve()

        def close(number):
            if number % 2 == 0:
                operation = self.ended(server, self.begin(server, "/v1/periods/2026-10/close"))
                self.assertEqual(operation["state"], "succeeded", operation)
                return issued_by_the_provider(operation["result"])
            done = self.product.json("--server", server.url(), "close", "2026-10",
                                     environment={"TOLLBRIDGE_TOKEN": server.credential()})
            return issued_by_the_provider(done)

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            told = list(pool.map(close, range(6)))
        self.assertEqual(told, [["provider-000001"]] * 6)
        self.assertEqual(len(self.product.json("invoice", "list")["invoices"]), 2)
        self.assertTrue(self.json(server, "/v1/verify", "POST", body=b"")["ok"])

    def test_two_months_closed_in_a_row_take_turns(self):
        self.product.usage([line(0, "3", month="2026-09"), line(0, "7")])
        server = self.serve()
        first = self.begin(server, "/v1/periods/2026-09/close")
        second = self.begin(server, "/v1/periods/2026-10/close")
        for location in (first, second):
            operation = self.ended(server, location)
            self.assertEqual(operation["state"], "succeeded", operation)
        self.assertTrue(self.json(server, "/v1/verify", "POST", body=b"")["ok"])

    def test_nobody_else_sees_it(self):
        server = self.serve()
        partner = self.product.run("token", "--role", "partner", "--partner",
                                   "contoso").stdout.strip()
        location = self.begin(server, "/v1/charges?period=2026-10", "GET", partner)
        self.assertIn("result", self.ended(server, location, partner))
        self.assertNotIn("result", self.ended(server, location))  # the provider sees that it ran
        other = self.product.run("token", "--role", "partner", "--partner", "contoso",
                                 "--subject", "somebody-else").stdout.strip()
        missing = location.rsplit("/", 1)[0] + "/none"
        for method, end in (("GET", ""), ("GET", "/events"), ("POST", "/cancel")):
            foreign = server.ask(location + end, method, token=other)
            nothing = server.ask(missing + end, method, token=other)
            self.assertEqual((foreign[0], nothing[0]), (404, 404))
            self.assertEqual(json.loads(foreign[2])["detail"], json.loads(nothing[2])["detail"])
        self.assertEqual(self.json(server, "/v1/operations", token=other)["operations"], [])
        self.assertEqual(len(self.json(server, "/v1/operations", token=partner)["operations"]), 1)

    def test_a_server_that_starts_again_knows_nothing_of_it_and_nothing_was_half_done(self):
        self.fill()
        server = self.serve()
        location = self.begin(server, "/v1/periods/2026-10/close")
        server.process.kill()
        server.process.wait()
        again = self.serve()
        self.assertEqual(again.ask(location, token=self.token)[0], 404)
        operation = self.ended(again, self.begin(again, "/v1/periods/2026-10/close"))
        self.assertEqual(operation["state"], "succeeded", operation)
        self.assertEqual(issued_by_the_provider(operation["result"]), ["provider-000001"])
        location = self.begin(again, "/v1/periods/2026-10/close?dry_run=true")
        self.assertEqual(again.stop(), 0)

    def test_a_key_sent_again_to_a_server_that_started_again_begins_anew(self):
        server = self.serve()
        headers = {**PREFER, "Idempotency-Key": "k1"}
        first = server.ask("/v1/verify", "POST", b"", self.token, headers=headers)
        again = server.ask("/v1/verify", "POST", b"", self.token, headers=headers)
        self.assertEqual([first[0], again[0]], [202, 202])
        self.assertEqual(first[1]["Location"], again[1]["Location"])
        server.stop()
        server = self.serve()
        third = server.ask("/v1/verify", "POST", b"", self.token, headers=headers)
        self.assertEqual(third[0], 202)
        self.assertNotEqual(third[1]["Location"].split("/")[-1],
                            first[1]["Location"].split("/")[-1])
        path = third[1]["Location"].removeprefix(server.url())
        self.assertEqual(server.ask(path, token=self.token)[0], 200)

    def test_a_command_over_a_server_is_an_operation_too(self):
        self.product.usage([line(hour) for hour in range(10)])
        server = self.serve()
        looked = self.product.run("close", "2026-10", "--dry-run")
        self.assertEqual(looked.returncode, 0, looked.stderr)
        own = self.json(server, "/v1/operations", token=server.credential())["operations"]
        self.assertEqual(len(own), 1)
        self.assertIn(" close 2026-10 --dry-run", own[0]["target"])

    def test_a_server_that_cannot_tell_its_address_ends_in_order(self):
        (self.product.data / "server.json").mkdir()
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        done = subprocess.run([BINARY, "--data", str(self.product.data), "serve", "--listen",
                               "http://127.0.0.1:0"], capture_output=True, env=variables,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertNotIn(b"ready", done.stdout)


if __name__ == "__main__":
    main(__name__)
