#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server beside nginx in one run: health, an authorized GET, a usage query, a mapping PUT and
usage in batches of 1,000 records, each next to nginx sending a static file of the same size. Then
together: usage queries while usage arrives at half the rate just reached, and 1,000 connections
that read while it arrives at that rate.

  bench/peers/serve.py --seconds 10 --connections 32 [--out build/bench/server.json]

Both write an access log. wrk asks, with one thread, over loopback; what is answered with another
status than 2xx counts as an error and ends the comparison. Needs build/release/tollbridge, nginx
and wrk (tools/install_deps.sh peers).
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/functional"))
import product  # the landscape of the contract
import serving

# A worker that is not root could not read the directory, which is its maker's only.
NGINX = """
{user}daemon off; worker_processes 1; pid {d}/nginx.pid; error_log {d}/nginx.err;
events {{ worker_connections 4096; }}
http {{
  access_log {d}/nginx.log; sendfile on; keepalive_requests 1000000000;
  client_body_temp_path {d}/t1; proxy_temp_path {d}/t2; fastcgi_temp_path {d}/t3;
  uwsgi_temp_path {d}/t4; scgi_temp_path {d}/t5;
  server {{ listen 127.0.0.1:{port}; root {d}/www; }}
}}
"""

PUT = """
local n = 0
request = function()
  n = n + 1
  local at = os.date("!%Y-%m-%dT%H:00:00Z", {begin} + n * 3600)
  if n % 2 == 1 then
    return wrk.format("DELETE", wrk.path .. "?effective_from=" .. at)
  end
  return wrk.format("PUT", nil, nil, '{{"subscription":"{subscription}","effective_from":"' ..
                    at .. '"}}')
end
"""

# Usage arrives for August; queries ask for October, which holds product.month_of_usage().
# Every request has records never sent before: {run} and n name their resources. The bodies are made
# beforehand but for n, so that the load takes little of the two cores it shares with the server.
INGEST = """
local bodies = {{}}
for day = 1, 31 do
  local lines = {{{header}}}
  for i = 0, {records} - 1 do
    lines[#lines + 1] = string.format({line}, math.floor(i / 24), day, i % 24)
  end
  bodies[day] = table.concat(lines, "\\n") .. "\\n"
end
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", nil, nil, (bodies[n % 31 + 1]:gsub("@", n)))
end
"""
CSV_LINE = "{stack},{local_id},,{meter},/{run}-@-%d,2026-08-%02dT%02d:00:00Z,1"
JSON_LINE = ('{{"stack":"{stack}","subscription":"{local_id}","meter":"{meter}",'
             '"resource":"/{run}-@-%d","start":"2026-08-%02dT%02d:00:00Z","quantity":"1"}}')

# So many requests a second, whatever the answers take.
PACED = """
local ffi = require("ffi")
ffi.cdef("typedef struct {{ long s, us; }} at_t; int gettimeofday(at_t *at, void *zone);")
local at = ffi.new("at_t")
local due = 0
delay = function()
  ffi.C.gettimeofday(at, nil)
  local now = tonumber(at.s) * 1000 + tonumber(at.us) / 1000
  due = math.max(due + 1000 / {rate}, now - 1000)
  return math.max(0, math.floor(due - now))
end
"""

MIXED = """
local paths = {"/healthz", "/v1/partners/contoso", "/v1/customers", "/v1/mappings", "/v1/invoices",
               "/v1/usage?period=2026-10&by=day"}
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n % #paths + 1])
end
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Load:
    """wrk at work; several may be at once."""

    def __init__(self, url, seconds, connections, headers=(), script=None):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
                   "--timeout", "30s", url]
        for header in headers:
            command += ["-H", header]
        if script:
            command += ["-s", str(script)]
        self.url = url
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def result(self):
        """Requests a second, p50 and p99 in milliseconds; no errors are allowed."""
        text = self.process.communicate()[0]
        if self.process.returncode or "Non-2xx" in text or "Socket errors" in text:
            raise SystemExit(f"{self.url} was not always answered:\n{text}")
        units = {"us": 0.001, "ms": 1, "s": 1000}

        def latency(percent):
            found = re.search(rf"{percent}%\s+([0-9.]+)(us|ms|s)\s", text)
            return float(found.group(1)) * units[found.group(2)]

        rate = float(re.search(r"Requests/sec:\s+([0-9.]+)", text).group(1))
        return rate, latency(50), latency(99)


def ask(*words):
    return Load(*words).result()


class Nginx:
    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        (directory / "www").mkdir()
        (directory / "nginx.conf").write_text(NGINX.format(
            d=directory, port=self.port, user="user root; " if os.geteuid() == 0 else ""))
        self.process = subprocess.Popen(["nginx", "-c", str(directory / "nginx.conf"), "-p",
                                         str(directory)], stderr=subprocess.DEVNULL)
        time.sleep(1)

    def url(self, size):
        (self.directory / "www" / f"{size}.json").write_bytes(b"x" * size)
        return f"http://127.0.0.1:{self.port}/{size}.json"

    def stop(self):
        self.process.terminate()
        self.process.wait()


def prepared(directory):
    """A server with the book of the contract and a month of usage, and its credential."""
    made = product.Product(directory, now=None)
    made.book()
    made.usage(product.month_of_usage())
    server = serving.Server(made, listen=("http://127.0.0.1:0",))
    return server, server.credential()


def put_script(directory):
    put = directory / "put.lua"
    put.write_text(PUT.format(begin=1790812800, subscription=product.CUSTOMER))
    return put


def ingest_script(directory, run, form="csv", records=1000, rate=None):
    """Batches of `records`; of `rate` batches a second, or as fast as they are answered."""
    line = CSV_LINE if form == "csv" else JSON_LINE
    line = line.format(stack=product.STACK, local_id=product.LOCAL, meter=product.VM, run=run)
    header = f'"{product.HEADER}"' if form == "csv" else ""
    text = INGEST.format(header=header, records=records, line=f"'{line}'")
    script = directory / f"{run}.lua"
    script.write_text(text + (PACED.format(rate=rate) if rate else ""))
    return script


def row(name, size, ours, peer=None):
    beside = f"{peer[0]:,.0f}/s, {peer[1]:.2f}, {peer[2]:.2f}" if peer else ""
    print(f"| {name} | {size} | {ours[0]:,.0f} | {ours[1]:.2f} | {ours[2]:.2f} | {beside} |",
          flush=True)


def alone(options, directory, server, nginx, bearer):
    """One kind of request after the other; records a second by form, in batches of 1,000."""
    put = put_script(directory)
    mapping = f"/v1/registrations/{product.REGISTRATION}/mappings/{product.ADATUM}"
    csv = (bearer, "Content-Type: text/csv")
    cases = [("GET /healthz", "/healthz", (), None),
             ("GET a partner, authorized", "/v1/partners/contoso", (bearer,), None),
             ("usage query: a month by day", "/v1/usage?period=2026-10&by=day", (bearer,), None),
             ("mapping DELETE and PUT in turn, synced, 1 connection", mapping,
              (bearer, "Content-Type: application/json"), put),
             ("ingest of 1,000 records, NDJSON, synced", "/v1/usage",
              (bearer, "Content-Type: application/x-ndjson"),
              ingest_script(directory, "j", "ndjson")),
             ("ingest of 10,000 records, CSV, synced", "/v1/usage", csv,
              ingest_script(directory, "l", records=10000)),
             ("ingest of 1,000 records, CSV, synced", "/v1/usage", csv,
              ingest_script(directory, "s"))]
    rates = {}
    for name, path, headers, script in cases:
        size = 500 if script else len(server.ask(path, token=bearer.split()[-1])[2])
        # Changes of one mapping are made one after the other.
        connections = 1 if script == put else options.connections
        ours = ask(server.url() + path, options.seconds, connections, headers, script)
        row(name, "" if script else size, ours, ask(nginx.url(size), options.seconds, connections))
        if "1,000" in name:
            rates["ndjson" if "NDJSON" in name else "csv"] = 1000 * ours[0]
    return rates


def together(options, directory, server, bearer, rate):
    """Queries, then many readers, while usage arrives at half the `rate` of batches; the p99 of
    the queries, ms."""
    query = server.url() + "/v1/usage?period=2026-10&by=day"
    mixed = directory / "mixed.lua"
    mixed.write_text(MIXED)
    steady = directory / "steady.lua"
    steady.write_text(PACED.format(rate=50))
    latencies = []
    for run, name, readers in (
            ("q", "usage query, 50 a second, while half of it is ingested",
             (query, options.seconds, 8, (bearer,), steady)),
            ("m", "mixed reads over 1,000 connections meanwhile",
             (server.url() + "/healthz", options.seconds, 1000, (bearer,), mixed))):
        # It begins before the readers and ends after them.
        arriving = Load(server.url() + "/v1/usage", options.seconds + 2, options.connections,
                        (bearer, "Content-Type: text/csv"),
                        ingest_script(directory, run, rate=rate / 2))
        time.sleep(1)
        answered = ask(*readers)
        latencies.append(answered[2])
        row(name, "", answered)
        row(f"... ingest of 1,000 records, {rate / 2:,.0f} a second sent", "", arriving.result())
    return latencies[0]


def idle_mib(server):
    """Memory of the server, that has only been started."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--out", type=pathlib.Path, help="what bench/goals.py is to judge, as JSON")
    options = parser.parse_args()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tollbridge_bench_"))
    server, token = prepared(directory)
    idle = idle_mib(server)
    nginx = Nginx(directory)
    bearer = "Authorization: Bearer " + token
    print(f"{options.connections} connections, {options.seconds} s each, load "
          f"{os.getloadavg()[0]:.1f} before\n")
    print("| what | bytes | requests/s | p50 ms | p99 ms | nginx, a file of that size |")
    print("| --- | --: | --: | --: | --: | --- |")
    try:
        rates = alone(options, directory, server, nginx, bearer)
        p99 = together(options, directory, server, bearer, rates["csv"] / 1000)
    finally:
        nginx.stop()
        code = server.stop()
    shutil.rmtree(directory)
    if options.out:
        options.out.write_text(json.dumps({"idle_mib": idle, "query_p99_ms": p99, "rates": rates,
                                           "seconds": options.seconds}, indent=1) + "\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
