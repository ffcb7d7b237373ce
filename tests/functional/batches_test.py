#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: usage a stack hands over in batches is billed like any other, once, and nobody else can
hand it over. Method: a stack is registered by its token, and batches of a fixed key
(tests/fixtures/bridge/) are posted to a server, in order, twice, out of order, damaged, and with
the tokens of others; the registry and the usage then say what was taken."""

import base64
import json
import pathlib
import unittest

from product import ADATUM, Case, DEFAULT, LOCAL, NOVEMBER, STACK, VM, main
from serving import Server
from stack_keys import StackKey

FIXTURES = pathlib.Path("tests/fixtures/bridge")
BATCHES = f"/v1/stacks/{STACK}/batches"
TYPE = {"Content-Type": "application/vnd.tollbridge.batch"}
ELSEWHERE = "9c1e0000-0000-4000-8000-0000000000ee"
HOME = "5d20c2de-0000-4000-8000-0000000000ff"
BOOK = f"""provider: {{name: Provider AB, country: SE, currency: EUR}}
partners:
  - {{id: contoso, kind: direct, name: Contoso, country: SE, currency: EUR}}
subscriptions:
  - {{id: {DEFAULT}, offer: APSS, partner: contoso}}
"""


def batch(name):
    return (FIXTURES / (name + ".batch")).read_bytes()


def claims_of(jwt):
    part = jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Batches(Case):
    def setUp(self):
        super().setUp()
        self.product.json("apply", self.product.file("book.yaml", BOOK))
        self.key = StackKey(FIXTURES / "stack-key.pem")
        self.server = Server(self.product, listen=["http://127.0.0.1:0"])
        self.addCleanup(self.server.stop)
        self.provider = self.product.run("token", "--role", "provider").stdout.strip()

    def register(self, key=None):
        token = {"cloudId": STACK, "objectId": "", "billingModel": "PayAsYouUse",
                 "usageReportingEnabled": True, "regionNames": ["north"], "version": "1.0",
                 "providerSubscriptionId": HOME, "bridgeKey": (key or self.key).jwk}
        path = (f"/subscriptions/{DEFAULT}/resourceGroups/azurestack/providers/"
                "Microsoft.AzureStack/registrations/north")
        body = {"location": "global", "properties": {
            "registrationToken": base64.b64encode(json.dumps(token).encode()).decode()}}
        status, _, text = self.server.ask(
            path + "?api-version=2017-06-01", "PUT", json.dumps(body).encode(), self.provider,
            headers={"Content-Type": "application/json"})
        self.assertIn(status, (200, 201), text)
        status, _, text = self.server.ask(
            path + "/getactivationkey?api-version=2017-06-01", "POST", b"", self.provider)
        self.assertEqual(status, 200, text)
        return claims_of(json.loads(text)["activationKey"])

    def upload_token(self, key=None, stack=STACK, **claims):
        return (key or self.key).token(stack, self.server.url(), NOVEMBER, **claims)

    def post(self, body, token=None, path=BATCHES):
        status, headers, text = self.server.ask(path, "POST", body, token or self.upload_token(),
                                                headers=TYPE)
        if status == 200:
            self.assertEqual(headers["Content-Type"], "application/jwt")
            return status, text.decode()
        return status, json.loads(text)["code"]

    def get(self, path, token=None):
        status, _, text = self.server.ask(path, token=token or self.upload_token())
        return status, text

    def test_batches_are_taken_once_and_in_order(self):
        activation = self.register()
        self.assertEqual(activation["receiptKey"]["kty"], "RSA")
        self.assertEqual(activation["usageResourceUri"], self.server.url())
        self.assertEqual(self.post(batch("second")), (409, "BatchGap"))
        first = self.post(batch("first"))
        self.assertEqual(first[0], 200)
        receipt = claims_of(first[1])
        self.assertEqual((receipt["number"], receipt["rows"], receipt["rejected"]), (1, 2, 0))
        self.assertEqual(self.post(batch("first")), first)
        self.assertEqual(claims_of(self.post(batch("second"))[1])["rejected"], 1)
        self.assertEqual(self.post(batch("other-second")), (409, "BatchDiverged"))
        stands = json.loads(self.get(BATCHES + "?from=2")[1])
        self.assertEqual((stands["watermark"], len(stands["known"])), (2, 1))
        self.assertEqual(self.get(BATCHES + "/1"), (200, batch("first")))
        self.assertEqual(self.get(BATCHES + "/3")[0], 404)
        refused = json.loads(self.get(f"/v1/stacks/{STACK}/rejections", self.provider)[1])
        self.assertEqual([(one["batch"], one["row"], one["code"])
                          for one in refused["rejections"]], [(2, 2, "TenantMismatch")])
        shown = self.product.json("usage", "show", "--period", "2026-10", "--by", "meter")
        self.assertEqual(shown["rows"], [{"meter": VM, "quantity": "5", "records": 3}])
        stack = json.loads(self.get(f"/v1/stacks/{STACK}", self.provider)[1])
        self.assertEqual(stack["provider_subscription"], HOME)
        self.assertEqual([(one["id"], one["tenant"]) for one in stack["local_subscriptions"]],
                         [(LOCAL, ADATUM)])

    def test_what_was_taken_outlives_a_restart(self):
        self.register()
        first = self.post(batch("first"))
        self.server.stop()
        self.server = Server(self.product, listen=["http://127.0.0.1:0"])
        self.addCleanup(self.server.stop)
        self.assertEqual(self.post(batch("first")), first)
        self.assertEqual(self.post(batch("second"))[0], 200)

    def test_a_backup_has_the_batches_too(self):
        self.register()
        first = self.post(batch("first"))
        backup, restored = (self.product.directory / name for name in ("backup", "restored"))
        self.product.json("backup", backup)
        self.server.stop()
        self.product.json("restore", backup, data=restored)
        self.product.data = restored
        self.server = Server(self.product, listen=["http://127.0.0.1:0"])
        self.addCleanup(self.server.stop)
        self.assertEqual(self.post(batch("first")), first)
        self.provider = self.product.run("token", "--role", "provider").stdout.strip()
        self.assertEqual(self.get(BATCHES + "/1", self.provider), (200, batch("first")))
        self.assertEqual(self.post(batch("second"))[0], 200)

    def test_damage_is_found_out(self):
        self.register()
        whole = batch("first")
        for at in (0, len(whole) // 2, len(whole) - 1):
            broken = bytearray(whole)
            broken[at] ^= 1
            status, code = self.post(bytes(broken))
            self.assertIn((status, code), [(400, "BatchDamaged"), (400, "BatchFormatUnknown"),
                                           (403, "BatchSignatureWrong")])
        self.assertEqual(self.post(b"")[1], "BatchDamaged")
        self.assertEqual(json.loads(self.get(BATCHES)[1])["watermark"], 0)

    def test_nobody_else_hands_over_batches(self):
        other = StackKey(self.product.directory / "other.pem")
        answers = set()
        unregistered = self.server.ask(BATCHES, "POST", batch("first"), self.upload_token(),
                                       headers=TYPE)
        self.register()
        for token in (self.upload_token(other), self.upload_token(other, ELSEWHERE),
                      self.upload_token(stack=ELSEWHERE), self.upload_token(aud="tollbridge"),
                      self.upload_token(role="provider"), self.upload_token(role="operator")):
            status, headers, text = self.server.ask(BATCHES, "POST", batch("first"), token,
                                                    headers=TYPE)
            problem = json.loads(text)
            answers.add((status, headers["WWW-Authenticate"], problem["code"], problem["detail"]))
        problem = json.loads(unregistered[2])
        answers.add((unregistered[0], unregistered[1]["WWW-Authenticate"], problem["code"],
                     problem["detail"]))
        self.assertEqual({one[0] for one in answers}, {401})
        self.assertEqual(len(answers), 1, answers)
        self.assertEqual(self.post(batch("first"), self.provider)[0], 403)
        self.assertEqual(self.post(batch("first"), path=f"/v1/stacks/{ELSEWHERE}/batches")[0], 404)
        # What a bridge may do is this and no more.
        for path in ("/v1/stacks", "/v1/registrations", "/v1/invoices",
                     "/v1/usage?period=2026-10"):
            self.assertIn(self.get(path)[0], (403, 404), path)

    def test_registered_again_with_another_key_the_old_one_ends(self):
        self.register()
        self.assertEqual(self.get(BATCHES)[0], 200)
        other = StackKey(self.product.directory / "other.pem")
        self.register(other)
        self.assertEqual(self.get(BATCHES)[0], 401)
        self.assertEqual(self.get(BATCHES, self.upload_token(other))[0], 200)
        self.assertEqual(self.post(batch("first"), self.upload_token(other)),
                         (403, "BatchSignatureWrong"))

    def test_a_book_says_the_key_too(self):
        self.product.json("apply", self.product.file("stack.yaml", json.dumps(
            {"stacks": [{"cloud_id": STACK, "bridge_key": json.dumps(self.key.jwk)}]})))
        self.assertEqual(self.post(batch("first"))[0], 200)
        refused = self.product.error("apply", self.product.file("bad.yaml", json.dumps(
            {"stacks": [{"cloud_id": STACK, "bridge_key": "a key"}]})))
        self.assertEqual(refused["code"], "BridgeKeyWrong")


if __name__ == "__main__":
    main(__name__)
