#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: whatever falls, lies or is late between resource providers and the bill, each stack, meter
and hour has the same quantity at the stack, at commerce and in the provider's own account, to the
last digit. Method: two stacks and one commerce half as processes, simulated providers that post
with duplicates, disorder and late data, a hostile link between the halves, SIGKILL of either half,
a full disk at a stack and clocks that jump by hours; then peace, and everything is compared.

TOLLBRIDGE_BRIDGE_DAYS (1), TOLLBRIDGE_BRIDGE_SPEED (3600), TOLLBRIDGE_BRIDGE_RESOURCES (40),
TOLLBRIDGE_SEED (1). With jumps by days, restored backups and backlog: tests/soak/.
"""

import collections
import csv
import decimal
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from product import BINARY
from halves import Half, Time, instant
from hostile_link import HostileLink

DAYS = int(os.environ.get("TOLLBRIDGE_BRIDGE_DAYS", "1"))
SPEED = int(os.environ.get("TOLLBRIDGE_BRIDGE_SPEED", "3600"))
SEED = int(os.environ.get("TOLLBRIDGE_SEED", "1"))
RESOURCES = int(os.environ.get("TOLLBRIDGE_BRIDGE_RESOURCES", "40"))
BEGIN = "2026-06-30T00:00:00+00:00"  # so that a month ends however short it is
PEACE_SECONDS = 120  # of the machine's time, for everything to arrive
BOOK = pathlib.Path("tests/fixtures/books/campaign.yaml").resolve()

STACKS = [("9c1e0000-0000-4000-8000-0000000000a1", "northwest",
           "2f3e0000-0000-4000-8000-00000000001a"),
          ("9c1e0000-0000-4000-8000-0000000000a2", "southeast",
           "2f3e0000-0000-4000-8000-00000000002a")]
HOME = "7b6d3d3a-0000-4000-8000-00000000000f"


class Campaign:
    """Two stacks, one commerce half, links between them, and providers."""

    def __init__(self, folder, seed):
        self.folder = pathlib.Path(folder)
        self.chance = random.Random(seed)
        self.seed = seed
        self.time = Time(BEGIN, SPEED)
        self.end = self.time.begin + DAYS * 86_400
        self.counts = collections.Counter()
        self.commerce = Half("commerce", folder, "commerce", self.time)
        self.commerce.run("--now", instant(self.time.begin), "apply", BOOK)
        self.commerce.start()
        self.owner = self.commerce.token("--role", "partner", "--partner", "contoso")
        self.stacks, self.links, self.providers = [], [], []
        for number, (cloud_id, region, default) in enumerate(STACKS):
            link = HostileLink(self.commerce.port, seed + number)
            self.links.append(link)
            self.stacks.append(self.make_stack(cloud_id, region, default, link))

    def make_stack(self, cloud_id, region, default, link):
        disk = self.folder / ("disk-" + region)
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk], check=True)
        half = Half(region, self.folder, "stack", self.time, disk / "data")
        half.cloud_id, half.disk = cloud_id, disk
        half.run("--now", instant(self.time.begin), "stack", "create", cloud_id, "--region",
                 region, "--provider-subscription", "infra-" + region, "--home", HOME)
        half.start()
        half.operator = half.token("--role", "operator", "--stack", cloud_id)
        half.run("stack", "register", cloud_id, "--commerce", f"http://127.0.0.1:{link.port}",
                 "--subscription", default, "--name", region, "--token-file", self.owner,
                 "--billing-model", "PayAsYouUse")
        return half

    def begin_providers(self):
        for number, stack in enumerate(self.stacks):
            words = ["simulate", "providers", "--stack", stack.cloud_id, "--to", stack.url,
                     "--token-file", stack.operator, "--resources", RESOURCES,
                     "--seed", self.seed * 100 + number, "--from", instant(self.time.begin),
                     "--until", instant(self.end), "--speed", SPEED,
                     "--began", instant(self.time.began), "--faults", "all",
                     "--truth", stack.folder / "truth.csv",
                     "--subscriptions", stack.folder / "subscriptions.csv",
                     "--provider-subscription", "infra-" + stack.name, "--region", stack.name]
            log = open(stack.folder / "providers.log", "wb")
            self.providers.append(subprocess.Popen([BINARY, *map(str, words)], stdout=log,
                                                   stderr=subprocess.STDOUT))

    def misfortune(self):
        """One thing that goes wrong, and is over when it returns."""
        what = self.chance.choice(["kill_stack", "kill_commerce", "kill_both", "stop_commerce",
                                   "cut", "full_disk", "clock", "calm"])
        self.counts[what] += 1
        stack = self.chance.choice(self.stacks)
        if what in ("kill_stack", "kill_both"):
            stack.kill()
        if what in ("kill_commerce", "kill_both"):
            self.commerce.kill()
        if what == "stop_commerce":
            self.commerce.stop()
        if what == "clock":
            stack.kill()
            stack.ahead = self.chance.uniform(-3, 3) * 3600
        if what == "cut":
            for link in self.links:
                link.hostility = 1.0
        if what == "full_disk":
            self.fill(stack)
        time.sleep(self.chance.uniform(0, 1.5))
        if what == "full_disk":
            (stack.disk / "ballast").unlink()
            if stack.process.poll() is not None:  # a failed sync ends it, as it should (D3)
                self.counts["ended by the full disk"] += 1
                stack.end(0)
        for half in (self.commerce, *self.stacks):
            if half.process is None:
                half.start()
        for link in self.links:
            link.hostility = 0.3

    def fill(self, stack):
        found = os.statvfs(stack.disk)
        with open(stack.disk / "ballast", "wb") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, max(found.f_bavail * found.f_frsize, 4096))
            except OSError:
                pass  # it is full already

    def run(self):
        self.begin_providers()
        for link in self.links:
            link.hostility = 0.3
        while self.time.now() < self.end:
            self.misfortune()
            time.sleep(self.chance.uniform(0.2, 2.5))
        self.peace()

    def peace(self):
        """Everything arrives."""
        for link in self.links:
            link.hostility = 0.0
        for stack in self.stacks:
            if stack.ahead < 0:  # its last hours would be settled late
                stack.stop()
                stack.ahead = 0.0
                stack.start()
        for process, stack in zip(self.providers, self.stacks):
            code = process.wait(600)
            assert code == 0, (stack.folder / "providers.log").read_text()[-2000:]
        self.time.wait_until(self.end + 6 * 3600)
        limit = time.monotonic() + PEACE_SECONDS
        while time.monotonic() < limit:
            if all(self.at_rest(stack) for stack in self.stacks):
                return
            time.sleep(0.5)
        raise AssertionError("not everything arrived: " + "; ".join(
            str(stack.get(f"/v1/stacks/{stack.cloud_id}/bridge", stack.operator))
            for stack in self.stacks))

    def at_rest(self, stack):
        """No hour of the campaign is due, and commerce has every row."""
        metering = stack.get(f"/v1/stacks/{stack.cloud_id}/metering", stack.operator)
        oldest = metering["due"]["oldest"]
        if oldest is not None and oldest < instant(self.end):
            return False
        bridge = stack.get(f"/v1/stacks/{stack.cloud_id}/bridge", stack.operator)
        newer = bridge["as_of"] > metering["settled"]["at"]  # it has seen what was settled last
        return newer and bridge["backlog"]["rows"] == 0 and bridge["backlog"]["batches"] == 0

    def close(self):
        for process in self.providers:
            if process.poll() is None:
                process.kill()
                process.wait()
        for half in (self.commerce, *self.stacks):
            half.stop()
        for link in self.links:
            link.stop()
        for stack in self.stacks:
            subprocess.run(["umount", stack.disk], check=True)


def truth_of(stack):
    """{(meter, hour): quantity} as the provider counted it."""
    sums = collections.Counter()
    with open(stack.folder / "truth.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sums[row["meter"], row["hour"]] += decimal.Decimal(row["quantity"])
    return sums


def periods_of(sums):
    return sorted({hour[:7] for _, hour in sums})


def told_by(rows, begin, end):
    """{(meter, hour): quantity} of the campaign's hours; those with nothing left out."""
    return {(row["meter"], row["hour"]): decimal.Decimal(row["quantity"]) for row in rows
            if begin <= row["hour"] < end and decimal.Decimal(row["quantity"]) != 0}


def usage_at(stack, period):
    """All pages of the stack's own hours."""
    rows, cursor = [], ""
    while True:
        page = stack.get(f"/v1/usage?period={period}&by=meter&by=hour&limit=1000{cursor}",
                         stack.operator)
        rows += page["rows"]
        if not page.get("next"):
            return rows
        cursor = "&cursor=" + page["next"]


def compare(what, found, expected):
    wrong = {key for key in found.keys() | expected.keys()
             if found.get(key, 0) != expected.get(key, 0)}
    shown = "; ".join(f"{key}: {found.get(key, 0)}, not {expected.get(key, 0)}"
                      for key in sorted(wrong)[:5])
    assert not wrong, f"{what}: {len(wrong)} of {len(expected)} meters and hours differ: {shown}"


def check(campaign):
    """Provider = stack = commerce, by stack, meter and hour; how many were compared."""
    decimal.getcontext().prec = 60
    begin, end = instant(campaign.time.begin), instant(campaign.end)
    compared = 0
    for stack in campaign.stacks:
        truth = {key: value for key, value in truth_of(stack).items()
                 if value != 0 and key[1] < end}
        assert truth, "the providers told nothing"
        at_stack, at_commerce = [], []
        for period in periods_of(truth):
            at_stack += usage_at(stack, period)
            shown = campaign.commerce.run("usage", "show", "--period", period, "--by", "stack",
                                          "--by", "meter", "--by", "hour")["rows"]
            at_commerce += [row for row in shown if row["stack"] == stack.cloud_id]
        here = told_by(at_stack, begin, end)
        compare(f"{stack.name}: stack and provider", here, truth)
        compare(f"{stack.name}: commerce and stack", told_by(at_commerce, begin, end), here)
        compared += len(truth)
    return compared


def price_and_map(campaign, meters, later):
    """One price for everything; half of each stack's tenants get a subscription from the start."""
    folder = campaign.folder
    (folder / "sheet.csv").write_text(
        "meter,unit_price\n" + "".join(f"{meter},0.01\n" for meter in sorted(meters)))
    book, mappings = [BOOK.read_text(), "customers:"], []
    subscriptions = []
    for stack in campaign.stacks:
        with open(stack.folder / "subscriptions.csv", newline="", encoding="utf-8") as file:
            tenants = [row["tenant"] for row in csv.DictReader(file)]
        for tenant in tenants[::2]:
            customer = f"customer{len(subscriptions)}"
            book.append(f"  - {{id: {customer}, partner: contoso, name: {customer}, "
                        f"country: SE, tenants: [{tenant}]}}")
            subscriptions.append(f"  - {{id: {tenant}, offer: CSP, partner: contoso, "
                                 f"customer: {customer}}}")
            mappings.append((stack.name, tenant, tenant))
    text = "\n".join(book + ["price_sheets:", "  - {id: list, seller: provider, currency: EUR, "
                             "from: 2026-01-01, file: sheet.csv}"])
    text = text.replace("\ncustomers:", "\n" + "\n".join(subscriptions) + "\ncustomers:")
    (folder / "book.yaml").write_text(text + "\n")
    run = campaign.commerce.run
    run("--now", later, "apply", folder / "book.yaml")
    for registration, tenant, subscription in mappings:
        run("--now", later, "mapping", "add", registration, tenant, subscription, "--from",
            instant(campaign.time.begin))


def bill(campaign):
    """Closes the months that have passed; the quantities billed are the provider's. How many lines
    were billed."""
    for half in (*campaign.stacks, campaign.commerce):
        half.stop()
    later = instant(campaign.time.now() + 86_400)
    run, sums = campaign.commerce.run, collections.Counter()
    begins = {one["cloud_id"]: one["from"] for one in run("registration", "list")["registrations"]}
    for stack in campaign.stacks:
        for key, quantity in truth_of(stack).items():
            if key[1] >= begins[stack.cloud_id]:  # what was before is nobody's: quarantine
                sums[key] += quantity
    price_and_map(campaign, {meter for meter, _ in sums}, later)
    lines = 0
    for period in periods_of(sums):
        if period >= later[:7]:
            continue
        assert run("--now", later, "reconcile", period)["ok"]
        run("--now", later, "close", period)
        billed = collections.Counter()
        for listed in run("--now", later, "invoice", "list")["invoices"]:
            if listed["period"] != period:
                continue
            for line in run("--now", later, "invoice", "show", listed["id"])["lines"]:
                billed[line["meter"]] += decimal.Decimal(line["quantity"])
                lines += 1
        expected = collections.Counter()
        for (meter, hour), quantity in sums.items():
            if hour[:7] == period and quantity != 0:
                expected[meter] += quantity
        compare(f"the bill of {period}", billed, expected)
        assert run("--now", later, "verify")["ok"]
    run("--now", later, "audit", "--verify")
    return lines


def main():
    begun = time.monotonic()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="tollbridge_bridge_") as folder:
        campaign = Campaign(folder, SEED)
        try:
            campaign.run()
            compared = check(campaign)
            lines = bill(campaign)
            passed += 1
            print(f"{compared} meters and hours of {len(campaign.stacks)} stacks are the same at "
                  f"provider, stack and commerce; {lines} lines billed")
        except (AssertionError, urllib.error.URLError) as error:
            print(f"TOLLBRIDGE_SEED={SEED}: {error}")
            failed += 1
        finally:
            kills = {half.name: half.kills for half in (campaign.commerce, *campaign.stacks)}
            met = sum((link.met for link in campaign.links), collections.Counter())
            campaign.close()
        print(f"{DAYS} days in {time.monotonic() - begun:.0f} s; misfortunes "
              f"{dict(campaign.counts)}; kills {kills}; {sum(l.requests for l in campaign.links)} "
              f"requests between the halves met {dict(met)}")
        if sum(kills.values()) == 0 or sum(met.values()) == 0:
            print("nothing went wrong: the test tests nothing")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
