#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: whatever falls, lies or is late between resource providers and the bill, each stack, meter
and hour has the same quantity at the stack, at commerce and in the provider's own account, to the
last digit. Method: two stacks and one commerce half as processes; one stack measures 35 days
without a link and sends them while new usage comes; the link between the halves is hostile; both
halves are killed, restored from old backups, their clocks jump, a stack's disk is full. Then peace,
everything is compared and billed, and one digit altered at commerce must be found. A campaign that
did not meet each of these fails.

TOLLBRIDGE_BRIDGE_DAYS (2), TOLLBRIDGE_BRIDGE_SPEED (3600), TOLLBRIDGE_BRIDGE_RESOURCES (40),
TOLLBRIDGE_SEED (1). A quarter: tests/soak/bridge_quarter_test.py.
"""

import collections
import csv
import decimal
import os
import pathlib
import sys
import tempfile
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "functional"))
from campaign import BOOK, FAULTS, MISFORTUNES, Campaign, Setting
from halves import instant

SMALLEST = decimal.Decimal("0.000000000000000001")


def told_in(stack, what):
    """The rows of what the stack's providers wrote about themselves."""
    for path in sorted(stack.folder.glob(f"{what}-*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def truth_of(stack):
    """{(meter, hour): quantity} as the providers counted it."""
    sums = collections.Counter()
    for row in told_in(stack, "truth"):
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


def usage_at_commerce(campaign, stack, periods):
    rows = []
    for period in periods:
        shown = campaign.commerce.run("usage", "show", "--period", period, "--by", "stack",
                                      "--by", "meter", "--by", "hour")["rows"]
        rows += [row for row in shown if row["stack"] == stack.cloud_id]
    return told_by(rows, instant(campaign.begin), instant(campaign.end))


def compare(what, found, expected):
    wrong = {key for key in found.keys() | expected.keys()
             if found.get(key, 0) != expected.get(key, 0)}
    shown = "; ".join(f"{key}: {found.get(key, 0)}, not {expected.get(key, 0)}"
                      for key in sorted(wrong)[:5])
    assert not wrong, f"{what}: {len(wrong)} of {len(expected)} meters and hours differ: {shown}"


def check(campaign):
    """Provider = stack = commerce, by stack, meter and hour; what each stack has."""
    begin, end = instant(campaign.begin), instant(campaign.end)
    sums = {}
    for stack in campaign.stacks:
        truth = {key: value for key, value in truth_of(stack).items()
                 if value != 0 and key[1] < end}
        assert truth, "the providers told nothing"
        at_stack = []
        for period in periods_of(truth):
            at_stack += usage_at(stack, period)
        here = sums[stack] = told_by(at_stack, begin, end)
        there = usage_at_commerce(campaign, stack, periods_of(here))
        compare(f"{stack.name}: stack and provider", here, truth)
        compare(f"{stack.name}: commerce and stack", there, here)
    return sums


def price_and_map(campaign, meters, later):
    """One price for everything; half of each stack's tenants get a subscription from the start."""
    folder = campaign.folder
    (folder / "sheet.csv").write_text(
        "meter,unit_price\n" + "".join(f"{meter},0.01\n" for meter in sorted(meters)))
    book, mappings = [BOOK.read_text(), "customers:"], []
    subscriptions = []
    for stack in campaign.stacks:
        tenants = [row["tenant"] for row in told_in(stack, "subscriptions")]
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
            instant(campaign.begin))


def bill(campaign, later):
    """Closes the months that have passed; the quantities billed are the provider's. How many lines
    were billed."""
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


def control(campaign, sums, later):
    """The comparison can fail: the smallest quantity there is, put in at commerce, is found."""
    stack = campaign.stacks[0]
    meter, hour = campaign.chance.choice(sorted(sums[stack]))
    local = next(told_in(stack, "subscriptions"))
    path = campaign.folder / "altered.csv"
    path.write_text("stack,subscription,tenant,meter,resource,start,quantity\n"
                    f"{stack.cloud_id},{local['subscription']},{local['tenant']},{meter},"
                    f"/altered,{hour},{SMALLEST}\n")
    done = campaign.commerce.run("--now", later, "usage", "import", path)
    assert done["accepted"] == 1, done
    there = usage_at_commerce(campaign, stack, periods_of(sums[stack]))
    try:
        compare("control", there, sums[stack])
    except AssertionError as found:
        assert f"control: 1 of {len(sums[stack])} meters" in str(found), found
        assert there[meter, hour] == sums[stack][meter, hour] + SMALLEST, found
        return
    raise AssertionError(f"{SMALLEST} more at commerce was not found")


def examine(campaign):
    """All that is expected after a campaign; what it has shown."""
    sums = check(campaign)
    for half in campaign.halves:
        half.stop()
    later = instant(campaign.time.now() + 86_400)
    lines = bill(campaign, later)
    control(campaign, sums, later)
    never = campaign.never_met()
    assert not never, f"the campaign never met {', '.join(never)}"
    assert "seconds" in campaign.drained, "the backlog was never seen to be drained"
    return (f"{sum(len(one) for one in sums.values())} meters and hours of {len(sums)} stacks are "
            f"the same at provider, stack and commerce; {lines} lines billed; {SMALLEST:f} altered "
            "at commerce was found")


def report(campaign, seconds):
    """What it met, with counts."""
    met, drained = campaign.met(), campaign.drained
    setting = campaign.setting
    print(f"{setting.days} days at speed {setting.speed} after {setting.backlog_days} days of "
          f"backlog, {setting.resources} resources each, in {seconds:.0f} s")
    print("rounds: " + ", ".join(f"{one} {campaign.rounds[one]}" for one in MISFORTUNES))
    print("kills: " + ", ".join(f"{half.name} {half.kills}" for half in campaign.halves))
    requests = sum(stack.link.requests for stack in campaign.stacks)
    print(f"{requests} requests between the halves met: " +
          ", ".join(f"{one} {met[one]}" for one in (*FAULTS, "dark")))
    gates = sum((stack.gate.counts for stack in campaign.stacks), campaign.counts)
    print("came of it: " + ", ".join(f"{what} {count}" for what, count in sorted(gates.items())))
    if drained and "seconds" in drained:
        print(f"backlog: {drained['rows']} rows since {drained['since']}, alerts "
              f"{drained['alerts']}; drained in {drained['seconds']:.1f} s, with "
              f"{drained['posts']} posts of new readings meanwhile")


def main(setting):
    decimal.getcontext().prec = 60
    begun = time.monotonic()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="tollbridge_bridge_") as folder:
        campaign = Campaign(folder, setting)
        try:
            campaign.run()
            print(examine(campaign))
            passed += 1
        except (AssertionError, OSError, urllib.error.URLError) as error:
            print(f"TOLLBRIDGE_SEED={setting.seed}: {error}")
            failed += 1
        finally:
            report(campaign, time.monotonic() - begun)
            campaign.close()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(Setting(days=int(os.environ.get("TOLLBRIDGE_BRIDGE_DAYS", "2")),
                 speed=int(os.environ.get("TOLLBRIDGE_BRIDGE_SPEED", "3600")),
                 resources=int(os.environ.get("TOLLBRIDGE_BRIDGE_RESOURCES", "40")),
                 seed=int(os.environ.get("TOLLBRIDGE_SEED", "1"))))
