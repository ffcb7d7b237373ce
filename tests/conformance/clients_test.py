#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: Microsoft's own JavaScript clients work unchanged against `tollbridge serve`.

Method: a landscape with more than 1,000 customers and 2,250 resources, a server with its
development certificate, tokens of the built-in issuer, and one program of this folder per client;
then a stack with the hours of readings, and a server of the stack half alone.
`npm ci` in this folder has installed the clients (make test does that)."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "functional"))

from product import Product  # noqa: E402
from serving import Server  # noqa: E402

TOTALS = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)
PROGRAMS = ["azurestack.mjs", "commerce.mjs", "hybrid.mjs"]

WORLD = {
    "default": "2f3e0000-0000-4000-8000-00000000000a",
    "customer": "2f3e0000-0000-4000-8000-00000000000b",
    "enterprise": "2f3e0000-0000-4000-8000-00000000000c",
    "foreign": "2f3e0000-0000-4000-8000-00000000000d",
    "tenant": "7b6d3d3a-0000-4000-8000-000000000001",
    "stack": "9c1e0000-0000-4000-8000-000000000001",
    "new_stack": "9c1e0000-0000-4000-8000-000000000002",
    "provider_home": "39c82aed-b2b7-4a66-abdb-611de00bf11e",
    "local": "5d20c2de-0000-4000-8000-000000000001",
    "other_local": "5d20c2de-0000-4000-8000-000000000002",
    "meter": "9cd92d4c-bafd-4492-b278-bedc2de8232a",
    "many": 1100,
    "resources": 2250,
}

PRICES = """meter,name,unit,model,tier_from,unit_price,included
{meter},VM hours,1 Hour,graduated,0,0.10,10
{meter},VM hours,1 Hour,graduated,1000,0.08,10
""".format(**WORLD)


def parties():
    return {
        "provider": {"name": "Nordic Cloud", "country": "SE", "currency": "EUR"},
        "partners": [
            {"id": "contoso", "kind": "direct", "name": "Contoso", "country": "SE",
             "currency": "EUR"},
            {"id": "fabrikam", "kind": "distributor", "name": "Fabrikam", "country": "DE",
             "currency": "EUR"}],
        "customers": [{"id": "adatum", "partner": "contoso", "name": "Adatum", "country": "SE",
                       "tenants": [WORLD["tenant"]]}],
    }


def many(number):
    """The id of one of many customer subscriptions, and of its tenant."""
    return f"30000000-0000-4000-8000-{number:012d}"


def book():
    """What is declared, as YAML that happens to be JSON."""
    extra = [many(number) for number in range(WORLD["many"] - 1)]
    mapped = [(WORLD["customer"], WORLD["tenant"]), *zip(extra, extra)]
    return json.dumps({
        **parties(),
        "subscriptions": [
            {"id": WORLD["default"], "offer": "APSS", "partner": "contoso"},
            {"id": WORLD["customer"], "offer": "CSP", "partner": "contoso", "customer": "adatum"},
            {"id": WORLD["enterprise"], "offer": "EA", "partner": "contoso"},
            {"id": WORLD["foreign"], "offer": "CSP", "partner": "fabrikam"},
            *({"id": one, "offer": "CSP", "partner": "contoso"} for one in extra)],
        "stacks": [{
            "cloud_id": WORLD["stack"], "region": "northwest",
            "provider_subscription": WORLD["provider_home"],
            "local_subscriptions": [
                {"id": WORLD["local"], "tenant": WORLD["tenant"]},
                {"id": WORLD["other_local"], "tenant": many(0)}]}],
        "registrations": [{
            "name": "many", "resource_group": "azurestack", "subscription": WORLD["default"],
            "cloud_id": WORLD["stack"], "billing_model": "PayAsYouUse",
            "from": "2026-10-01T00:00:00Z",
            "customer_subscriptions": [
                {"subscription": one, "tenant": tenant, "from": "2026-10-01T00:00:00Z"}
                for one, tenant in mapped]}],
        "price_sheets": [{"id": "list", "seller": "provider", "currency": "EUR",
                          "from": "2026-01-01", "file": "list.csv"}],
    })


def usage():
    """Two hours of many resources reported on 11 October, one record reported late."""
    def record(hour, resource, quantity, reported, local=WORLD["local"]):
        return json.dumps({"stack": WORLD["stack"], "subscription": local,
                           "meter": WORLD["meter"], "resource": resource,
                           "start": f"2026-10-10T{hour:02d}:00:00Z", "quantity": quantity,
                           "reported_at": reported})
    lines = [record(hour, f"/vm{n}", str(hour - 9), "2026-10-11T01:00:00Z")
             for hour in (10, 11) for n in range(WORLD["resources"])]
    lines.append(record(12, "/vm1", "1", "2026-10-20T05:00:00Z"))
    lines.append(record(10, "/vm", "0.123456789012345678", "2026-10-11T01:00:00Z",
                        WORLD["other_local"]))
    return "\n".join(lines) + "\n"


def landscape(directory):
    """A product with the book applied and the usage taken."""
    product = Product(directory)
    product.file("list.csv", PRICES)
    product.json("apply", product.file("book.yaml", book()))
    imported = product.json("usage", "import", "--format", "ndjson",
                            product.file("usage.ndjson", usage()))
    assert imported["accepted"] == 2 * WORLD["resources"] + 2, imported
    return product


def tokens(product):
    """One bearer token for each caller the programs speak for."""
    words = {
        "contoso": ["partner", "--partner", "contoso", "--subject", "anna"],
        "bo": ["partner", "--partner", "contoso", "--subject", "bo"],
        "fabrikam": ["partner", "--partner", "fabrikam"],
        "operator": ["operator", "--stack", WORLD["stack"]],
        "tenant": ["tenant", "--tenant", WORLD["tenant"]],
    }
    made = {}
    for who, options in words.items():
        done = product.run("token", "--role", *options)
        if done.returncode != 0:
            raise AssertionError(f"no token for {who}: {done.stderr}")
        made[who] = done.stdout.strip()
    return made


def stack_half(directory):
    """A stack with the hours of one reading for each of many resources, told an hour ago."""
    product = Product(directory)
    product.json("stack", "create", WORLD["stack"], "--region", "northwest",
                 "--provider-subscription", WORLD["provider_home"], "--home", WORLD["tenant"])
    readings = "".join(json.dumps({
        "subscription": WORLD["provider_home"], "meter": WORLD["meter"], "resource": f"/vm{n}",
        "at": "2026-11-02T10:00:00Z", "end": "2026-11-02T12:00:00Z", "value": "3"}) + "\n"
                       for n in range(WORLD["resources"]))
    server = Server(product, listen=("https://127.0.0.1:0",), options=("--half", "stack"))
    try:
        path = f"/v1/stacks/{WORLD['stack']}"
        token = product.run("token", "--role", "operator", "--stack", WORLD["stack"]).stdout
        status, _, body = server.ask(path + "/readings", "POST", readings.encode(), token.strip(),
                                     "https", {"Content-Type": "application/x-ndjson"})
        assert status == 200, body
        for _ in range(300):
            standing = json.loads(server.ask(path + "/metering", token=token.strip(),
                                             scheme="https")[2])
            if standing["settled"] and standing["settled"]["rows"] == 2 * WORLD["resources"]:
                break
            time.sleep(0.2)
        else:
            raise AssertionError(f"the hours were not settled: {standing}")
    finally:
        server.stop()
    product.now = "2026-11-03T09:00:00Z"
    return product


def run_on(product, programs, options=()):
    """The counts of the programs against a server of the product."""
    made = tokens(product)
    server = Server(product, listen=("https://127.0.0.1:0",), options=options)
    try:
        return [run(program, server, made) for program in programs]
    finally:
        server.stop()


def run(program, server, made):
    """Passed and failed checks of one program; a crash is a failure."""
    environment = {**os.environ, "TOLLBRIDGE_URL": server.url("https"),
                   "TOLLBRIDGE_TOKENS": json.dumps(made), "TOLLBRIDGE_WORLD": json.dumps(WORLD),
                   "NODE_EXTRA_CA_CERTS": str(server.product.data / "dev-ca.pem"),
                   "NODE_NO_WARNINGS": "1"}
    done = subprocess.run(["node", program], cwd=HERE, env=environment, capture_output=True,
                          text=True, timeout=300, check=False)
    found = TOTALS.search(done.stdout)
    print(f"{program}: {found.group(0) if found else 'died'}")
    if not found or done.returncode != 0:
        print(done.stdout, done.stderr)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 1)


def main():
    if not (HERE / "node_modules").is_dir():
        print("the clients are not installed: npm ci in tests/conformance\n0 passed, 1 failed")
        return 1
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tollbridge_clients_"))
    try:
        counts = run_on(landscape(directory / "commerce"), PROGRAMS)
        counts += run_on(stack_half(directory / "stack"), ["stack.mjs"], ("--half", "stack"))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    passed = sum(one for one, _ in counts)
    failed = sum(one for _, one in counts)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
