# SPDX-License-Identifier: Apache-2.0
"""Both halves as processes of their own, in a time that passes as fast as a test likes; each can be
killed, started again on its address, and told another time."""

import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import BINARY

START_SECONDS = 60
CATCH_UP_SECONDS = 60


def instant(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Time:
    """Simulated time: `begin` when it is made, passing `speed` times as fast."""

    def __init__(self, begin, speed):
        self.begin = datetime.datetime.fromisoformat(begin).timestamp()
        self.speed = speed
        self.began = time.time()

    def now(self):
        return self.begin + self.speed * (time.time() - self.began)

    def words(self, ahead_seconds=0.0):
        """What `serve` is told; of a half whose clock is ahead by so much."""
        return (["--now", instant(self.begin + ahead_seconds)],
                ["--speed", str(self.speed), "--began", instant(self.began)])

    def wait_until(self, moment):
        """Sleeps until the simulated moment."""
        left = (moment - self.now()) / self.speed
        if left > 0:
            time.sleep(left)


class Half:
    """A data directory and `serve` on it."""

    def __init__(self, name, folder, half, clock, data=None):
        self.name = name
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir()
        self.data = pathlib.Path(data) if data else self.folder / "data"
        self.half = half
        self.clock = clock
        self.ahead = 0.0  # of its clock, seconds of simulated time
        self.port = free_port()
        self.process = None
        self.kills = 0
        self.config = self.folder / "config.yaml"
        self.config.write_text("stack: {settle_seconds: 1}\n")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def log(self):
        path = self.folder / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self):
        before, after = self.clock.words(self.ahead)
        command = [BINARY, "--data", str(self.data), "--config", str(self.config), *before,
                   "serve", "--half", self.half, "--listen", self.url, *after]
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log,
                                            env=variables)
        line = self.process.stdout.readline().decode().split()
        if line[:1] != ["ready"]:
            self.process.wait(START_SECONDS)
            raise AssertionError(f"{self.name} did not start:\n{self.log()[-3000:]}")

    def end(self, number):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(90)
        self.process.stdout.close()
        self.process = None

    def kill(self):
        self.kills += 1
        self.end(signal.SIGKILL)

    def stop(self):
        self.end(signal.SIGTERM)

    def run(self, *words, code=0):
        """A command on its data directory, through the server if it runs; the JSON it prints."""
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        done = subprocess.run([BINARY, "--data", str(self.data), "--json", *map(str, words)],
                              capture_output=True, text=True, env=variables, timeout=300,
                              check=False)
        if done.returncode != code:
            raise AssertionError(f"{self.name} {words}: exit code {done.returncode}\n"
                                 f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout

    def token(self, *words):
        """A file with a bearer token of this half's own issuer."""
        text = subprocess.run([BINARY, "--data", str(self.data), "token", *map(str, words)],
                              capture_output=True, text=True, check=True).stdout.strip()
        path = self.folder / ("token-" + "-".join(words).replace("/", "_")[-60:])
        path.write_text(text + "\n")
        return path

    def back_up(self, number):
        """A backup made through the server, if it runs; the folder it is in."""
        path = self.folder / f"backup-{number}"
        self.run("backup", path)
        return path

    def restore(self, backup):
        """The data directory is lost, and a backup takes its place."""
        self.kill()
        shutil.rmtree(self.data)
        self.run("restore", backup)

    def get(self, path, token):
        request = urllib.request.Request(self.url + path)
        request.add_header("Authorization", "Bearer " + token.read_text().strip())
        limit = time.monotonic() + CATCH_UP_SECONDS
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as refusal:
                said = refusal.read(1000).decode(errors="replace")
                # 503, too, while its clock, which was ahead, is behind what it wrote then.
                if refusal.code != 503 or time.monotonic() > limit:
                    raise AssertionError(
                        f"{self.name}: GET {path}: {refusal.code} {said}") from refusal
                time.sleep(0.1)
