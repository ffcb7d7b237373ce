#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the real server serves the portal and signs people in to it, where that is turned on, and
nowhere else. Method: the binary over loopback, asked as a browser and the app ask."""

import base64
import hashlib
import json
import re
import urllib.parse

from product import Case, STACK, main
from serving import Server

VERIFIER = "v" * 43
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Portal(Case):
    def serve(self, config="", **options):
        self.product.book()
        if config:
            self.product.file("data/config.yaml", config)
        server = Server(self.product, **options)
        self.addCleanup(server.stop)
        return server

    def test_a_browser_gets_the_portal_with_a_policy_that_lets_nothing_else_run(self):
        server = self.serve()
        for scheme in ("http", "https"):
            status, headers, page = server.ask("/", scheme=scheme)  # follows the redirect
            self.assertEqual(status, 200)
            self.assertIn("text/html", headers["Content-Type"])
            policy = headers["Content-Security-Policy"]
            nonce = re.search(r"'nonce-([\w-]{43})'", policy).group(1)
            self.assertNotIn("unsafe", policy)
            self.assertNotIn(b"__TOLLBRIDGE_NONCE__", page)
            self.assertNotIn(nonce, server.ask("/portal/")[1]["Content-Security-Policy"])
            for name, value in (("X-Content-Type-Options", "nosniff"),
                                ("Referrer-Policy", "no-referrer"),
                                ("Cross-Origin-Opener-Policy", "same-origin")):
                self.assertEqual(headers[name], value)
            for file in re.findall(rb'(?:src|href)="(/portal/[^"]+)"', page):
                status, headers, _ = server.ask(file.decode(), scheme=scheme)
                self.assertEqual(status, 200, file)
                self.assertIn("ETag", headers)

    def test_unknown_paths_stay_the_apis(self):
        server = self.serve()
        for path in ("/v1/nothing", "/invoices", "/portal/assets/none.js"):
            status, headers, body = server.ask(path)
            self.assertEqual(status, 404, path)
            self.assertIn("problem+json", headers["Content-Type"])
            self.assertNotIn(b"<html", body)
        self.assertEqual(server.ask("/portal/", "POST", b"")[0], 405)
        self.assertEqual(server.ask("/portal/invoices/provider-000001")[0], 200)
        document = json.loads(server.ask("/openapi.json")[2])
        self.assertFalse([one for one in document["paths"] if "portal" in one])

    def test_the_development_sign_in_is_off_unless_it_is_turned_on(self):
        server = self.serve()
        self.assertEqual(json.loads(server.ask("/portal/config.json")[2])["issuers"], [])
        self.assertEqual(server.ask("/development/authorize")[0], 404)
        self.assertEqual(server.ask("/development/token", "POST", b"", headers=FORM)[0], 404)

    def test_an_issuer_of_the_configuration_is_offered_and_may_be_reached(self):
        issuer = ("issuers:\n  - issuer: https://id.example\n    audience: tollbridge\n"
                  "    client_id: abc\n    title: Example AB\n"
                  "    authorization_endpoint: https://id.example/authorize\n"
                  "    token_endpoint: https://id.example/token\n")
        server = self.serve(issuer + "portal: {display_name: North}\n")
        _, headers, text = server.ask("/portal/config.json")
        told = json.loads(text)
        self.assertEqual(told["display_name"], "North")
        self.assertEqual([(one["title"], one["scope"], one["development"])
                          for one in told["issuers"]], [("Example AB", "openid", False)])
        self.assertIn("connect-src 'self' https://id.example;",
                      headers["Content-Security-Policy"])
        server.stop()
        self.product.file("data/config.yaml", issuer.replace("https://id.example/token",
                                                             "http://id.example/token"))
        refused = self.product.error("serve", "--listen", "http://127.0.0.1:0")
        self.assertEqual((refused["code"], refused["details"]), ("BadConfigValue", []))

    def sign_in(self, server, choice, scheme="http"):
        """As the app does it: the answer of the token endpoint."""
        offered = json.loads(server.ask("/portal/config.json", scheme=scheme)[2])["issuers"][0]
        redirect = server.url(scheme) + "/portal/signed-in"
        asked = {"response_type": "code", "client_id": offered["client_id"],
                 "redirect_uri": redirect, "scope": offered["scope"], "state": "s", "nonce": "n",
                 "code_challenge": challenge(VERIFIER), "code_challenge_method": "S256"}
        path = urllib.parse.urlsplit(offered["authorization_endpoint"]).path
        status, _, page = server.ask(path + "?" + urllib.parse.urlencode(asked), scheme=scheme)
        self.assertEqual(status, 200, page)
        self.assertIn(f'value="{choice}"'.encode(), page)
        location = server.location(path, urllib.parse.urlencode({**asked, "principal": choice}),
                                   scheme)
        self.assertTrue(location.startswith(redirect + "?"), location)
        back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
        self.assertEqual(back["state"], "s")
        form = {"grant_type": "authorization_code", "code": back["code"],
                "redirect_uri": redirect, "client_id": offered["client_id"],
                "code_verifier": VERIFIER}
        status, headers, body = server.ask(
            urllib.parse.urlsplit(offered["token_endpoint"]).path, "POST",
            urllib.parse.urlencode(form).encode(), headers=FORM, scheme=scheme)
        self.assertEqual((status, headers["Cache-Control"]), (200, "no-store"), body)
        return json.loads(body)

    def test_where_it_is_on_whoever_is_chosen_is_signed_in(self):
        server = self.serve("portal: {development_sign_in: true}\n")
        for scheme, choice, path in (("http", "provider", "/v1/audit"),
                                     ("https", "partner:contoso", "/v1/customers"),
                                     ("http", "operator:" + STACK, "/v1/unregistered")):
            token = self.sign_in(server, choice, scheme)["access_token"]
            self.assertEqual(server.ask(path, token=token, scheme=scheme)[0], 200, choice)
            self.assertEqual(server.ask("/v1/books", "POST", b"", token=token,
                                        scheme=scheme)[0] == 403, choice != "provider", choice)


if __name__ == "__main__":
    main(__name__)
