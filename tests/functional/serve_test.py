#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the server starts, answers over http and https, and ends without losing what it has
acknowledged. Method: the real binary, urllib, certificates of its own, and SIGTERM under load."""

import concurrent.futures
import http.client
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import threading
import time
import urllib.parse
import warnings

from product import Case, HEADER, line, main
from serving import Server


class Serve(Case):
    def serve(self, *words, **options):
        server = Server(self.product, *words, **options)
        self.addCleanup(server.stop)
        return server

    def test_health_is_answered_over_both_listeners(self):
        server = self.serve()
        for scheme in ("http", "https"):
            status, headers, body = server.ask("/healthz", scheme=scheme)
            self.assertEqual((status, json.loads(body)), (200, {"status": "ok"}))
            self.assertEqual("Strict-Transport-Security" in headers, scheme == "https")
            self.assertEqual(server.ask("/readyz", scheme=scheme)[0], 200)
        self.assertEqual(server.stop(), 0)

    def test_who_does_not_trust_the_authority_gets_nothing(self):
        server = self.serve()
        address = urllib.parse.urlsplit(server.url("https"))
        with socket.create_connection((address.hostname, address.port)) as plain:
            with self.assertRaises(ssl.SSLCertVerificationError):
                ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
        for name in ("localhost", "127.0.0.1"):
            with socket.create_connection((address.hostname, address.port)) as plain:
                with server.trust().wrap_socket(plain, server_hostname=name) as secure:
                    self.assertIn(secure.version(), ("TLSv1.2", "TLSv1.3"))
                    self.assertNotIn("example", str(secure.getpeercert()))

    def test_older_protocols_are_refused(self):
        server = self.serve()
        address = urllib.parse.urlsplit(server.url("https"))
        old = server.trust()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that they are old is the point
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection((address.hostname, address.port)) as plain:
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                old.wrap_socket(plain, server_hostname="localhost")

    def test_secrets_are_readable_by_their_owner_only(self):
        server = self.serve()
        for name in ("server.json", "dev-ca-key.pem"):
            mode = stat.S_IMODE(os.stat(self.product.data / name).st_mode)
            self.assertEqual(mode, 0o600, name)
        authority = (self.product.data / "dev-ca.pem").read_text()
        self.assertNotIn("PRIVATE", authority)
        server.stop()
        self.assertFalse((self.product.data / "server.json").exists())
        os.chmod(self.product.data / "dev-ca-key.pem", 0o640)
        error = self.product.error("serve", "--listen", "https://127.0.0.1:0")
        self.assertEqual(error["code"], "SecretIsShared")
        os.chmod(self.product.data / "dev-ca-key.pem", 0o600)
        again = self.serve()
        self.assertEqual((self.product.data / "dev-ca.pem").read_text(), authority)
        self.assertEqual(again.ask("/healthz", scheme="https")[0], 200)

    def test_a_certificate_of_ones_own_is_used(self):
        self.serve().stop()  # makes an authority; its certificate does as any other
        config = self.product.file("server.yaml", f"""
server:
  certificate: {self.product.data}/dev-ca.pem
  key: {self.product.data}/dev-ca-key.pem
""")
        server = self.serve("--config", str(config))
        address = urllib.parse.urlsplit(server.url("https"))
        shown = ssl.get_server_certificate((address.hostname, address.port))
        self.assertIn(shown.split()[2], (self.product.data / "dev-ca.pem").read_text())

    def test_a_renewed_certificate_is_shown_and_a_wrong_one_is_not(self):
        certificate, key = (self.product.directory / name for name in ("server.pem", "server.key"))

        def make():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                            "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                            "/CN=localhost", "-keyout", key, "-out", certificate],
                           capture_output=True, check=True)
            os.chmod(key, 0o600)
            return certificate.read_text()

        def shown():
            return ssl.get_server_certificate((address.hostname, address.port))

        def told(name):
            for _ in range(100):
                if any(event["event.name"] == name for event in server.events()):
                    return
                time.sleep(0.1)
            self.fail(server.log())
        first = make()
        config = self.product.file("server.yaml", f"""
server: {{certificate: {certificate}, key: {key}}}
""")
        server = self.serve("--config", str(config))
        address = urllib.parse.urlsplit(server.url("https"))
        self.assertEqual(shown(), first)
        second = make()
        self.assertEqual(shown(), first)
        server.process.send_signal(signal.SIGHUP)
        told("certificate.renewed")
        self.assertEqual(shown(), second)
        certificate.write_text("nonsense")
        server.process.send_signal(signal.SIGHUP)
        told("certificate.failed")
        self.assertEqual(shown(), second)

    def test_what_needs_a_token_is_refused_without_one(self):
        server = self.serve()
        for token in (None, "nonsense", server.credential() + "x"):
            status, headers, body = server.ask("/v1/commands", "POST", b"{}", token)
            self.assertEqual(status, 401)
            self.assertTrue(headers["WWW-Authenticate"].startswith("Bearer"))
            self.assertIn("code", json.loads(body))

    def test_the_log_tells_what_happened_and_no_secret(self):
        server = self.serve()
        server.ask("/healthz?secret=marker-in-query", token="marker-of-a-token",
                   headers={"x-ms-correlation-request-id": "0f8fad5b-d9cb-469f-a165-70867728950e"})
        server.ask("/v1/commands", "POST", b"marker-in-body", server.credential())
        credential = server.credential()
        self.assertEqual(server.stop(), 0)
        asked = [event for event in server.events() if event["event.name"] == "http.request"]
        self.assertEqual([event["route"] for event in asked], ["/healthz", "/v1/commands"])
        self.assert_keys(asked[0], ["timestamp", "severity", "request_id", "correlation_id",
                                    "method", "status", "duration_us", "peer", "role"])
        for secret in ("marker", credential):
            self.assertNotIn(secret, server.log())

    def test_metrics_count_what_happened(self):
        server = self.serve()
        for _ in range(3):
            server.ask("/healthz")
        server.ask("/nowhere/secret-id-of-a-customer")
        _, headers, body = server.ask("/metrics")
        text = body.decode()
        self.assertTrue(headers["Content-Type"].startswith("text/plain"))
        self.assertIn('http_server_request_duration_seconds_count'
                      '{method="GET",route="/healthz",status="200"} 3', text)
        self.assertIn('route="none",status="404"', text)
        self.assertIn("billing_build_info{version=", text)
        self.assertNotIn("secret-id", text)

    def test_other_commands_on_the_directory_go_through_the_server(self):
        self.product.book()
        alone = self.product.run("--json", "partner", "list").stdout
        server = self.serve()
        self.assertEqual(self.product.run("--json", "partner", "list").stdout, alone)
        self.product.usage([line(0)])
        error = self.product.error("restore", "nowhere")
        self.assertEqual(error["code"], "DirectoryNotEmpty")
        error = self.product.error("serve", "--listen", "http://127.0.0.1:0")
        self.assertEqual(error["code"], "DataDirectoryBusy")
        self.assertIn(f"process {server.process.pid}", error["message"])
        server.stop()
        rows = self.product.json("usage", "show", "--period", "2026-10")["rows"]
        self.assertEqual(rows[0]["records"], 1)

    def test_an_address_that_cannot_be_had_is_named(self):
        for listen, code in (("ftp://127.0.0.1:1", "InvalidListen"),
                             ("http://0.0.0.0:0", "PlainHttpNotAllowed"),
                             ("http://192.0.2.1:1", "PlainHttpNotAllowed")):
            self.assertEqual(self.product.error("serve", "--listen", listen)["code"], code)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            error = self.product.error("serve", "--listen", f"http://127.0.0.1:{port}")
            self.assertEqual(error["code"], "ListenFailed")
        self.assertEqual(self.product.run("serve", "--half", "upper").returncode, 2)

    def test_a_stop_under_load_answers_what_is_under_way(self):
        server = self.serve()
        address = urllib.parse.urlsplit(server.url())
        faults = []
        answered = [0]

        def ask(_):
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
            try:
                while True:
                    begun = False
                    connection.request("GET", "/healthz")
                    answer = connection.getresponse()
                    begun = True
                    body = answer.read()
                    if answer.status != 200 or body != b'{"status":"ok"}':
                        faults.append((answer.status, body))
                    answered[0] += 1
                    if answer.headers["Connection"] == "close":
                        return
            except (ConnectionError, http.client.HTTPException) as ended:
                # An idle connection may be closed; an answer that has begun may not break off.
                if begun:
                    faults.append(ended)

        with concurrent.futures.ThreadPoolExecutor(16) as clients:
            running = [clients.submit(ask, number) for number in range(16)]
            time.sleep(1)
            self.assertEqual(server.stop(), 0)
            for one in running:
                one.result()
        self.assertEqual(faults, [])
        self.assertGreater(answered[0], 100)

    def test_a_stop_under_load_keeps_everything_acknowledged(self):
        self.product.book()
        server = self.serve()
        acknowledged = []
        ended = threading.Event()

        def import_hours(sender):
            for number in range(1000):
                hour = sender * 1000 + number
                done = self.product.run(
                    "--json", "--server", server.url(), "usage", "import", "-",
                    stdin=HEADER + "\n" + line(hour % 744, resource=f"/{hour}") + "\n")
                if done.returncode != 0 or ended.is_set():
                    if done.returncode == 0:
                        acknowledged.append(hour)
                    return
                acknowledged.append(hour)

        senders = [threading.Thread(target=import_hours, args=(n,)) for n in range(3)]
        for sender in senders:
            sender.start()
        time.sleep(2)
        code = server.stop(signal.SIGTERM)
        ended.set()
        for sender in senders:
            sender.join()
        self.assertEqual(code, 0)
        self.assertGreater(len(acknowledged), 5)
        rows = self.product.json("usage", "show", "--period", "2026-10")["rows"]
        # What was kept and not acknowledged may be one more for each sender.
        self.assertGreaterEqual(rows[0]["records"], len(acknowledged))
        self.assertLessEqual(rows[0]["records"], len(acknowledged) + len(senders))
        self.product.json("audit", "--verify")


if __name__ == "__main__":
    main("__main__")
