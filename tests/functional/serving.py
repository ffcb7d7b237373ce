# SPDX-License-Identifier: Apache-2.0
"""A running server as a test drives it: on free ports, asked by urllib, ended by a signal."""

import json
import os
import signal
import ssl
import subprocess
import urllib.error
import urllib.request

from product import BINARY

START_SECONDS = 60


class Server:
    """`tollbridge serve` on a product's data directory."""

    def __init__(self, product, *words, listen=("http://127.0.0.1:0", "https://127.0.0.1:0"),
                 options=()):
        self.product = product
        self.log_path = product.directory / "server.log"
        command = [BINARY, "--data", str(product.data), *words, "serve", *options]
        for url in listen:
            command += ["--listen", url]
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        if product.now:
            variables["TOLLBRIDGE_NOW"] = product.now
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log,
                                            env=variables)
        self.urls = []
        for _ in listen:
            line = self.process.stdout.readline().decode().split()
            if line[:1] != ["ready"]:
                self.process.wait(START_SECONDS)
                raise AssertionError(f"the server did not start:\n{self.log()}")
            self.urls.append(line[1])

    def log(self):
        return self.log_path.read_text()

    def events(self):
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]

    def url(self, scheme="http"):
        return next(url for url in self.urls if url.startswith(scheme + "://"))

    def credential(self):
        return json.loads((self.product.data / "server.json").read_text())["credential"]

    def trust(self):
        return ssl.create_default_context(cafile=str(self.product.data / "dev-ca.pem"))

    def ask(self, path, method="GET", body=None, token=None, scheme="http", headers=None):
        """Status, headers and body of the answer, whatever the status."""
        request = urllib.request.Request(self.url(scheme) + path, data=body, method=method,
                                         headers=headers or {})
        if token:
            request.add_header("Authorization", "Bearer " + token)
        context = self.trust() if scheme == "https" else None
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers, refusal.read()

    def location(self, path, form, scheme="http"):
        """Where the answer to a form sends a browser; not followed."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        request = urllib.request.Request(self.url(scheme) + path, data=form.encode())
        handlers = [Stay]
        if scheme == "https":
            handlers.append(urllib.request.HTTPSHandler(context=self.trust()))
        try:
            urllib.request.build_opener(*handlers).open(request, timeout=60).close()
            return None
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers.get("Location")

    def stop(self, number=signal.SIGTERM):
        """Ends it and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(60)
        self.process.stdout.close()
        return code
