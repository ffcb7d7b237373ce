#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: `tollbridge token` speaks for exactly whom it was asked for, and keeps its key to itself.
Method: the real binary; tokens are read by hand, their signatures checked with openssl."""

import base64
import json
import os
import stat
import subprocess
import unittest

from product import ADATUM, BINARY, STACK, Case, main

NOVEMBER_SECONDS = 1793692800  # 2026-11-03T08:00:00Z


def part(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims(token):
    return json.loads(part(token.split(".")[1]))


class Token(Case):
    def token(self, *words, **options):
        done = self.product.run("token", *words, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.count("\n"), 1)
        return done.stdout.strip()

    def test_a_token_says_for_whom_it_speaks(self):
        for words, expected in (
                (["provider"], {"role": "provider", "sub": "provider"}),
                (["partner", "--partner", "contoso"],
                 {"role": "partner", "sub": "contoso", "partner": "contoso"}),
                (["reseller", "--partner", "litware", "--subject", "bo"],
                 {"role": "reseller", "sub": "bo", "partner": "litware"}),
                (["operator", "--stack", STACK.upper()],
                 {"role": "operator", "sub": STACK, "stack": STACK}),
                (["tenant", "--tenant", ADATUM], {"role": "tenant", "sub": ADATUM,
                                                  "tid": ADATUM})):
            found = claims(self.token("--role", *words))
            self.assertEqual(
                found, {"iss": "https://localhost/tollbridge", "aud": "tollbridge", **expected,
                        "iat": NOVEMBER_SECONDS, "nbf": NOVEMBER_SECONDS,
                        "exp": NOVEMBER_SECONDS + 3600})

    def test_the_same_now_gives_the_same_token(self):
        words = ["--role", "provider", "--lifetime", "5"]
        self.assertEqual(self.token(*words), self.token(*words))
        self.assertEqual(claims(self.token(*words))["exp"], NOVEMBER_SECONDS + 300)
        self.assertNotEqual(self.token(*words), self.token(*words, now="2026-11-03T08:00:01Z"))

    def test_the_key_is_the_owners_alone_and_signs_the_token(self):
        token = self.token("--role", "provider")
        path = self.product.data / "dev-issuer.pem"
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(os.listdir(self.product.data), ["dev-issuer.pem"])
        signed, signature = token.rsplit(".", 1)
        public = self.product.file("public.pem", subprocess.run(
            ["openssl", "pkey", "-in", path, "-pubout"], capture_output=True, check=True).stdout)
        signature = self.product.file("signature", part(signature))
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", public, "-signature",
                               signature], input=signed.encode(), capture_output=True, check=False)
        self.assertEqual(done.stdout, b"Verified OK\n")

    def test_a_token_comes_before_and_beside_everything_else(self):
        first = self.token("--role", "provider")
        self.product.book()
        self.assertEqual(first, self.token("--role", "provider"))

    def test_several_first_tokens_at_once_share_one_key(self):
        command = [BINARY, "--data", str(self.product.data), "--now", "2026-11-03", "token",
                   "--role", "provider"]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(6)]
        tokens = {process.communicate()[0] for process in running}
        self.assertEqual(len(tokens), 1)
        self.assertEqual(os.listdir(self.product.data), ["dev-issuer.pem"])

    def test_json_says_when_it_ends(self):
        found = self.product.json("token", "--role", "provider", "--lifetime", "1")
        self.assertEqual(found["expires_at"], "2026-11-03T08:01:00Z")
        self.assertEqual(found["token"], self.token("--role", "provider", "--lifetime", "1"))

    def test_what_a_role_lacks_or_has_too_much_is_wrong_usage(self):
        for words in ([], ["--role", "root"], ["--role", "partner"], ["--role", "operator"],
                      ["--role", "tenant"], ["--role", "tenant", "--tenant", "adatum"],
                      ["--role", "provider", "--partner", "contoso"],
                      ["--role", "partner", "--partner", "provider"],
                      ["--role", "partner", "--partner", "contoso", "--stack", STACK],
                      ["--role", "provider", "--lifetime", "61"],
                      ["--role", "provider", "--lifetime", "0"],
                      ["--role", "provider", "--lifetime", "5m"],
                      ["--role", "provider", "--lifetime", "-5"]):
            self.assertEqual(self.product.error("token", *words, code=2)["code"], "WrongUsage",
                             words)
        self.assertFalse(self.product.data.exists())

    def test_a_strange_directory_gets_no_key(self):
        self.product.file("data/photo.jpg", "x")
        error = self.product.error("token", "--role", "provider")
        self.assertEqual(error["code"], "DataDirectoryNotEmpty")
        self.assertEqual(os.listdir(self.product.data), ["photo.jpg"])

    def test_a_damaged_key_says_what_to_do(self):
        path = self.product.file("data/dev-issuer.pem", "no key")
        path.chmod(0o644)
        error = self.product.error("token", "--role", "provider")
        self.assertEqual(error["code"], "SecretIsShared")
        path.chmod(0o600)
        error = self.product.error("token", "--role", "provider")
        self.assertEqual(error["code"], "DevelopmentKeyDamaged")


if __name__ == "__main__":
    main(__name__)
