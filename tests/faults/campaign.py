# SPDX-License-Identifier: Apache-2.0
"""Two stacks and one commerce half as processes, a hostile link between the halves, resource
providers that post with duplicates, disorder and late data, and misfortunes: what a campaign is
made of. bridge_test.py says what is expected of it."""

import collections
import dataclasses
import os
import pathlib
import random
import shutil
import subprocess
import time

from halves import Half, Time, instant
from hostile_link import FAULTS, HostileLink
from product import BINARY
from provider_gate import ProviderGate

BEGIN = "2026-06-30T00:00:00+00:00"  # so that a month ends however short it is
DAY = 86_400
HOUR = 3_600
PEACE_SECONDS = 300  # of the machine's time, for everything to arrive
QUIET_SECONDS = 300  # likewise, for what was taken from a backup to be reconciled
HOSTILITY = 0.3      # share of requests between the halves that meet a fault
BOOK = pathlib.Path("tests/fixtures/books/campaign.yaml").resolve()

STACKS = [("9c1e0000-0000-4000-8000-0000000000a1", "northwest",
           "2f3e0000-0000-4000-8000-00000000001a"),
          ("9c1e0000-0000-4000-8000-0000000000a2", "southeast",
           "2f3e0000-0000-4000-8000-00000000002a")]
HOME = "7b6d3d3a-0000-4000-8000-00000000000f"

MISFORTUNES = ("kill_stack", "kill_commerce", "kill_both", "stop_commerce", "dark_link",
               "full_disk", "clock_hours_ahead", "clock_hours_back", "clock_days_ahead",
               "clock_days_back", "commerce_clock_hours", "restore_stack", "restore_commerce",
               "calm")


@dataclasses.dataclass
class Setting:
    days: int = 2           # of usage under misfortunes, after the backlog
    backlog_days: int = 35  # that the first stack measures without a link before that
    speed: int = 3600
    resources: int = 40     # of each stack
    seed: int = 1


class Campaign:
    def __init__(self, folder, setting):
        self.folder = pathlib.Path(folder)
        self.setting = setting
        self.chance = random.Random(setting.seed)
        self.deck = []
        self.rounds = collections.Counter()  # of each misfortune
        self.counts = collections.Counter()  # of what came of them
        self.drained = None  # how the backlog went
        self.providers = []
        self.backups = {}    # the newest of each half, and what the world was then
        registered = Time(BEGIN, 1)
        self.begin = registered.begin
        self.live = self.begin + setting.backlog_days * DAY
        self.end = self.live + setting.days * DAY
        self.time = registered
        self.commerce = Half("commerce", folder, "commerce", registered)
        self.commerce.run("--now", instant(self.begin), "apply", BOOK)
        self.commerce.start()
        self.provider = self.commerce.token("--role", "provider")
        self.owner = self.commerce.token("--role", "partner", "--partner", "contoso")
        self.stacks = []
        for number, (cloud_id, region, default) in enumerate(STACKS):
            link = HostileLink(self.commerce.port, setting.seed + number)
            self.stacks.append(self.make_stack(cloud_id, region, default, link))

    @property
    def halves(self):
        return (self.commerce, *self.stacks)

    def make_stack(self, cloud_id, region, default, link):
        disk = self.folder / ("disk-" + region)
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk], check=True)
        half = Half(region, self.folder, "stack", self.time, disk / "data")
        half.cloud_id, half.disk, half.link = cloud_id, disk, link
        half.run("--now", instant(self.begin), "stack", "create", cloud_id, "--region",
                 region, "--provider-subscription", "infra-" + region, "--home", HOME)
        half.start()
        half.gate = ProviderGate(half.port)
        half.operator = half.token("--role", "operator", "--stack", cloud_id)
        half.run("stack", "register", cloud_id, "--commerce", f"http://127.0.0.1:{link.port}",
                 "--subscription", default, "--name", region, "--token-file", self.owner,
                 "--billing-model", "PayAsYouUse")
        return half

    def set_time(self, begin, speed):
        """Another day begins for everybody."""
        for half in self.halves:
            half.stop()
        self.time = Time(instant(begin)[:-1] + "+00:00", speed)
        for half in self.halves:
            half.clock = self.time
            half.start()

    def provider_words(self, stack, seed, name):
        return [BINARY, "simulate", "providers", "--stack", stack.cloud_id, "--token-file",
                str(stack.operator), "--resources", str(self.setting.resources), "--seed",
                str(self.setting.seed * 100 + seed), "--faults", "all",
                "--truth", str(stack.folder / f"truth-{name}.csv"),
                "--subscriptions", str(stack.folder / f"subscriptions-{name}.csv"),
                "--provider-subscription", "infra-" + stack.name, "--region", stack.name]

    def gather_backlog(self):
        """The first stack measures for weeks, and its link is dark."""
        stack = self.stacks[0]
        stack.link.dark = True
        self.set_time(self.live, 1)
        subprocess.run(self.provider_words(stack, 50, "backlog") +
                       ["--to", stack.url, "--speed", "0", "--from", instant(self.begin),
                        "--until", instant(self.live)], check=True, capture_output=True)
        self.until(lambda: not self.hours_due(stack, self.live - 2 * HOUR), "the backlog settled")
        self.until(lambda: self.bridge(stack)["backlog"]["rows"] > 0, "the backlog told")
        found = self.bridge(stack)
        self.drained = {"rows": found["backlog"]["rows"], "since": found["backlog"]["oldest_hour"],
                        "alerts": [one["name"] for one in found["alerts"]]}

    def begin_live(self):
        """Time begins to pass, links are there, and providers post."""
        self.set_time(self.live, self.setting.speed)
        for number, stack in enumerate(self.stacks):
            words = self.provider_words(stack, number, "live") + [
                "--to", f"http://127.0.0.1:{stack.gate.port}", "--from", instant(self.live),
                "--until", instant(self.end), "--speed", str(self.setting.speed),
                "--began", instant(self.time.began)]
            with open(stack.folder / "providers.log", "wb") as log:
                self.providers.append(subprocess.Popen(words, stdout=log,
                                                       stderr=subprocess.STDOUT))
        for stack in self.stacks:
            stack.link.hostility = HOSTILITY
            stack.link.dark = False
        self.drained["began"] = time.monotonic()

    def run(self):
        self.gather_backlog()
        self.begin_live()
        while self.time.now() < self.end or not all(self.rounds[one] for one in MISFORTUNES):
            self.misfortune()
            self.watch_backlog()
            time.sleep(self.chance.uniform(0.1, 1.5))
        self.peace()

    def watch_backlog(self):
        """Notes when all hours of the dark weeks have arrived."""
        if "seconds" in self.drained:
            return
        found = self.bridge(self.stacks[0])
        oldest = found["backlog"]["oldest_hour"]
        if found["watermark"] and (oldest is None or oldest >= instant(self.live - 2 * HOUR)):
            self.drained["seconds"] = time.monotonic() - self.drained["began"]
            self.drained["posts"] = len(self.stacks[0].gate.posts)

    def misfortune(self):
        """One thing that goes wrong, and is over when it returns."""
        for half in self.halves:
            if half not in self.backups or self.chance.random() < 0.1:
                self.back_up(half)
        if not self.deck:
            self.deck = self.chance.sample(MISFORTUNES, len(MISFORTUNES))
            if not self.rounds:  # while there is usage, however slow this machine is
                self.deck.sort(key=lambda one: one.startswith("restore"))
                self.deck += ["calm", "kill_stack"]
        what = self.deck.pop()
        stack = self.chance.choice(self.stacks)
        getattr(self, what)(stack)
        for half in self.halves:
            if half.process is None:
                half.start()
        self.rounds[what] += 1

    def wait(self, most=1.5):
        time.sleep(self.chance.uniform(0, most))

    def calm(self, _):
        self.wait()

    def kill_stack(self, stack):
        stack.kill()
        self.wait()

    def kill_commerce(self, _):
        self.commerce.kill()
        self.wait()

    def kill_both(self, stack):
        stack.kill()
        self.commerce.kill()
        self.wait()

    def stop_commerce(self, _):
        self.commerce.stop()
        self.wait()

    def dark_link(self, stack):
        before = stack.link.met["dark"]
        stack.link.dark = True
        self.until(lambda: stack.link.met["dark"] > before, "a request into the dark")
        self.wait()
        stack.link.dark = False

    def full_disk(self, stack):
        with open(stack.disk / "ballast", "wb") as file:
            size = 0
            while (found := os.statvfs(stack.disk)).f_bavail > 0:
                try:
                    os.posix_fallocate(file.fileno(), size, found.f_bavail * found.f_frsize)
                    size += found.f_bavail * found.f_frsize
                except OSError:
                    continue  # the stack took some of it meanwhile
        self.counts["disks filled to the last byte"] += 1
        self.wait(2.5)
        (stack.disk / "ballast").unlink()
        time.sleep(0.3)
        if stack.process.poll() is not None:  # a failed sync ends it, as it should (D3)
            self.counts["halves ended by the full disk"] += 1
            stack.end(0)

    def clock_hours_ahead(self, stack):
        self.jump(stack, self.chance.uniform(0.5, 5) * HOUR)

    def clock_hours_back(self, stack):
        self.jump(stack, -self.chance.uniform(0.5, 5) * HOUR)

    def clock_days_ahead(self, stack):
        self.jump_there_and_back(stack, self.chance.uniform(1.5, 6) * DAY)

    def clock_days_back(self, stack):
        self.jump_there_and_back(stack, -self.chance.uniform(1.5, 6) * DAY)

    def jump(self, half, seconds):
        """From now on; until another jump."""
        half.kill()
        half.ahead = seconds
        self.counts["jumps of clocks"] += 1

    def jump_there_and_back(self, stack, seconds):
        self.jump(stack, seconds)
        stack.start()
        self.wait(3)
        self.jump(stack, 0.0)

    def commerce_clock_hours(self, _):
        self.jump(self.commerce, self.chance.uniform(-3, 3) * HOUR)
        self.commerce.start()
        self.wait(2)
        self.jump(self.commerce, 0.0)

    def back_up(self, half):
        mark = len(half.gate.posts) if half in self.stacks else 0
        then = {stack: self.stands(stack) for stack in self.stacks}
        if half in self.backups:
            shutil.rmtree(self.backups[half][0])
        self.counts["backups"] += 1
        self.backups[half] = (half.back_up(self.counts["backups"]), mark, then)

    def stands(self, stack):
        """The newest batch of the stack that commerce has, and that the stack has."""
        taken = self.commerce.get(f"/v1/stacks/{stack.cloud_id}/batches", self.provider)
        return taken["watermark"], self.bridge(stack)["newest_batch"]

    def restore_stack(self, stack):
        """It has forgotten batches that commerce took, and readings that providers post again."""
        backup, mark, then = self.backups[stack]
        had = then[stack][1]
        self.until(lambda: self.stands(stack)[0] > had, "a batch taken since the backup")
        before = self.stands(stack)[0]
        stack.gate.close()
        stack.restore(backup)
        stack.start()
        stack.operator = stack.token("--role", "operator", "--stack", stack.cloud_id)
        if self.chance.random() < 0.5:  # and it falls while it takes them back
            self.wait(0.3)
            stack.kill()
            stack.start()
        self.until(lambda: self.has_all_of_commerce(stack, before), "batches taken back")
        self.counts["batches taken back by stacks"] += before - had
        stack.gate.open_again(mark, stack.operator.read_bytes().strip())

    def has_all_of_commerce(self, stack, before):
        found = self.bridge(stack)
        return found["watermark"] is not None and found["newest_batch"] >= max(
            before, found["watermark"])

    def restore_commerce(self, _):
        """It has forgotten batches whose receipts the stacks have."""
        backup, _, then = self.backups[self.commerce]
        self.until(lambda: any(self.stands(one)[0] > then[one][0] for one in self.stacks),
                   "a batch taken since the backup")
        lost = {stack: self.stands(stack)[0] for stack in self.stacks}
        self.commerce.restore(backup)
        self.commerce.start()
        self.provider = self.commerce.token("--role", "provider")
        for stack, number in lost.items():
            self.until(lambda one=stack, last=number: self.stands(one)[0] >= last,
                       "batches sent again")
            self.counts["batches sent again to commerce"] += number - then[stack][0]

    def bridge(self, stack):
        """As it is told, once the server has begun to."""
        for _ in range(300):
            found = stack.get(f"/v1/stacks/{stack.cloud_id}/bridge", stack.operator)
            if found["state"] != "not running":
                break
            time.sleep(0.1)
        return found

    def hours_due(self, stack, until):
        """Whether an hour before that is not told yet."""
        metering = stack.get(f"/v1/stacks/{stack.cloud_id}/metering", stack.operator)
        oldest = metering["due"]["oldest"]
        return oldest is not None and oldest < instant(until)

    def until(self, holds, what):
        limit = time.monotonic() + QUIET_SECONDS
        while not holds():
            if time.monotonic() > limit:
                raise AssertionError(f"waited in vain for {what}: " + "; ".join(
                    str(self.bridge(stack)) for stack in self.stacks if stack.process))
            time.sleep(0.1)

    def peace(self):
        """Everything arrives."""
        for stack in self.stacks:
            stack.link.hostility = 0.0
            if stack.ahead != 0:
                stack.stop()
                stack.ahead = 0.0
                stack.start()
        for process, stack in zip(self.providers, self.stacks):
            code = process.wait(600)
            assert code == 0, (stack.folder / "providers.log").read_text()[-2000:]
        self.time.wait_until(self.end + 6 * HOUR)
        limit = time.monotonic() + PEACE_SECONDS
        while time.monotonic() < limit:
            if all(self.at_rest(stack) for stack in self.stacks):
                self.watch_backlog()
                return
            time.sleep(0.5)
        raise AssertionError("not everything arrived: " + "; ".join(
            str(self.bridge(stack)) for stack in self.stacks))

    def at_rest(self, stack):
        """No hour of the campaign is due, and commerce has every row."""
        if self.hours_due(stack, self.end):
            return False
        settled = stack.get(f"/v1/stacks/{stack.cloud_id}/metering", stack.operator)["settled"]
        bridge = self.bridge(stack)
        newer = bridge["as_of"] > settled["at"]  # it has seen what was settled last
        return newer and bridge["backlog"]["rows"] == 0 and bridge["backlog"]["batches"] == 0

    def met(self):
        """Faults of the link, by kind."""
        return sum((stack.link.met for stack in self.stacks), collections.Counter())

    def never_met(self):
        """What a campaign must meet and this one did not; a list that must be empty."""
        wanted = {**{one: self.rounds[one] for one in MISFORTUNES},
                  **{one: self.met()[one] for one in (*FAULTS, "dark")},
                  **{one: self.counts[one] for one in (
                      "batches taken back by stacks", "batches sent again to commerce",
                      "disks filled to the last byte")}}
        return [what for what, times in wanted.items() if times == 0]

    def close(self):
        for process in self.providers:
            if process.poll() is None:
                process.kill()
                process.wait()
        for half in self.halves:
            half.stop()
        for stack in self.stacks:
            stack.link.stop()
            stack.gate.stop()
            subprocess.run(["umount", stack.disk], check=True)
