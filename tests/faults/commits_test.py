#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a stack forgets the commits of its books that are older than the keep time, under SIGKILL
at random moments, and loses nothing else: every reading acknowledged is there, and the chain from
what was forgotten to the newest commit is whole. Method: a stack half whose days pass in a tenth of
a second takes posts, is killed and started again; then its books are read and copied, which
verifies them. TOLLBRIDGE_SEED gives another history."""

import contextlib
import datetime
import json
import os
import pathlib
import random
import signal
import sqlite3
import sys
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import Case, main  # noqa: E402
from serving import Server  # noqa: E402

STACK = "9c1e0000-0000-4000-8000-000000000001"
PROVIDER = "d0000000-0000-4000-8000-000000000001"
HOME = "aaaa0000-0000-4000-8000-000000000001"
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
SPEED = 864_000  # ten days a second
KILLS = 8
DAYS = 150


class Commits(Case):
    def setUp(self):
        super().setUp()
        self.product.now = "2026-01-01T00:00:00Z"
        self.product.json("stack", "create", STACK, "--region", "north",
                          "--provider-subscription", PROVIDER, "--home", HOME)
        self.product.file("data/config.yaml", "stack: {settle_seconds: 1, commits_keep_days: 35}")
        self.random = random.Random(int(os.environ.get("TOLLBRIDGE_SEED", "1")))
        self.began = time.time()
        self.posts = 0
        self.newest = None  # the last post that was acknowledged

    def now(self):
        return BEGIN + datetime.timedelta(seconds=(time.time() - self.began) * SPEED)

    def serve(self):
        self.product.now = self.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        server = Server(self.product, options=("--half", "stack", "--speed", str(SPEED)),
                        listen=("http://127.0.0.1:0",))
        self.addCleanup(server.stop)
        self.token = self.product.run("token", "--role", "operator", "--stack", STACK,
                                      now="").stdout.strip()
        return server

    def send(self, server, body):
        status, _, answer = server.ask(f"/v1/stacks/{STACK}/readings", "POST", body, self.token,
                                       headers={"Content-Type": "application/x-ndjson"})
        self.assertEqual(status, 200, answer)
        return json.loads(answer)

    def post(self, server):
        at = (self.now() - datetime.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = json.dumps({"subscription": PROVIDER, "meter": "m", "resource": "/vm", "value": "1",
                           "at": at, "id": str(self.posts)}).encode()
        self.posts += 1
        if self.send(server, body)["accepted"] == 1:
            self.newest = body

    def run_until_killed(self, seconds):
        server = self.serve()
        if self.newest is not None:
            self.assertEqual(self.send(server, self.newest)["accepted"], 0, "it was lost")
        end = time.time() + seconds
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            while time.time() < end:
                self.post(server)
                time.sleep(0.01)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(60)

    def commits(self):
        books = self.product.data / "stacks" / STACK / "books.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{books}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT min(no), max(no), min(known_at) FROM commits").fetchone()

    def test_old_commits_go_under_kills_and_nothing_with_them(self):
        kills = 0
        first = []
        while kills < KILLS or self.now() < BEGIN + datetime.timedelta(days=DAYS):
            self.run_until_killed(self.random.uniform(0.8, 3))
            kills += 1
            first.append(self.commits()[0])
        server = self.serve()
        self.assertEqual(self.send(server, self.newest)["accepted"], 0, "it was lost")
        time.sleep(2.5)
        server.stop()
        oldest, newest, known_at = self.commits()
        print(f"{kills} kills, {self.posts} posts, commits {oldest} to {newest} are left")
        self.assertGreater(oldest, newest // 3)
        self.assertEqual(first, sorted(first), "what was forgotten came back")
        self.assertGreater(len(set(first)), 2)
        kept = datetime.datetime.fromisoformat(known_at)
        self.assertGreater(kept, self.now() - datetime.timedelta(days=110))
        self.assertLess(kept, self.now() - datetime.timedelta(days=35))
        self.product.json("backup", self.product.directory / "copy")


if __name__ == "__main__":
    main("__main__")
