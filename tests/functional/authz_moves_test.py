#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what is transferred, granted, revoked or taken away changes at once who may see and do
what, and nobody gains what is not theirs (spec/reliability.md F39). Method: random moves over
partners, resellers, customers, subscriptions, stacks and mappings, each by a random caller, beside
a relational model of our own. After each, what every caller is shown is compared with the model,
and a move that was refused must have changed nothing. TOLLBRIDGE_MOVES and TOLLBRIDGE_SEED say how
many and which."""

import json
import os
import random
import shutil
import tempfile
import unittest

from authz_world import guid
from product import Product, main
from serving import Server

MOVES = int(os.environ.get("TOLLBRIDGE_MOVES", "120"))
SEED = int(os.environ.get("TOLLBRIDGE_SEED", "39"))

DISTRIBUTORS = ["fabrikam", "proseware"]
DIRECT = ["contoso", "northwind"]
RESELLERS = ["litware", "tailspin"]
SELLERS = DIRECT + DISTRIBUTORS + RESELLERS
SUBJECTS = ["olga", "otto"]


class Model:
    """Who belongs to whom, as relations."""

    def __init__(self):
        self.distributor = {"litware": "fabrikam", "tailspin": "proseware"}
        self.customers = {}      # id -> seller
        self.tenants = {}        # customer -> tenant
        self.subscriptions = {}  # id -> {"partner", "customer", "owners"}
        self.stacks = {}         # cloud id -> operator
        self.registrations = {}  # name -> (default, stack)
        self.mappings = {}       # (registration, tenant) -> subscription
        for number, seller in enumerate(SELLERS, 1):
            default, stack = guid(0xA, number), guid(0xC, number)
            self.subscriptions[default] = {"partner": seller, "customer": None, "owners": []}
            self.stacks[stack] = seller
            self.registrations[f"azurestack-{number}"] = (default, stack)
            for which in (1, 2):
                customer = f"{seller}-{which}"
                self.customers[customer] = seller
                self.tenants[customer] = guid(0xD, 10 * number + which)
                self.subscriptions[guid(0xB, 10 * number + which)] = {
                    "partner": seller, "customer": customer, "owners": []}

    def root(self, seller):
        """The partner a seller rolls up to."""
        return self.distributor.get(seller, seller)

    def to_seller(self, caller, seller):
        if caller.partner == seller:
            return "own"
        child = caller.partner and self.distributor.get(seller) == caller.partner
        return "child" if child else "none"

    def relation(self, caller, kind, one):
        if caller.role == "provider":
            return "any"
        if kind == "partner":
            found = self.to_seller(caller, one)
            return "self" if found == "own" else found
        if kind == "customer":
            return self.to_seller(caller, self.customers[one])
        if kind == "subscription":
            if caller.subject in self.subscriptions[one]["owners"]:
                return "own"
            return self.to_seller(caller, self.subscriptions[one]["partner"])
        if kind == "registration":
            return self.relation(caller, "subscription", self.registrations[one][0])
        found = {self.to_seller(caller, self.stacks[one])} | {
            self.relation(caller, "subscription", default)
            for default, stack in self.registrations.values() if stack == one}
        return next((each for each in ("own", "child") if each in found), "none")

    def ids(self, kind):
        return {"partner": SELLERS, "customer": list(self.customers),
                "subscription": list(self.subscriptions), "stack": list(self.stacks),
                "registration": list(self.registrations)}[kind]

    def book(self):
        def section(name, rows):
            return name + ":\n" + "".join(f"  - {json.dumps(row)}\n" for row in rows)
        kinds = {**dict.fromkeys(DIRECT, "direct"), **dict.fromkeys(DISTRIBUTORS, "distributor")}
        partners = [{"id": one, "kind": kinds.get(one, "reseller"), "name": one, "country": "SE",
                     "currency": "EUR",
                     **({"of": self.distributor[one]} if one in RESELLERS else {})}
                    for one in DISTRIBUTORS + DIRECT + RESELLERS]
        return "".join((
            "provider: {name: Provider AB, country: SE, currency: EUR}\n",
            section("partners", partners),
            section("customers", [{"id": one, "partner": seller, "name": one, "country": "SE",
                                   "tenants": [self.tenants[one]]}
                                  for one, seller in self.customers.items()]),
            section("subscriptions", [
                {"id": one, "offer": "CSP" if told["customer"] else "APSS",
                 "partner": told["partner"],
                 **({"customer": told["customer"]} if told["customer"] else {})}
                for one, told in self.subscriptions.items()]),
            section("stacks", [{"cloud_id": one, "operator": operator}
                               for one, operator in self.stacks.items()]),
            section("registrations", [
                {"name": one, "subscription": default, "cloud_id": stack,
                 "billing_model": "PayAsYouUse", "from": "2026-10-01T00:00:00Z"}
                for one, (default, stack) in self.registrations.items()])))


class Caller:
    def __init__(self, name, role, *words, partner="", subject=""):
        self.name, self.role, self.words = name, role, words
        self.partner, self.subject = partner, subject
        self.token = ""


CALLERS = [Caller("provider", "provider", "--subject", "root", subject="root")] + [
    Caller(one, "reseller" if one in RESELLERS else "partner", "--partner", one, "--subject",
           "at-" + one, partner=one, subject="at-" + one) for one in SELLERS] + [
    Caller(one, "tenant", "--tenant", guid(0xD, 98), "--subject", one, subject=one)
    for one in SUBJECTS]

# What a caller is shown one of, and a list of: the kind, its paths, the member that is its id.
SHOWN = {"partner": ("/v1/partners", "partners", "id"),
         "customer": ("/v1/customers", "customers", "id"),
         "subscription": ("/v1/subscriptions", "subscriptions", "id"),
         "stack": ("/v1/stacks", "stacks", "cloud_id"),
         "registration": ("/v1/registrations", "registrations", "name")}


class Moves(unittest.TestCase):
    """One server, and many moves."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="tollbridge_moves_")
        cls.model = Model()
        cls.random = random.Random(SEED)
        product = Product(cls.directory)
        product.json("apply", product.file("book.yaml", cls.model.book()))
        for caller in CALLERS:
            caller.token = product.run("token", "--role", caller.role,
                                       *caller.words).stdout.strip()
        cls.server = Server(product, listen=["http://127.0.0.1:0"])
        paths = json.loads(cls.server.ask("/openapi.json")[2])["paths"]
        cls.access = {(method, template): operation["x-authz"]
                      for template, methods in paths.items()
                      for method, operation in methods.items()}

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.directory, ignore_errors=True)

    def ask(self, caller, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if method == "PATCH" or (method != "GET" and self.is_mapped(path)):
            headers["If-Match"] = "*"
        status, _, text = self.server.ask(path, method, json.dumps(body).encode() if body else None,
                                          caller.token, headers=headers)
        return status, json.loads(text) if text else None

    def is_mapped(self, path):
        parts = path.split("/")
        return parts[-2] == "mappings" and (parts[-3], parts[-1]) in self.model.mappings

    def allowed(self, caller, method, template, one):
        """200: may; 403; 404: hidden; by the access its row states and by our own model."""
        access = self.access[method, template]
        relation = self.model.relation(caller, access["object"], one)
        if relation == "none":
            return 404
        return 200 if relation in access["allow"].get(caller.role, []) else 403

    # Moves: (method, template, id, path, body, what the model does if it was done) ---------------

    def customer_changes_hands(self):
        one = self.random.choice(list(self.model.customers))
        to = self.random.choice(SELLERS)
        return ("patch", "/v1/customers/{customer}", one, f"/v1/customers/{one}", {"partner": to},
                lambda: self.model.customers.update({one: to}))

    def subscription_changes_hands(self):
        one = self.random.choice(list(self.model.subscriptions))
        to = self.random.choice(SELLERS)
        return ("patch", "/v1/subscriptions/{subscription}", one, f"/v1/subscriptions/{one}",
                {"partner": to}, lambda: self.model.subscriptions[one].update(partner=to))

    def owners_are_named(self):
        one = self.random.choice(list(self.model.subscriptions))
        owners = self.random.choice([[], ["olga"], ["otto"], SUBJECTS])
        return ("patch", "/v1/subscriptions/{subscription}", one, f"/v1/subscriptions/{one}",
                {"owners": owners}, lambda: self.model.subscriptions[one].update(owners=owners))

    def reseller_changes_distributor(self):
        one, to = self.random.choice(RESELLERS), self.random.choice(DISTRIBUTORS)
        return ("patch", "/v1/partners/{partner}", one, f"/v1/partners/{one}", {"of": to},
                lambda: self.model.distributor.update({one: to}))

    def stack_changes_operator(self):
        one, to = self.random.choice(list(self.model.stacks)), self.random.choice(SELLERS)
        return ("patch", "/v1/stacks/{stack}", one, f"/v1/stacks/{one}", {"operator": to},
                lambda: self.model.stacks.update({one: to}))

    def tenant_is_mapped(self):
        one = self.random.choice(list(self.model.registrations))
        tenant = self.random.choice(list(self.model.tenants.values()))
        to = self.random.choice(list(self.model.subscriptions))
        return ("put", "/v1/registrations/{registration}/mappings/{tenant}", one,
                f"/v1/registrations/{one}/mappings/{tenant}", {"subscription": to},
                lambda: self.mapped(one, tenant, to))

    def mapping_is_removed(self):
        one = self.random.choice(list(self.model.registrations))
        tenant = self.random.choice(list(self.model.tenants.values()))
        return ("delete", "/v1/registrations/{registration}/mappings/{tenant}", one,
                f"/v1/registrations/{one}/mappings/{tenant}", None,
                lambda: self.model.mappings.pop((one, tenant), None))

    def mapped(self, registration, tenant, to):
        default = self.model.subscriptions[self.model.registrations[registration][0]]
        told = self.model.subscriptions[to]
        self.assertIsNotNone(told["customer"], "R23: only CSP")
        self.assertEqual(self.model.root(told["partner"]), self.model.root(default["partner"]),
                         "R24: nobody registers someone else's customers")
        if default["partner"] in RESELLERS:
            self.assertEqual(told["partner"], default["partner"], "R24: of that very reseller")
        for key in [key for key, value in self.model.mappings.items()
                    if key[0] == registration and value == to]:
            del self.model.mappings[key]  # R29: the subscription is re-pointed
        self.model.mappings[registration, tenant] = to

    def somebody(self, method, template, one):
        """Half of the time one who may."""
        able = [each for each in CALLERS if self.allowed(each, method, template, one) == 200]
        return self.random.choice(self.random.choice([CALLERS, able]))

    # What must hold after each --------------------------------------------------------------------

    def check_lists(self):
        for caller in self.random.sample(CALLERS, 3):
            for kind, (path, member, identity) in SHOWN.items():
                role_listed = caller.role in self.access["get", path]["allow"]
                status, told = self.ask(caller, "GET", path + "?limit=1000")
                self.assertEqual(status, 200 if role_listed else 403, (caller.name, path))
                if not role_listed:
                    continue
                seen = {row[identity] for row in told[member]}
                own = {one for one in self.model.ids(kind)
                       if self.model.relation(caller, kind, one) != "none"}
                self.assertEqual(seen, own, (caller.name, path))

    def check_objects(self):
        for _ in range(6):
            caller = self.random.choice(CALLERS)
            kind = self.random.choice(list(SHOWN))
            one = self.random.choice(self.model.ids(kind))
            template = f"{SHOWN[kind][0]}/{{{kind}}}"
            status, _ = self.ask(caller, "GET", f"{SHOWN[kind][0]}/{one}")
            self.assertEqual(status, self.allowed(caller, "get", template, one),
                             (caller.name, kind, one))

    def state(self):
        return self.ask(CALLERS[0], "GET", "/v1/audit?limit=1000")

    def test_moves(self):
        moves = [self.customer_changes_hands, self.subscription_changes_hands,
                 self.owners_are_named, self.reseller_changes_distributor,
                 self.stack_changes_operator, self.tenant_is_mapped, self.tenant_is_mapped,
                 self.mapping_is_removed]
        counts = {"done": 0, "refused by a rule": 0, "denied": 0, "hidden": 0}
        for number in range(MOVES):
            method, template, one, path, body, then = self.random.choice(moves)()
            caller = self.somebody(method, template, one)
            where = f"seed {SEED}, move {number}: {caller.name} {method} {path} {body}"
            before = self.state()
            status, told = self.ask(caller, method.upper(), path, body)
            expected = self.allowed(caller, method, template, one)
            with self.subTest(where):
                if expected == 200:
                    self.assertIn(status, (200, 201, 204, 400, 403, 404, 409), told)
                else:
                    self.assertEqual(status, expected, told)
                if status < 300:
                    then()
                    counts["done"] += 1
                else:
                    self.assertEqual(self.state(), before, "a refused move left a trace")
                    counts["hidden" if status == 404 else "denied" if status == 403 else
                           "refused by a rule"] += 1
                self.check_lists()
                self.check_objects()
        told = self.ask(CALLERS[0], "GET", "/v1/mappings?limit=1000")[1]["mappings"]
        self.assertEqual({(row["registration"], row["tenant"]): row["subscription"]
                          for row in told}, self.model.mappings)
        print(f"moves: {counts}", flush=True)
        self.assertGreater(min(counts.values()), MOVES // 50)


if __name__ == "__main__":
    main(__name__)
