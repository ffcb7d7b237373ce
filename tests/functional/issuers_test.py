#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a server takes the tokens of the issuers its configuration names, as docs/access.md says,
and follows their keys. Method: an issuer of our own on this machine (keys and signatures by
openssl), the real server, and the page's own examples."""

import base64
import calendar
import http.server
import json
import pathlib
import re
import ssl
import subprocess
import threading
import time

from product import NOVEMBER, Case, main
from serving import Server

NOW = calendar.timegm(time.strptime(NOVEMBER, "%Y-%m-%dT%H:%M:%SZ"))
PAGE = pathlib.Path("docs/access.md")


def text_of(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Key:
    """An RSA key; openssl does the mathematics."""

    def __init__(self, case, kid):
        self.kid = kid
        self.case = case
        self.path = case.product.directory / (kid + ".pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt",
                        "rsa_keygen_bits:2048", "-out", self.path], capture_output=True, check=True)
        shown = subprocess.run(["openssl", "rsa", "-in", self.path, "-noout", "-modulus"],
                               capture_output=True, check=True).stdout.decode()
        modulus = bytes.fromhex(shown.strip().removeprefix("Modulus="))
        self.jwk = {"kty": "RSA", "use": "sig", "kid": kid, "n": text_of(modulus), "e": "AQAB"}

    def token(self, issuer, **claims):
        claims = {"iss": issuer, "aud": "tollbridge", "sub": "alice", "iat": NOW,
                  "exp": NOW + 3600, **claims}
        part = (text_of(json.dumps({"alg": "RS256", "kid": self.kid}).encode()) + "." +
                text_of(json.dumps(claims).encode()))
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.path],
                                   input=part.encode(), capture_output=True, check=True).stdout
        return part + "." + text_of(signature)


class Issuer:
    """Answers discovery and keys over HTTP on this machine, or HTTPS; counts."""

    def __init__(self, key, tls=None):
        self.keys = [key]
        self.asked = []
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                issuer.asked.append(self.path)
                pages = {"/.well-known/openid-configuration":
                         {"issuer": issuer.url, "jwks_uri": issuer.url + "/keys"},
                         "/keys": {"keys": [one.jwk for one in issuer.keys]}}
                body = json.dumps(pages[self.path]).encode()
                self.send_response(200)
                self.send_header("Cache-Control", "max-age=300")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Issuers(Case):
    def serve(self, config):
        path = self.product.file("config.yaml", config)
        server = Server(self.product, "--config", str(path), listen=["http://127.0.0.1:0"])
        self.addCleanup(server.stop)
        return server

    def status(self, server, token):
        """Of a call that says 403 to everybody but the provider, and 200 to that one."""
        return server.ask("/v1/audit", token=token)[0]

    def events(self, server, name, count):
        """Details of the events of that name, which are written a moment later."""
        for _ in range(100):
            found = [one["detail"] for one in server.events() if one["event.name"] == name]
            if len(found) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(server.log())

    def test_an_issuer_is_found_by_discovery_and_its_keys_once(self):
        key = Key(self, "one")
        issuer = Issuer(key)
        self.addCleanup(issuer.stop)
        server = self.serve(f"issuers:\n  - {{issuer: '{issuer.url}', audience: tollbridge}}\n")
        self.assertEqual(issuer.asked, [])
        for _ in range(3):
            self.assertEqual(self.status(server, key.token(issuer.url, role="provider")), 200)
        partner = key.token(issuer.url, role="partner", partner="contoso")
        self.assertEqual(self.status(server, partner), 403)
        self.assertEqual(issuer.asked, ["/.well-known/openid-configuration", "/keys"])
        stranger = Key(self, "two")
        for _ in range(3):  # asked a moment ago: not asked again
            self.assertEqual(self.status(server, stranger.token(issuer.url, role="provider")), 401)
        self.assertEqual(len(issuer.asked), 2)
        reasons = [detail.split(",")[0] for detail in self.events(server, "token.refused", 3)]
        self.assertEqual(reasons, ["KeyUnknown"] * 3)

    def test_an_issuer_with_an_authority_of_its_own(self):
        certificate, secret = (self.product.directory / name for name in ("ca.pem", "ca.key"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=issuer",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", secret, "-out",
                        certificate], capture_output=True, check=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, secret)
        key = Key(self, "one")
        issuer = Issuer(key, tls)
        self.addCleanup(issuer.stop)
        named = f"issuers:\n  - {{issuer: '{issuer.url}', audience: tollbridge}}\n"
        token = key.token(issuer.url, role="provider")
        unknown = self.serve(named)
        self.assertEqual(self.status(unknown, token), 401)
        unknown.stop()
        known = self.serve(f"server: {{issuer_ca: '{certificate}'}}\n" + named)
        self.assertEqual(self.status(known, token), 200)
        missing = self.product.file("config.yaml", "server: {issuer_ca: /nowhere.pem}")
        done = self.product.run("--config", missing, "serve", "--listen", "http://127.0.0.1:0")
        self.assertEqual(done.returncode, 1)

    def test_an_issuer_that_is_down_is_told_in_the_log_and_stops_nobody_else(self):
        server = self.serve("issuers:\n  - {issuer: 'http://127.0.0.1:1', audience: tollbridge}\n")
        key = Key(self, "one")
        self.assertEqual(self.status(server, key.token("http://127.0.0.1:1", role="provider")), 401)
        failed = self.events(server, "issuer.failed", 1)
        self.assertIn("http://127.0.0.1:1", failed[0])
        own = self.product.run("token", "--role", "provider").stdout.strip()
        self.assertEqual(self.status(server, own), 200)

    def test_the_pages_configuration_is_one(self):
        example = re.search(r"^```yaml\n(.*?)^```$", PAGE.read_text(), re.S | re.M).group(1)
        key = Key(self, "one")
        self.product.file("adatum.jwks.json", json.dumps({"keys": [key.jwk]}))
        server = self.serve(example)
        adatum = "https://sso.adatum.example"
        tenant = "7b6d3d3a-0000-4000-8000-000000000001"
        for claims, status in (({"role": "tenant", "tid": tenant}, 403),
                               ({"role": "tenant", "tid": tenant.replace("1", "2")}, 401),
                               ({"roles": ["Reader", "tenant"], "tid": tenant}, 403),
                               ({"role": "provider"}, 401),
                               ({"role": "tenant", "tid": tenant, "aud": "other"}, 401)):
            self.assertEqual(self.status(server, key.token(adatum, **claims)), status, claims)
        listed = PAGE.read_text().split("| key | |")[1].split("\n\n")[0]
        keys = re.findall(r"^\| `(\w+)`(?:, `(\w+)`)? \|", listed, re.M)
        table = {name for pair in keys for name in pair if name}
        shown = self.product.json("config", "show")
        known = {row["name"].split(".")[1].split("[")[0]
                 for row in shown["config"] if row["name"].startswith("issuers")}
        self.assertEqual(table, known)

    def test_the_pages_first_steps_work(self):
        self.product.book()
        server = self.serve("")
        block = re.search(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.S | re.M).group(1)
        words = re.search(r"\$\(tollbridge (.*)\)", block).group(1).split()
        path = re.search(r"http://127.0.0.1:8080(\S+)", block).group(1)
        token = self.product.run(*words).stdout.strip()
        self.assertIn(server.ask(path, token=token)[0], (200,))

    def test_a_wrong_issuer_stops_the_start_and_says_where(self):
        for config, place in (
                ("issuers: [{issuer: 'https://a'}]", "issuers[0].audience"),
                ("issuers: [{issuer: 'http://a', audience: x}]", "issuers[0].discovery"),
                ("issuers: [{issuer: 'https://a', audience: x, partner: y}]", "issuers[0].name"),
                ("issuers: [{issuer: 'https://a', audience: x, secret: y}]", "issuers[0].secret")):
            path = self.product.file("config.yaml", config)
            done = self.product.run("--config", path, "serve", "--listen", "http://127.0.0.1:0")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(place, done.stderr)


if __name__ == "__main__":
    main("__main__")
