#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How a usage API reads a very large span: hourly usage of many resources is imported, then all of
it is asked for by the time of use and followed page by page, as a client of the API does.

    python3 bench/usage_pages.py [--resources 10000] [--hours 500] [--granularity Hourly]

Prints JSON: rows, pages, rows a second, how long a page takes, and the memory of the server before
and after. Set TOLLBRIDGE to the program (build/release/tollbridge).
"""

import argparse
import http.client
import json
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "functional"))
from product import HEADER, STACK, Product, line
from serving import Server

SPAN = "usageStartTime=2026-10-01T00:00:00Z&usageEndTime=2026-11-01T00:00:00Z"


def memory_mib(server):
    """Highest so far."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(one.split()[1]) for one in status.splitlines()
                if one.startswith("VmHWM")) // 1024


def imported(product, resources, hours):
    path = product.directory / "usage.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for hour in range(hours):
            file.writelines(line(hour, resource=f"/vm{n}") + "\n" for n in range(resources))
    done = product.run("usage", "import", path)
    assert done.returncode == 0, done.stderr
    path.unlink()


def pages(server, token, granularity):
    """Each page's rows and seconds."""
    home = "/subscriptions/any/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates"
    target = f"{home}?api-version=2015-06-01-preview&aggregationGranularity={granularity}&{SPAN}"
    address = server.url().removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=60)
    while target:
        began = time.monotonic()
        connection.request("GET", target, headers={"Authorization": "Bearer " + token})
        answer = connection.getresponse()
        body = answer.read()
        took = time.monotonic() - began
        assert answer.status == 200, body
        page = json.loads(body)
        yield page["value"], took
        target = page.get("nextLink", "").split(address)[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=500)
    parser.add_argument("--granularity", choices=["Hourly", "Daily"], default="Hourly")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        product = Product(directory)
        product.book()
        imported(product, asked.resources, asked.hours)
        token = product.run("token", "--role", "operator", "--stack", STACK).stdout.strip()
        server = Server(product, listen=("http://127.0.0.1:0",))
        before = memory_mib(server)
        rows, total, times = 0, 0, []
        for found, took in pages(server, token, asked.granularity):
            rows += len(found)
            total += sum(one["properties"]["quantity"] for one in found)
            times.append(took)
        assert total == asked.resources * asked.hours, total
        times.sort()
        print(json.dumps({
            "rows": rows, "pages": len(times), "rows_per_s": round(rows / sum(times)),
            "page_ms_median": round(times[len(times) // 2] * 1000, 1),
            "page_ms_p99": round(times[len(times) * 99 // 100] * 1000, 1),
            "page_ms_max": round(times[-1] * 1000, 1), "memory_mib_before": before,
            "memory_mib_after": memory_mib(server)}))
        server.stop()


if __name__ == "__main__":
    main()
