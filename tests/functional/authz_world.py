# SPDX-License-Identifier: Apache-2.0
"""A landscape of three sellers who must not see each other, who calls in it, and how each caller
stands to each object: written down a second time, from design and specification, so that it shares
no mistake with the server."""

import http.client
import json
import pathlib
import re
import urllib.parse

from serving import Server
from stack_keys import StackKey

HEADER = "stack,subscription,tenant,meter,resource,start,quantity"
VM = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5"
PERIOD = "2026-10"
PRICES = "meter,name,unit,model,tier_from,unit_price\n" + VM + ",VM,hour,flat,0,{}\n"


def guid(kind, number):
    """A GUID that shows what it is of."""
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


class Family:
    """One seller's realm: a stack, its registration, a customer and what they trade."""

    def __init__(self, number, seller, partner, customer):
        self.seller, self.partner, self.customer = seller, partner, customer
        self.default = guid(0xA, number)
        self.mapped = guid(0xB, number)
        self.stack = guid(0xC, number)
        self.tenant = guid(0xD, number)
        self.local = guid(0xE, number)
        self.infrastructure = "provider-of-" + self.stack
        self.registration = f"azurestack-{number}"
        self.sheet = f"{seller}-retail"
        self.special = f"{customer}-special"

    def book(self, owners):
        """Its part of a book, by section."""
        owned = f", owners: [{owners}]" if owners else ""
        return {
            "customers": [f"{{id: {self.customer}, partner: {self.seller}, name: {self.customer}, "
                          f"country: SE, tenants: [{self.tenant}]}}"],
            "subscriptions": [
                f"{{id: {self.default}, offer: APSS, partner: {self.seller}{owned}}}",
                f"{{id: {self.mapped}, offer: CSP, partner: {self.seller}, "
                f"customer: {self.customer}}}"],
            "stacks": [f"{{cloud_id: {self.stack}, region: r, operator: {self.partner}, "
                       f"local_subscriptions: [{{id: {self.local}, tenant: {self.tenant}}}]}}"],
            "registrations": [
                f"{{name: {self.registration}, resource_group: azurestack, subscription: "
                f"{self.default}, cloud_id: {self.stack}, billing_model: PayAsYouUse, "
                f"from: 2026-10-01T00:00:00Z, customer_subscriptions: [{{subscription: "
                f"{self.mapped}, tenant: {self.tenant}, from: 2026-10-01T00:00:00Z}}]}}"],
            "price_sheets": [
                f"{{id: {self.sheet}, seller: {self.seller}, currency: EUR, from: 2026-01-01, "
                f"file: retail.csv}}",
                f"{{id: {self.special}, seller: {self.seller}, buyer: {self.customer}, "
                f"currency: EUR, from: 2026-01-01, file: retail.csv}}"]}

    def usage(self, quantity):
        """Hours of its customer, and of somebody it never registered."""
        return [f"{self.stack},{self.local},,{VM},/{self.customer}/vm,2026-10-{day:02d}T00:00:00Z,"
                f"{quantity}" for day in (1, 2)] + [
            f"{self.stack},elsewhere,{guid(0xF, 1)},{VM},/{self.customer}/x,2026-10-03T00:00:00Z,1"]


CONTOSO = Family(1, "contoso", "contoso", "adatum")
LITWARE = Family(2, "litware", "fabrikam", "tailspin")
NORTHWIND = Family(3, "northwind", "northwind", "wingtip")
# Only in the second of two worlds.
ZEBRA = Family(4, "zebra", "zebra", "yak")
DISTRIBUTOR_OF = {"litware": "fabrikam"}
SHARED_SHEETS = {"provider-2026": ("provider", ""), "fabrikam-wholesale": ("fabrikam", ""),
                 "northwind-buys": ("provider", "northwind")}
OWNER = "olga"  # a subject that owns contoso's default subscription

PARTNERS = {
    # A VAT number, which an electronic invoice needs of both parties.
    "contoso": "{id: contoso, kind: direct, name: Contoso, country: SE, currency: EUR, "
               "vat_id: SE556000001901}",
    "fabrikam": "{id: fabrikam, kind: distributor, name: Fabrikam, country: DE, currency: EUR}",
    "litware": "{id: litware, kind: reseller, of: fabrikam, name: Litware, country: DE, "
               "currency: EUR}",
    "northwind": "{id: northwind, kind: direct, name: Northwind, country: SE, currency: EUR}",
    "zebra": "{id: zebra, kind: direct, name: Zebra, country: SE, currency: EUR}"}


class Caller:
    """Who asks, and the words of `tollbridge token` for it."""

    def __init__(self, name, role, *words, partner="", stack="", tenant="", subject=""):
        self.name, self.role, self.words = name, role, words
        self.partner, self.stack, self.tenant, self.subject = partner, stack, tenant, subject


def seller(name, role):
    return Caller(name, role, "--partner", name, partner=name)


CALLERS = [
    Caller("provider", "provider"),
    seller("contoso", "partner"), seller("fabrikam", "partner"), seller("litware", "reseller"),
    seller("northwind", "partner"), seller("nobody", "partner"),
    Caller("operator of contoso's", "operator", "--stack", CONTOSO.stack, stack=CONTOSO.stack),
    Caller("operator of litware's", "operator", "--stack", LITWARE.stack, stack=LITWARE.stack),
    Caller("operator of nothing", "operator", "--stack", guid(0xC, 99), stack=guid(0xC, 99)),
    Caller("bridge of contoso's", "bridge", stack=CONTOSO.stack),
    Caller("user of adatum", "tenant", "--tenant", CONTOSO.tenant, tenant=CONTOSO.tenant),
    Caller("stranger", "tenant", "--tenant", guid(0xD, 99), tenant=guid(0xD, 99)),
    Caller("owner", "tenant", "--tenant", guid(0xD, 98), "--subject", OWNER,
           tenant=guid(0xD, 98), subject=OWNER)]


class World:
    """A served data directory. `changed` makes the second of two worlds: everything of northwind
    and of a seller that is only there differs."""

    def __init__(self, product, changed=False):
        self.product = product
        self.key = StackKey(pathlib.Path("tests/fixtures/bridge/stack-key.pem"))
        with_key = {"cloud_id": CONTOSO.stack, "bridge_key": json.dumps(self.key.jwk)}
        self.families = [CONTOSO, LITWARE, NORTHWIND] + ([ZEBRA] if changed else [])
        product.json("apply", self.write_book(changed))
        product.json("apply", product.file("keys.yaml", json.dumps({"stacks": [with_key]})))
        lines = [HEADER]
        for family in self.families:
            lines += family.usage("7" if changed and family is NORTHWIND else "2")
        product.json("usage", "import", "-", stdin="\n".join(lines) + "\n")
        product.json("close", PERIOD)
        for family in self.families:
            self.run_stack(family)
        self.trades = dict(SHARED_SHEETS)
        for family in self.families:
            self.trades[family.sheet] = (family.seller, "")
            self.trades[family.special] = (family.seller, family.customer)
        listed = product.json("invoice", "list")["invoices"]
        self.settle(listed, changed)
        self.invoices = {one["id"]: (one["seller"], one["buyer"]) for one in listed}
        self.tokens = {caller.name: product.run("token", "--role", caller.role,
                                                *caller.words).stdout.strip()
                       for caller in CALLERS if caller.role != "bridge"}
        self.server = Server(product, listen=["http://127.0.0.1:0"])
        for caller in CALLERS:
            if caller.role == "bridge":
                self.tokens[caller.name] = self.key.token(caller.stack, self.server.url(),
                                                          product.now)
        self.port = urllib.parse.urlsplit(self.server.url()).port
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.document = json.loads(self.call("GET", "/openapi.json")[2])

    def settle(self, listed, changed):
        """Payments and disputes: contoso's and adatum's in both worlds, northwind's in one."""
        sold = {(one["seller"], one["buyer"]): one["id"] for one in listed}
        settled = [sold["provider", "contoso"], sold["contoso", "adatum"]]
        if changed:
            settled.append(sold["provider", "northwind"])
        for one in settled:
            self.product.json("payment", "add", one, "--amount", "0.01", "--reference", "bank 1")
            self.product.json("dispute", "open", one + "-1", "--reason", "not ours")

    def run_stack(self, family):
        """Its stack half, too, with a directory."""
        self.product.json("stack", "create", family.stack, "--region", "r",
                          "--provider-subscription", family.infrastructure,
                          "--home", "home-of-" + family.stack)
        self.product.json("stack", "guest", "add", family.stack, "guest.example", family.tenant)
        self.product.json("stack", "subscription", "add", family.stack, family.local, "--owner",
                          "ann@guest.example", "--tenant", "home-of-" + family.stack,
                          "--from", "2026-10-01")

    def stop(self):
        self.connection.close()
        self.server.stop()

    def write_book(self, changed):
        self.product.file("retail.csv", PRICES.format("0.2"))
        self.product.file("other.csv", PRICES.format("0.9"))
        sections = {"partners": [PARTNERS[name] for name in PARTNERS if changed or name != "zebra"],
                    "price_sheets": []}
        for sheet, (sells, buys) in SHARED_SHEETS.items():
            buyer = f"buyer: {buys}, " if buys else ""
            file = "other.csv" if changed and buys == "northwind" else "retail.csv"
            sections["price_sheets"].append(f"{{id: {sheet}, seller: {sells}, {buyer}currency: "
                                            f"EUR, from: 2026-01-01, file: {file}}}")
        for family in self.families:
            for name, rows in family.book(OWNER if family is CONTOSO else "").items():
                sections.setdefault(name, []).extend(rows)
        text = ("provider: {name: Provider AB, country: SE, currency: EUR, "
                "vat_id: SE556000000101}\n")
        for name, rows in sections.items():
            text += name + ":\n" + "".join(f"  - {row}\n" for row in rows)
        return self.product.file("book.yaml", text)

    def call(self, method, path, token=None, headers=None):
        """Status, headers and text of the answer."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = "Bearer " + token
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, headers=sent)
                answer = self.connection.getresponse()
                text = answer.read().decode(errors="replace")
                return answer.status, answer.getheaders(), text
            except (http.client.HTTPException, OSError):
                self.connection.close()  # the server ended a connection that was kept
                if attempt == 2:
                    raise
        return None

    def operations(self, *methods):
        """(method, path template, operation) as the document has them."""
        for template, by_method in self.document["paths"].items():
            for method, operation in by_method.items():
                if not methods or method in methods:
                    yield method.upper(), template, operation

    # Objects ---------------------------------------------------------------------------------

    def objects(self, kind):
        """Ids of all objects of a kind, each with the family whose other ids go with it."""
        families = self.families
        by_family = {
            "customer": lambda f: [f.customer], "stack": lambda f: [f.stack],
            "subscription": lambda f: [f.default, f.mapped], "tenant": lambda f: [f.tenant],
            "registration": lambda f: [f.registration],
            "localSubscription": lambda f: [f.local, f.default]}
        if kind in by_family:
            return [(one, f) for f in families for one in by_family[kind](f)]
        if kind == "partner":
            return [(one, CONTOSO) for one in ("contoso", "fabrikam", "litware", "northwind")]
        if kind == "invoice":
            return [(one, CONTOSO) for one in self.invoices]
        return [(one, CONTOSO) for one in self.trades]

    def relation(self, caller, kind, one):
        """How the caller stands to an object that exists."""
        if kind in ("invoice", "priceSheet"):
            return self.relation_to_trade(caller, (self.invoices if kind == "invoice"
                                                   else self.trades)[one])
        if caller.role == "provider":
            return "any"
        if kind == "partner":
            found = to_seller(caller, one)
            return "self" if found == "own" else found
        family = next(f for f in self.families if one in vars(f).values())
        return getattr(self, "to_" + kind)(caller, family, one)

    def to_customer(self, caller, family, _):
        if caller.role == "tenant" and caller.tenant == family.tenant:
            return "self"
        return to_seller(caller, family.seller)

    def to_subscription(self, caller, family, one):
        if caller.subject == OWNER and one == CONTOSO.default:
            return "own"
        return to_seller(caller, family.seller)

    def to_registration(self, caller, family, _):
        found = self.to_subscription(caller, family, family.default)
        if found == "none" and caller.role == "operator" and caller.stack == family.stack:
            return "operated"
        return found

    def to_stack(self, caller, family, _):
        if caller.role in ("operator", "bridge"):
            return "self" if caller.stack == family.stack else "none"
        found = {to_seller(caller, family.partner), self.to_registration(caller, family, "")}
        return next((one for one in ("own", "child") if one in found), "none")

    def to_tenant(self, caller, family, _):
        if caller.role == "tenant":
            return "self" if caller.tenant == family.tenant else "none"
        if caller.role == "bridge":
            return "none"
        found = self.to_customer(caller, family, "")
        if found == "none" and self.to_stack(caller, family, "") != "none":
            return "operated"
        return found

    def to_localSubscription(self, caller, family, one):  # pylint: disable=invalid-name
        if one != family.local:
            return self.to_subscription(caller, family, one)
        if caller.role == "operator" and caller.stack == family.stack:
            return "own"
        return "self" if caller.role == "tenant" and caller.tenant == family.tenant else "none"

    def relation_to_trade(self, caller, trade):
        sells, buys = trade
        if caller.role == "provider":
            return "any" if sells == "provider" else "none"
        if caller.role == "tenant":
            bought = any(f.customer == buys and f.tenant == caller.tenant for f in self.families)
            return "bought" if bought else "none"
        if not caller.partner:
            return "none"
        if sells == caller.partner:
            return "own"
        if buys == caller.partner:
            return "bought"
        if buys or caller.partner not in PARTNERS:
            return "none"
        return "bought" if sells == DISTRIBUTOR_OF.get(caller.partner, "provider") else "none"


def to_seller(caller, partner):
    if not caller.partner or not partner:
        return "none"
    if partner == caller.partner:
        return "own"
    return "child" if DISTRIBUTOR_OF.get(partner) == caller.partner else "none"


# What stands in a path for each of its parameters, by family; None: nothing there exists.
def path_values(family):
    if family is None:
        return {"partner": "mising", "customer": "mising", "subscription": guid(0xA, 77),
                "subscriptionId": guid(0xA, 77), "stack": guid(0xC, 77), "cloud_id": guid(0xC, 77),
                "local": guid(0xE, 77), "infrastructure": "provider-of-nobody",
                "registration": "azurestack-77", "registrationName": "azurestack-77",
                "tenant": guid(0xD, 77), "sheet": "mising-retail", "invoice": "mising-000001",
                "customerSubscriptionName": guid(0xA, 77), "seller": "mising", "buyer": "mising",
                "subscriberId": guid(0xE, 77), "meter": guid(0xA, 88), "operation": "0" * 32}
    return {"partner": family.seller, "customer": family.customer, "subscription": family.default,
            "subscriptionId": family.default, "stack": family.stack, "cloud_id": family.stack,
            "local": family.local, "infrastructure": family.infrastructure,
            "registration": family.registration, "registrationName": family.registration,
            "tenant": family.tenant, "sheet": family.sheet, "invoice": "provider-000001",
            "customerSubscriptionName": family.mapped, "seller": family.seller,
            "buyer": family.customer, "subscriberId": family.local, "meter": VM}


def fill(template, values):
    """The path, and the ids that stand in it."""
    if "s.Admin/" in template or "AzureBridge.Admin/" in template:
        # A stack's own plane: named by its provider subscription.
        values = {**values, "subscriptionId": values["infrastructure"], "id": values["local"],
                  "name": "guest.example"}
    used = {name: values.get(name, {"period": PERIOD, "line": "1",
                                    "dispute": "provider-000001-1-d1",
                                    "resourceGroupName": "azurestack"}.get(name, "some"))
            for name in re.findall(r"{(\w+)}", template)}
    path = re.sub(r"{(\w+)}", lambda m: urllib.parse.quote(used[m.group(1)], safe=""), template)
    return path, [used[name] for name in used if name in values]


def comparable(answer, ids=()):
    """An answer without what may differ: ids of requests, dates, the ids that were asked for."""
    status, headers, text = answer
    dropped = {"date", "content-length", "x-ms-request-id", "x-ms-correlation-request-id",
               "request-id", "x-request-id", "x-ms-routing-request-id",
               # a caller's own count, one less with every call
               "x-ms-ratelimit-remaining-subscription-reads",
               "x-ms-ratelimit-remaining-subscription-writes"}
    if ids:
        dropped.add("etag")  # of the text, with the ids
    kept = sorted((name.lower(), value) for name, value in headers
                  if name.lower() not in dropped)
    text = re.sub(r'"requestId":"[^"]*"', '"requestId":""', text)
    for one in sorted(ids, key=len, reverse=True):
        text = re.sub(re.escape(one), "ID", text, flags=re.IGNORECASE)
    return status, kept, text
