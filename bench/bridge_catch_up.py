#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a stack that was cut off needs to catch up: both halves as processes on this machine, a
backlog of hourly rows at the stack, then the link is there.

    python3 bench/bridge_catch_up.py [--resources 10000] [--days 35]

Prints JSON: readings and hours a second at the stack, rows a second and bytes a row over the link,
processor time and memory of both halves. Set TOLLBRIDGE to the program
(build/release/tollbridge).
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "faults"))
from halves import Half, Time, instant
from hostile_link import HostileLink

CLOUD = "9c1e0000-0000-4000-8000-0000000000a1"
DEFAULT = "2f3e0000-0000-4000-8000-00000000001a"
BEGIN = "2026-07-01T00:00:00+00:00"
METERS = [f"fab6eb84-500b-4a09-a8ca-7358f8bbae{n:02x}" for n in range(20)]
POST = 50_000


def post(stack, lines):
    request = urllib.request.Request(f"{stack.url}/v1/stacks/{CLOUD}/readings",
                                     data="".join(lines).encode(), method="POST")
    request.add_header("Authorization", "Bearer " + stack.operator.read_text().strip())
    request.add_header("Content-Type", "application/x-ndjson")
    with urllib.request.urlopen(request, timeout=600) as answer:
        done = json.loads(answer.read())
    assert done["rejected"] == 0, done["errors"][:3]


def readings(resources, days, begin):
    """A day of each resource and meter at a time: 24 hours with one quantity each."""
    for day in range(days):
        for number in range(resources):
            yield (f'{{"subscription":"infra","meter":"{METERS[number % len(METERS)]}",'
                   f'"resource":"/subscriptions/infra/resourceGroups/g{number % 97}/vm{number}",'
                   f'"start":"{instant(begin + day * 86_400)}",'
                   f'"end":"{instant(begin + (day + 1) * 86_400)}",'
                   f'"value":{24 + number % 7}.{day + 1},"source":"{number}"}}\n')


def usage_of(half):
    """Processor seconds and highest memory, MiB."""
    status = pathlib.Path(f"/proc/{half.process.pid}/status").read_text()
    fields = pathlib.Path(f"/proc/{half.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    memory = next(int(line.split()[1]) for line in status.splitlines()
                  if line.startswith("VmHWM"))
    return (int(fields[11]) + int(fields[12])) / 100, memory // 1024


def until(question, seconds):
    begun = time.monotonic()
    while not question():
        if time.monotonic() - begun > seconds:
            raise SystemExit("it takes too long")
        time.sleep(0.2)
    return time.monotonic() - begun


def settled(stack):
    metering = stack.get(f"/v1/stacks/{CLOUD}/metering", stack.operator)
    return metering["due"]["hours"] == 0


def arrived(stack):
    bridge = stack.get(f"/v1/stacks/{CLOUD}/bridge", stack.operator)
    return (bridge["state"] == "resting" and bridge["watermark"] == bridge["newest_batch"]
            and bridge["backlog"]["rows"] == 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=35)
    asked = parser.parse_args()
    hours = asked.resources * asked.days * 24
    with tempfile.TemporaryDirectory(prefix="tollbridge_bench_") as folder:
        clock = Time(BEGIN, 1)
        clock.begin += asked.days * 86_400 + 7_200  # all of it has passed
        begin = clock.begin - asked.days * 86_400 - 7_200
        commerce = Half("commerce", folder, "commerce", clock)
        commerce.run("--now", instant(begin), "apply",
                     ROOT / "tests" / "fixtures" / "books" / "campaign.yaml")
        stack = Half("stack", folder, "stack", clock)
        stack.run("--now", instant(begin), "stack", "create", CLOUD, "--region", "west",
                  "--provider-subscription", "infra", "--home",
                  "7b6d3d3a-0000-4000-8000-00000000000f")
        stack.start()
        stack.operator = stack.token("--role", "operator", "--stack", CLOUD)
        begun, lines = time.monotonic(), []
        for line in readings(asked.resources, asked.days, begin):
            lines.append(line)
            if len(lines) == POST:
                post(stack, lines)
                lines = []
        if lines:
            post(stack, lines)
        posting = time.monotonic() - begun
        settling = until(lambda: settled(stack), 3_600)
        stack_before, _ = usage_of(stack)
        commerce.start()
        owner = commerce.token("--role", "partner", "--partner", "contoso")
        with HostileLink(commerce.port, seed=1) as link:
            stack.run("stack", "register", CLOUD, "--commerce", f"http://127.0.0.1:{link.port}",
                      "--subscription", DEFAULT, "--name", "west", "--token-file", owner,
                      "--billing-model", "PayAsYouUse")
            catching_up = until(lambda: arrived(stack), 3_600)
            wire = link.bytes_out
        stack_after, stack_memory = usage_of(stack)
        commerce_seconds, commerce_memory = usage_of(commerce)
        stack.stop()
        commerce.stop()
        shown = commerce.run("usage", "show", "--period", instant(begin)[:7])["rows"]
        rows = sum(row["records"] for row in shown)
    print(json.dumps({
        "resources": asked.resources, "days": asked.days, "hours": hours,
        "hours_of_first_month_at_commerce": rows,
        "readings": asked.resources * asked.days, "posting_s": round(posting, 1),
        "settling_s": round(settling, 1), "catch_up_s": round(catching_up, 1),
        "rows_per_s": round(hours / catching_up), "bytes_per_row": round(wire / hours, 2),
        "stack_cpu_s": round(stack_after - stack_before, 1), "stack_mib": stack_memory,
        "commerce_cpu_s": round(commerce_seconds, 1), "commerce_mib": commerce_memory}, indent=2))


if __name__ == "__main__":
    main()
