#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: nobody can do or see what is not theirs, on any route (spec/reliability.md 8). Method: the
routes with their access are read from /openapi.json; every operation is called as every caller on
every object, and a second, independent reckoning of who stands how to what says what must come
back. A query parameter that no operation has makes the calls harmless: who is allowed gets as far
as 400, and nothing is done. Then two worlds that differ only in what a caller may not see must
give it the same bytes."""

import base64
import itertools
import json
import re
import shutil
import tempfile
import unittest

from authz_world import (CALLERS, CONTOSO, LITWARE, NORTHWIND, PERIOD, World, comparable, fill,
                         path_values)
from product import Product, main

POISON = "nonsense=1&api-version=nonsense"
MISSING = object()


def start(changed=False):
    directory = tempfile.mkdtemp(prefix="tollbridge_authz_")
    world = World(Product(directory), changed)
    world.directory = directory
    return world


def stop(world):
    world.stop()
    shutil.rmtree(world.directory, ignore_errors=True)


def is_open(operation):
    return "anonymous" in operation["x-authz"]["allow"]


class Routes(unittest.TestCase):
    """Every route as every caller."""

    @classmethod
    def setUpClass(cls):
        cls.world = start()
        cls.before = cls.world.product.json("audit")

    @classmethod
    def tearDownClass(cls):
        stop(cls.world)

    def closed_operations(self):
        return [one for one in self.world.operations() if not is_open(one[2])]

    def test_every_route_says_who_may_call_it(self):
        operations = list(self.world.operations())
        self.assertGreater(len(operations), 40)
        roles = {"anonymous", "provider", "partner", "reseller", "operator", "tenant",
                 "bridge"}
        for method, template, operation in operations:
            access = operation["x-authz"]
            self.assertTrue(access["allow"], (method, template))
            self.assertLessEqual(set(access["allow"]), roles, (method, template))
            self.assertEqual(access["scope"] is None, access["object"] == "service",
                             (method, template))
            if access["scope"]:
                self.assertIn("{" + access["scope"].removeprefix("path.") + "}", template)

    def test_only_what_tells_nothing_is_open(self):
        opened = {template for _, template, one in self.world.operations() if is_open(one)}
        self.assertLessEqual(opened, {
            "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs",
            "/.well-known/openid-configuration", "/.well-known/jwks.json",
            "/metadata/endpoints"})

    def bad_tokens(self):
        good = self.world.tokens["provider"]
        head, claims, signature = good.split(".")
        other = json.loads(base64.urlsafe_b64decode(claims + "=="))
        other["sub"] = "mallory"
        forged = base64.urlsafe_b64encode(json.dumps(other).encode()).decode().rstrip("=")
        none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"x"}').decode().rstrip("=")
        old = self.world.product.run("token", "--role", "provider", now="2026-11-03T06:00:00Z")
        return {"none at all": None, "empty": "", "nonsense": "letmein",
                "forged": ".".join((head, forged, signature)), "unsigned": f"{none}.{claims}.",
                "expired": old.stdout.strip(), "long": "a" * 9000}

    def test_without_a_good_token_every_route_answers_the_same(self):
        for method, template, _ in self.closed_operations():
            path, _ = fill(template, path_values(CONTOSO))
            answers = {}
            for name, token in self.bad_tokens().items():
                answer = comparable(self.world.call(method, path, token))
                self.assertEqual(answer[0], 401, (method, template, name))
                answers[name] = answer
            self.assertEqual(len(set(map(repr, answers.values()))), 1, (method, template))

    def test_a_token_in_the_query_is_no_token(self):
        token = self.world.tokens["provider"]
        self.assertEqual(self.world.call("GET", "/v1/partners?access_token=" + token)[0], 401)
        self.assertEqual(self.world.call("GET", "/v1/partners?access_token=" + token, token)[0],
                         401)

    def expected(self, operation, caller, one):
        """400: allowed, stopped by the poison; 403; 404: hidden."""
        access = operation["x-authz"]
        granted = access["allow"].get(caller.role)
        if access["object"] == "service":
            return 403 if granted is None else 400
        if one is MISSING:
            return 400 if caller.role in access.get("create", []) else 404
        relation = self.world.relation(caller, access["object"], one)
        if relation == "none":
            return 404
        return 400 if granted and relation in granted else 403

    def cells(self, template, operation):
        """(object, path, ids in it): one for each object the operation may be about."""
        access = operation["x-authz"]
        if access["object"] == "service":
            path, ids = fill(template, path_values(CONTOSO))
            return [(None, path, ids)]
        scope = access["scope"].removeprefix("path.")
        found = [(MISSING, *fill(template, path_values(None)))]
        for one, family in self.world.objects(access["object"]):
            path, ids = fill(template, {**path_values(family), scope: one})
            found.append((one, path, ids))
        return found

    def test_every_route_as_every_caller_on_every_object(self):
        checked = 0
        wrong = []
        for method, template, operation in self.closed_operations():
            for caller in CALLERS:
                token = self.world.tokens[caller.name]
                hidden = None
                for one, path, ids in self.cells(template, operation):
                    answer = self.world.call(method, f"{path}?{POISON}", token)
                    expected = self.expected(operation, caller, one)
                    where = (operation["operationId"], caller.name,
                             "missing" if one is MISSING else one)
                    checked += 1
                    if answer[0] != expected:
                        wrong.append((*where, expected, answer[0], answer[2][:160]))
                    if answer[0] == expected == 404:
                        told = comparable(answer, ids)
                        hidden = hidden or told
                        if told != hidden:
                            wrong.append((*where, "not like a missing one", told, hidden))
        self.assertEqual(wrong[:20], [], f"{len(wrong)} of {checked} cells")
        self.assertGreater(checked, 3000)
        print(f"authorization: {checked} cells", flush=True)

    def test_what_was_refused_or_stopped_changed_nothing(self):
        self.assertEqual(self.world.product.json("audit"), self.before)

    def same_for(self, caller, first, second, ids):
        token = self.world.tokens[caller.name]
        return (comparable(self.world.call("GET", first, token), ids),
                comparable(self.world.call("GET", second, token), ids))

    def test_a_foreign_id_beside_an_own_one_is_like_a_missing_one(self):
        # The object of the path is the caller's; everything else named in the path is foreign.
        checked = 0
        for _, template, operation in self.closed_operations():
            scope = (operation["x-authz"]["scope"] or "").removeprefix("path.")
            names = [name for name in re.findall(r"{(\w+)}", template)
                     if name in path_values(None) and name != scope]
            if not scope or not names or "get" not in self.world.document["paths"][template]:
                continue
            missing, gone = path_values(None), path_values(None).values()
            for caller in (one for one in CALLERS if one.name == "contoso"):
                own = {scope: path_values(CONTOSO)[scope]}
                for family in (LITWARE, NORTHWIND):
                    foreign = path_values(family)
                    for query in queries(self.world.document["paths"][template]["get"]):
                        first, second = self.same_for(
                            caller, fill(template, {**foreign, **own})[0] + "?" + query,
                            fill(template, {**missing, **own})[0] + "?" + query,
                            [*foreign.values(), *gone])
                        self.assertEqual(first, second, template)
                        checked += 1
        self.assertGreater(checked, 20)

    def test_a_foreign_id_in_a_query_is_like_a_missing_one(self):
        checked = 0
        missing = path_values(None)
        for _, template, operation in self.world.operations("get"):
            names = [one["name"] for one in operation.get("parameters", [])
                     if one["in"] == "query" and one["name"] in missing and one["name"] != "meter"]
            if is_open(operation) or not names:
                continue
            path, _ = fill(template, path_values(CONTOSO))
            needed = queries(operation)[0]
            for name in names:
                for caller in (one for one in CALLERS if one.name in ("contoso", "stranger")):
                    for family in (LITWARE, NORTHWIND):
                        value = path_values(family)[name]
                        first, second = self.same_for(
                            caller, f"{path}?{needed}&{name}={value}",
                            f"{path}?{needed}&{name}={missing[name]}", [value, missing[name]])
                        self.assertEqual(first, second, (template, name, caller.name))
                        checked += 1
        self.assertGreater(checked, 20)

    # Written by hand from design.md 10, to be read by people.
    REVIEWED = [
        ("provider", "invoice_get", ("provider", "contoso"), 200),
        ("provider", "invoice_get", ("contoso", "adatum"), 404),
        ("contoso", "invoice_get", ("provider", "contoso"), 200),
        ("contoso", "invoice_get", ("contoso", "adatum"), 200),
        ("contoso", "invoice_get", ("provider", "northwind"), 404),
        ("contoso", "invoice_get", ("litware", "tailspin"), 404),
        ("fabrikam", "invoice_get", ("provider", "fabrikam"), 200),
        ("fabrikam", "invoice_get", ("fabrikam", "litware"), 200),
        ("fabrikam", "invoice_get", ("litware", "tailspin"), 404),
        ("litware", "invoice_get", ("fabrikam", "litware"), 200),
        ("litware", "invoice_get", ("litware", "tailspin"), 200),
        ("litware", "invoice_get", ("provider", "fabrikam"), 404),
        ("operator of contoso's", "invoice_get", ("provider", "contoso"), 404),
        ("stranger", "invoice_get", ("contoso", "adatum"), 404)]

    def test_invoices_are_for_those_who_wrote_and_got_them(self):
        by_trade = {trade: one for one, trade in self.world.invoices.items()}
        for name, identity, trade, status in self.REVIEWED:
            template = next(t for _, t, o in self.world.operations("get")
                            if o["operationId"] == identity)
            path, _ = fill(template, {"invoice": by_trade[trade]})
            self.assertEqual(self.world.call("GET", path, self.world.tokens[name])[0], status,
                             (name, trade))

    def test_payments_are_the_sellers_and_disputes_both_sides(self):
        by_trade = {trade: one for one, trade in self.world.invoices.items()}
        sold, got = by_trade["contoso", "adatum"], by_trade["provider", "contoso"]
        dispute = f"/v1/invoices/{sold}/disputes/{sold}-1-d1"
        for name, payments, disputes, status in (
                ("contoso", [f"{sold}-p1"], [f"{sold}-1-d1", f"{got}-1-d1"], 200),
                ("provider", [f"{got}-p1"], [f"{got}-1-d1"], 404),
                ("fabrikam", [], [], 404), ("litware", [], [], 404)):
            token = self.world.tokens[name]
            listed = json.loads(self.world.call("GET", "/v1/payments", token)[2])["payments"]
            self.assertEqual([one["id"] for one in listed], payments, name)
            listed = json.loads(self.world.call("GET", "/v1/disputes", token)[2])["disputes"]
            self.assertEqual([one["id"] for one in listed], disputes, name)
            self.assertEqual(self.world.call("GET", dispute, token)[0], status, name)
        for name in ("user of adatum", "operator of contoso's", "stranger"):
            for path in ("/v1/payments", "/v1/disputes", "/v1/dunning"):
                self.assertEqual(self.world.call("GET", path, self.world.tokens[name])[0], 403)

    def test_unlisted_methods_and_paths_do_nothing(self):
        token = self.world.tokens["provider"]
        listed = {}
        for method, template, _ in self.world.operations():
            listed.setdefault(template, set()).add(method)
        for template, methods in listed.items():
            path, _ = fill(template, path_values(CONTOSO))
            for method in {"PUT", "POST", "PATCH", "DELETE", "TRACE"} - methods:
                self.assertIn(self.world.call(method, f"{path}?{POISON}", token)[0],
                              (400, 404, 405, 501), (method, template))
        for path in ("/v1", "/v1/", "/v1/nothing", "/.well-known/nothing", "/v2/partners"):
            self.assertEqual(self.world.call("GET", path, token)[0], 404, path)


def queries(operation):
    """Query strings that make a GET answer: with what it needs, and with what it may be given."""
    known = {"period": PERIOD, "by": "tenant", "operator": "direct", "from": "2026-10-01",
             "reportedStartTime": "2026-10-01T00:00:00Z", "at": "2026-10-02T00:00:00Z",
             "reportedEndTime": "2026-11-02T00:00:00Z", "aggregationGranularity": "Daily",
             "usageStartTime": "2026-10-01T00:00:00Z", "usageEndTime": "2026-11-01T00:00:00Z",
             "$filter": "OfferDurableId eq 'MS-AZR-0003P' and Currency eq 'EUR' and Locale eq "
                        "'en-US' and RegionInfo eq 'SE'"}
    found = set()
    for version, times in itertools.product(
            ("2015-06-01-preview", "2017-06-01", "2020-06-01-preview"),
            (("reportedStartTime", "reportedEndTime"), ("usageStartTime", "usageEndTime"))):
        given = []
        for one in operation.get("parameters", []):
            if one["in"] != "query":
                continue
            if one["name"] == "api-version":
                given.append("api-version=" + version)
            elif one["required"] or one["name"] == "period" or one["name"] in times:
                value = known.get(one["name"], "1").replace(" ", "%20").replace("'", "%27")
                given.append(f"{one['name'].replace('$', '%24')}={value}")
        found.add("&".join(given))
    return sorted(found)


class TwoWorlds(unittest.TestCase):
    """What a caller may not see makes no difference to its answers (I22)."""

    @classmethod
    def setUpClass(cls):
        cls.one = start()
        cls.other = start(changed=True)

    @classmethod
    def tearDownClass(cls):
        stop(cls.one)
        stop(cls.other)

    def ask(self, world, path, caller):
        status, headers, text = world.call("GET", path, world.tokens[caller.name])
        host = f"127.0.0.1:{world.port}"
        headers = [(name, value.replace(host, "HOST")) for name, value in headers]
        # A document's digest names what its close read, other sellers' usage too; nobody can read
        # anything out of a hash. The entity tag is one of the text.
        text, digests = re.subn('"digest":"[0-9a-f]{64}"', '"digest":""', text)
        if digests:
            headers = [(name, value) for name, value in headers if name.lower() != "etag"]
        return comparable((status, headers, text.replace(host, "HOST")))

    # Names of what neither world has.
    OF_NOTHING = ("{lockName}", "{productName}", "{operation}", "{number}", "offers/{name}",
                  "plans/{name}", "{acquisitionId}", "{activationName}", "{offerName}")

    def test_every_reading_of_every_caller_is_the_same(self):
        callers = [one for one in CALLERS if one.name not in ("provider", "northwind")]
        asked = 0
        wrong = []
        answered = {}
        for _, template, operation in self.one.operations("get"):
            if template in ("/metrics", "/openapi.json", "/docs") or ".well-known" in template:
                continue
            for family in self.one.families:
                for query in queries(operation):
                    path, ids = fill(template, path_values(family))
                    for caller in callers:
                        first = self.ask(self.one, f"{path}?{query}", caller)
                        second = self.ask(self.other, f"{path}?{query}", caller)
                        asked += 1
                        answered[template] = answered.get(template, 0) + (first[0] == 200)
                        if first != second:
                            wrong.append((path, query, caller.name, first, second))
                    if not ids:
                        break
                if not fill(template, path_values(family))[1]:
                    break
        self.assertEqual(wrong[:3], [], f"{len(wrong)} of {asked}")
        # What nobody but the provider reads is no proof; everything else was read by somebody.
        unread = {template for template, count in answered.items() if count == 0}
        for template in unread:
            allowed = self.one.document["paths"][template]["get"]["x-authz"]["allow"]
            self.assertTrue(set(allowed) == {"provider"} or
                            any(name in template for name in self.OF_NOTHING), template)
        print(f"two worlds: {asked} readings, {sum(answered.values())} with content", flush=True)

    def test_the_worlds_do_differ(self):
        caller = next(one for one in CALLERS if one.name == "northwind")
        provider = CALLERS[0]
        self.assertNotEqual(self.ask(self.one, "/v1/partners", provider),
                            self.ask(self.other, "/v1/partners", provider))
        self.assertNotEqual(
            self.ask(self.one, f"/v1/usage?period={PERIOD}&by=tenant", caller),
            self.ask(self.other, f"/v1/usage?period={PERIOD}&by=tenant", caller))


if __name__ == "__main__":
    main(__name__)
