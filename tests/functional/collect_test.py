#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what runs on a machine somebody owns becomes hours of a stack. Method: the real binary; the
collectors against `serve --half stack`: this very host by its control groups, files in a folder, a
real Prometheus that scrapes a real node exporter; a token that is replaced, a signal that ends."""

import csv
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import unittest
import urllib.request

from product import BINARY, STACK, Case, main
from serving import Server

PROVIDER = "d0000000-0000-4000-8000-000000000001"
HOME = "aaaa0000-0000-4000-8000-000000000001"
METER = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5"
LATER = "2026-11-03T10:00:00Z"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Collect(Case):
    def setUp(self):
        super().setUp()
        self.product.json("stack", "create", STACK, "--region", "northwest",
                          "--provider-subscription", PROVIDER, "--home", HOME)
        self.token_file = self.product.file("token", self.operator())

    def operator(self):
        return self.product.run("token", "--role", "operator", "--stack", STACK).stdout.strip()

    def serve(self, at=LATER):
        self.product.now = at
        server = Server(self.product, listen=("http://127.0.0.1:0",), options=("--half", "stack"))
        self.addCleanup(server.stop)
        self.token_file.write_text(self.operator())
        return server

    def words(self, server, *words):
        return ["collect", *map(str, words), "--stack", STACK, "--to", server.url(),
                "--token-file", str(self.token_file)]

    def collect(self, server, *words, **options):
        return self.product.json(*self.words(server, *words), "--once", **options)

    def quantity(self, server, rows, period="2026-11"):
        """The sum of all hours, once so many were settled."""
        for _ in range(300):
            status, _, body = server.ask(f"/v1/stacks/{STACK}/metering", token=self.operator())
            settled = json.loads(body)["settled"] if status == 200 else None
            if settled and settled["rows"] >= rows:
                break
            time.sleep(0.1)
        else:
            self.fail(f"{rows} hours were not settled: {status} {body}")
        _, _, body = server.ask(f"/v1/usage?period={period}&by=meter", token=self.operator())
        return {one["meter"]: one["quantity"] for one in json.loads(body)["rows"]}

    def host_rules(self, **figures):
        rule = {"cgroup": "", "subscription": PROVIDER, **figures}
        return self.product.file("host.json", json.dumps({"host": "me", "rules": [rule]}))

    def groups(self, microseconds):
        """Control groups of the test's own."""
        folder = self.product.directory / "cgroup"
        folder.mkdir(exist_ok=True)
        (folder / "cgroup.controllers").write_text("cpu\n")
        (folder / "cpu.stat").write_text(f"usage_usec {microseconds}\n")
        return folder

    def test_a_counter_of_the_host_becomes_an_exact_hour(self):
        server = self.serve()
        rules = self.host_rules(cpu=METER)
        words = ("host", "--rules", rules, "--cgroups", self.groups(5_000_000))
        first = self.collect(server, *words, now="2026-11-03T05:00:00Z")
        self.assertEqual((first["readings"], first["accepted"], first["problems"]), (1, 1, []))
        self.groups(5_000_000 + 5400 * 1_000_000)
        self.assertEqual(self.collect(server, *words, now="2026-11-03T06:00:00Z")["accepted"], 1)
        self.assertEqual(self.quantity(server, 1), {METER: "1.5"})
        again = self.collect(server, *words, now="2026-11-03T06:00:00Z")
        self.assertEqual((again["accepted"], again["duplicate"]), (0, 1))

    def test_this_very_host_is_metered(self):
        roots = ("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
        if not any(pathlib.Path(root, "cpu.stat").exists() for root in roots):
            raise unittest.SkipTest("this host has no control groups of version 2")
        server = self.serve()
        rules = self.host_rules(cpu=METER)
        for hour in ("05", "06"):
            done = self.collect(server, "host", "--rules", rules, now=f"2026-11-03T{hour}:00:00Z")
            self.assertEqual((done["accepted"], done["rejected"]), (1, 0), done)
            sum(range(3_000_000))  # something to meter
        self.assertGreater(float(self.quantity(server, 1)[METER]), 0)

    def test_files_in_a_folder_are_posted_and_put_away(self):
        server = self.serve()
        reading = {"subscription": PROVIDER, "meter": METER, "resource": "/vm1", "value": "2.5",
                   "at": "2026-11-03T05:10:00Z"}
        self.product.file("drop/a.ndjson", json.dumps(reading) + "\nno json\n")
        late = {**reading, "at": "2026-01-01T00:00:00Z"}
        self.product.file("drop/b.ndjson", json.dumps(late) + "\n")
        folder = self.product.directory / "drop"
        done = self.collect(server, "folder", folder)
        self.assertEqual((done["accepted"], done["rejected"]), (1, 2), done)
        self.assertEqual([one["code"] for one in done["errors"]], ["InvalidJson", "TooLate"])
        self.assertEqual(sorted(path.name for path in (folder / "done").iterdir()),
                         ["a.ndjson", "a.ndjson.rejected", "b.ndjson", "b.ndjson.rejected"])
        self.assertEqual(self.quantity(server, 1), {METER: "2.5"})

    def test_a_collector_waits_for_a_new_token_and_ends_by_a_signal(self):
        server = self.serve()
        good = self.token_file.read_text()
        self.token_file.write_text("no token at all")
        rules = self.host_rules(cpu=METER)
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        process = subprocess.Popen(
            [BINARY, "--json", *self.words(server, "host", "--rules", rules, "--cgroups",
                                           self.groups(7), "--every", "5")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**variables, "TOLLBRIDGE_NOW": LATER})
        self.assertIn("Write a new token", process.stderr.readline())
        self.token_file.write_text(good)
        for _ in range(300):
            body = server.ask("/metrics")[2].decode()
            if f'stack_readings_total{{outcome="accepted",stack="{STACK}"}} 1' in body:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        out, log = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, log)
        self.assertEqual(json.loads(out)["accepted"], 1)

    def test_what_does_not_pass_is_told_at_once(self):
        server = self.serve()
        rules = self.host_rules(cpu=METER)
        foreign = [one if one != STACK else STACK[:-1] + "9" for one in
                   self.words(server, "host", "--rules", rules, "--cgroups", self.groups(1))]
        self.assertEqual(self.product.error(*foreign)["code"], "PostRefused")
        abroad = [one if one != server.url() else "http://example.com" for one in
                  self.words(server, "host", "--rules", rules, "--cgroups", self.groups(1))]
        self.assertEqual(self.product.error(*abroad)["code"], "NotEncrypted")
        self.assertEqual(self.product.run(*foreign, "--every", "1").returncode, 2)
        rules.write_text('{"rules":[{}]}')
        self.assertEqual(self.product.error(*foreign)["code"], "InvalidRules")

    def told_hours(self, server, period):
        """Quantities by subscription, meter and hour, of all pages."""
        query, cursor, told = f"/v1/usage?period={period}&by=subscription&by=meter&by=hour", "", {}
        while cursor is not None:
            _, _, body = server.ask(query + "&limit=1000" + cursor, token=self.operator())
            page = json.loads(body)
            told |= {(one["subscription"], one["meter"], one["hour"]): one["quantity"]
                     for one in page["rows"] if one["quantity"] != "0"}
            cursor = "&cursor=" + page["next"] if page.get("next") else None
        return told

    def test_simulated_providers_come_to_their_truth_through_the_real_apis(self):
        server = self.serve(at="2026-10-05T12:00:00Z")
        truth = self.product.directory / "truth.csv"
        done = self.product.json(
            "simulate", "providers", "--stack", STACK, "--to", server.url(), "--token-file",
            self.token_file, "--resources", 60, "--from", "2026-10-01", "--until", "2026-10-03",
            "--speed", 0, "--faults", "all", "--truth", truth, "--provider-subscription", PROVIDER,
            "--region", "northwest")
        self.assertTrue(done["over"] and done["duplicate"] > 0 and done["rejected"] == 0, done)
        with open(truth, encoding="utf-8") as file:
            expected = {(one["subscription"], one["meter"], one["hour"]): one["quantity"]
                        for one in csv.DictReader(file)}
        self.assertGreater(len(expected), 500)
        for _ in range(300):
            told = self.told_hours(server, "2026-10")
            if told == expected:
                break
            time.sleep(0.2)
        self.assertEqual(told, expected)

    def prometheus(self):
        """A Prometheus that scrapes a node exporter each second; both end with the test."""
        for program in ("prometheus", "prometheus-node-exporter"):
            if shutil.which(program) is None:
                raise unittest.SkipTest(f"{program} is not installed (make test does)")
        exporter, port = free_port(), free_port()
        configuration = self.product.file("prometheus.yml", json.dumps({
            "global": {"scrape_interval": "1s"},
            "scrape_configs": [{"job_name": "node", "static_configs": [
                {"targets": [f"127.0.0.1:{exporter}"], "labels": {"owner": PROVIDER}}]}]}))
        self.run_beside("prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{exporter}",
                        "--collector.disable-defaults", "--collector.cpu", "--collector.meminfo")
        self.run_beside("prometheus", f"--config.file={configuration}",
                        f"--storage.tsdb.path={self.product.directory / 'tsdb'}",
                        f"--web.listen-address=127.0.0.1:{port}")
        return f"http://127.0.0.1:{port}"

    def run_beside(self, *words):
        with open(self.product.directory / (words[0] + ".log"), "wb") as log:
            process = subprocess.Popen(words, stdout=log, stderr=log)
        self.addCleanup(lambda: (process.terminate(), process.wait(30)))

    def scrapes(self, url):
        """How many samples of the exporter it has."""
        try:
            query = url + "/api/v1/query?query=count_over_time(node_memory_MemTotal_bytes[1m])"
            with urllib.request.urlopen(query, timeout=5) as answer:
                found = json.loads(answer.read())["data"]["result"]
                return int(found[0]["value"][1]) if found else 0
        except OSError:
            return 0

    def test_a_real_prometheus_is_metered(self):
        url = self.prometheus()
        begun = time.time()
        while self.scrapes(url) < 6:
            self.assertLess(time.time() - begun, 60, "Prometheus does not scrape")
            time.sleep(0.5)
        rules = self.product.file("rules.json", json.dumps({"server": url, "step": 1, "delay": 1,
            "rules": [
                {"query": "node_memory_MemTotal_bytes / 1073741824", "kind": "gauge",
                 "meter": "memory", "subscription_label": "owner",
                 "resource_prefix": "/node/", "resource_labels": ["instance"]},
                {"query": "sum by (instance, owner, cpu) (node_cpu_seconds_total) / 3600",
                 "kind": "counter", "meter": "cpu", "subscription_label": "owner",
                 "resource_prefix": "/node/", "resource_labels": ["instance"],
                 "source_label": "cpu"}]}))
        state = self.product.directory / "cursor"
        # The hour that is now has passed for the server.
        server = self.serve(at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun + 3 * 3600)))
        words = ("prometheus", "--rules", rules, "--state", state)
        first = self.collect(server, *words, now="")
        self.assertGreater(first["accepted"], 6, first)
        self.assertEqual(first["rejected"], 0, first)
        self.assertTrue(state.read_text().startswith("20"))
        state.unlink()  # who has lost it asks again, and counts nothing twice
        again = self.collect(server, *words, now="")
        self.assertGreaterEqual(again["duplicate"], first["accepted"])
        told = self.quantity(server, 2, time.strftime("%Y-%m", time.gmtime(begun)))
        self.assertGreater(float(told["memory"]), 0)
        self.assertGreater(float(told["cpu"]), 0)


if __name__ == "__main__":
    main("__main__")
