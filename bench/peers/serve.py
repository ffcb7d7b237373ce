#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server beside nginx in one run: health, an authorized GET, a usage query, a mapping PUT and
usage in batches of 1,000 records, each next to nginx sending a static file of the same size.

  bench/peers/serve.py --seconds 10 --connections 32

Both write an access log. wrk asks, with one thread, over loopback; what is answered with another
status than 2xx counts as an error and ends the comparison. Needs build/release/tollbridge, nginx
and wrk (tools/install_deps.sh peers).
"""

import argparse
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

INGEST = """
local n = 0
request = function()
  n = n + 1
  local lines = {{"{header}"}}
  for i = 1, 1000 do
    lines[#lines + 1] = string.format("{stack},{local_id},,{meter},/r%d,2026-10-%02dT%02d:00:00Z,1",
                                      n * 42 + math.floor(i / 24), (n % 31) + 1, i % 24)
  end
  return wrk.format("POST", nil, nil, table.concat(lines, "\\n") .. "\\n")
end
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def ask(url, seconds, connections, headers=(), script=None):
    """Requests a second, p50 and p99 in milliseconds; no errors are allowed."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
               "--timeout", "30s", url]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", str(script)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"{url} was not always answered:\n{text}")
    units = {"us": 0.001, "ms": 1, "s": 1000}

    def latency(percent):
        found = re.search(rf"{percent}%\s+([0-9.]+)(us|ms|s)\s", text)
        return float(found.group(1)) * units[found.group(2)]

    rate = float(re.search(r"Requests/sec:\s+([0-9.]+)", text).group(1))
    return rate, latency(50), latency(99)


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


def scripts(directory):
    put = directory / "put.lua"
    put.write_text(PUT.format(begin=1790812800, subscription=product.CUSTOMER))
    ingest = directory / "ingest.lua"
    ingest.write_text(INGEST.format(header=product.HEADER, stack=product.STACK,
                                    local_id=product.LOCAL, meter=product.VM))
    return put, ingest


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tollbridge_bench_"))
    server, token = prepared(directory)
    nginx = Nginx(directory)
    bearer = "Authorization: Bearer " + token
    put, ingest = scripts(directory)
    mapping = f"/v1/registrations/{product.REGISTRATION}/mappings/{product.ADATUM}"
    cases = [("GET /healthz", "/healthz", (), None),
             ("GET a partner, authorized", "/v1/partners/contoso", (bearer,), None),
             ("usage query: a month by day", "/v1/usage?period=2026-10&by=day", (bearer,), None),
             ("mapping DELETE and PUT in turn, synced, 1 connection", mapping,
              (bearer, "Content-Type: application/json"), put),
             ("ingest of 1,000 records, synced", "/v1/usage",
              (bearer, "Content-Type: text/csv"), ingest)]
    print(f"{options.connections} connections, {options.seconds} s each\n")
    print("| what | bytes | requests/s | p50 ms | p99 ms | nginx, a file of that size |")
    print("| --- | --: | --: | --: | --: | --- |")
    try:
        for name, path, headers, script in cases:
            size = 500
            if script is None:
                size = len(server.ask(path, token=token)[2])
            # Changes of one mapping are made one after the other.
            connections = 1 if script == put else options.connections
            ours = ask(server.url() + path, options.seconds, connections, headers, script)
            peer = ask(nginx.url(size), options.seconds, connections)
            print(f"| {name} | {size if script is None else ''} | {ours[0]:,.0f} | {ours[1]:.2f} "
                  f"| {ours[2]:.2f} | {peer[0]:,.0f}/s, {peer[1]:.2f}, {peer[2]:.2f} |",
                  flush=True)
    finally:
        nginx.stop()
        code = server.stop()
    shutil.rmtree(directory)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
