# SPDX-License-Identifier: Apache-2.0
"""Small random worlds: everything a month can contain, in a few hundred records.

A landscape is a list of steps, each ("apply", book, sheets), ("import", csv text), ("map", …),
("unmap", …) or ("close", period), for the product and the oracle alike.
"""

import random
import uuid

METERS = ["fab6eb84-500b-4a09-a8ca-7358f8bbaea5", "9cd92d4c-bafd-4492-b278-bedc2de8232a",
          "b4438d5d-453b-4ee1-b42a-dc72e377f1e4", "b03c6ae7-b080-4bfa-84a3-22c800f315c6",
          "cbcfef9a-b91f-4597-a4d3-01fe334bed82", "190c935e-9ada-48ff-9ab8-56ea1cf9adaa"]
FREE_METER = "6dab500f-a4fd-49c4-956d-229bb9c8c793"
HEADER = "stack,subscription,tenant,meter,resource,start,end,quantity,id,revision"
PERIODS = ["2026-01", "2026-02", "2026-03"]


class Landscape:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.steps = []
        self.currency = self.random.choice(["EUR", "EUR", "JPY", "KWD"])
        self.make_parties()
        self.make_stacks()
        self.steps.append(("apply", self.book, self.sheets()))
        sent = []
        for period in PERIODS[:self.random.randint(1, 3)]:
            self.steps.append(("import", self.usage(period, sent)))
            if self.random.random() < 0.5:
                self.change()
            self.steps.append(("close", period))
            self.steps.append(("import", self.late(sent)))
            for _ in range(self.random.randint(0, 2)):
                self.change()
        self.steps.append(("close", PERIODS[-1] if ("close", PERIODS[-1]) not in self.steps
                           else "2026-04"))

    def guid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def make_parties(self):
        r = self.random
        party = {"country": "SE", "currency": self.currency}
        rounding = r.choice(["en16931", "en16931", "partner-center", "bankers"])
        self.partners = [dict(party, id="d1", kind="direct", name="Direct One"),
                         dict(party, id="f1", kind="distributor", name="Distributor One"),
                         dict(party, id="r1", kind="reseller", name="Reseller One", of="f1"),
                         dict(party, id="r2", kind="reseller", name="Reseller Two", of="f1")]
        self.customers, self.subscriptions, self.own = [], [], {}
        for number in range(r.randint(3, 6)):
            partner = r.choice(["d1", "r1", "r2", "d1"])
            customer = {"id": f"c{number}", "partner": partner, "name": f"Customer {number}",
                        "country": "SE", "tenants": [self.guid()]}
            self.customers.append(customer)
            self.own[customer["id"]] = []
            for _ in range(2):
                subscription = {"id": self.guid(), "offer": "CSP", "partner": partner,
                                "customer": customer["id"]}
                if r.random() < 0.2:
                    subscription["inactive"] = [{"from": f"2026-01-{r.randint(5, 15):02}T00:00:00Z",
                                                 "to": f"2026-01-{r.randint(16, 28):02}T00:00:00Z"}]
                self.subscriptions.append(subscription)
                self.own[customer["id"]].append(subscription["id"])
        self.book = {
            "provider": dict(party, name="Provider", rounding=rounding),
            "partners": self.partners, "customers": self.customers,
            "subscriptions": self.subscriptions}

    def make_stacks(self):
        r = self.random
        self.stacks, self.registrations, self.homes = [], [], []
        for number in range(r.randint(1, 3)):
            operator = ["d1", "f1", r.choice(["d1", "f1"])][number]
            default = {"id": self.guid(), "offer": "APSS", "partner": operator}
            self.subscriptions.append(default)
            cloud, own = self.guid(), self.guid()
            locals_ = [{"id": own, "tenant": self.guid()}]
            mappings = []
            for customer in self.customers:
                if (customer["partner"] == "d1") != (operator == "d1") or r.random() < 0.2:
                    continue
                local = {"id": self.guid(), "tenant": customer["tenants"][0]}
                locals_.append(local)
                self.homes.append((cloud, local["id"], local["tenant"]))
                if r.random() < 0.75:
                    mappings.append({"subscription": self.own[customer["id"]][0],
                                     "tenant": local["tenant"],
                                     "from": self.moment("2026-01")})
            self.homes.append((cloud, own, locals_[0]["tenant"]))
            self.stacks.append({"cloud_id": cloud, "region": f"region{number}",
                                "provider_subscription": own, "local_subscriptions": locals_})
            self.registrations.append({
                "name": f"registration{number}", "resource_group": "azurestack",
                "subscription": default["id"], "cloud_id": cloud,
                "billing_model": r.choice(["PayAsYouUse"] * 5 + ["Custom", "Development"]),
                "from": "2026-01-01T00:00:00Z", "customer_subscriptions": mappings})
        self.book["stacks"] = self.stacks
        self.book["registrations"] = self.registrations

    def moment(self, period):
        r = self.random
        return f"{period}-{r.randint(1, 28):02}T{r.randint(0, 23):02}:00:00Z"

    # ---- prices

    def price_text(self):
        digits = self.random.choice([2, 3, 4, 7])
        units = str(self.random.randint(1, 10**digits)).rjust(digits + 1, "0")
        return units[:-digits] + "." + units[-digits:]

    def sheet_text(self):
        r = self.random
        rows = ["meter,name,unit,model,tier_from,unit_price,package_size,included,"
                "billing_meter,factor"]
        for meter in METERS:
            if meter == METERS[3]:  # another local meter of METERS[2]'s billing meter
                continue
            model = r.choice(["flat", "graduated", "volume", "package", "flat"])
            included = r.choice(["", "", "5", "0.5"])
            size = r.choice(["1", "10", "2.5"]) if model == "package" else ""
            starts = ["0"] if model == "flat" else ["0", "3", "10.5", "40"][:r.randint(1, 4)]
            locals_ = [(meter, r.choice(["", "", "2", "0.001344086021505376"]))]
            if meter == METERS[2]:
                locals_.append((METERS[3], r.choice(["", "0.1"])))
            for start in starts:
                price = "" if r.random() < 0.05 else self.price_text()
                for local, factor in locals_:
                    rows.append(f"{local},Name,Unit,{model},{start},{price},{size},{included},"
                                f"{meter},{factor}")
        return "\n".join(rows) + "\n"

    def sheets(self):
        r = self.random
        base = {"currency": self.currency, "from": "2025-01-01"}
        sheets = [dict(base, id="p", seller="provider", file="p.csv")]
        texts = {"p.csv": self.sheet_text()}
        if r.random() < 0.5:  # a second provider sheet from the middle of a month
            sheets.append(dict(base, id="p2", seller="provider", file="p2.csv",
                               **{"from": self.moment("2026-01")}))
            texts["p2.csv"] = self.sheet_text()
        if r.random() < 0.8:
            sheets.append(dict(base, id="d", seller="d1", base="p", markup=r.choice(
                ["0.15", "-0.15", "0.333"])))
        if r.random() < 0.4 and sheets[-1]["id"] == "d":  # else others of d1 had no price
            sheets.append(dict(base, id="dc", seller="d1", buyer=self.customer_of("d1"),
                               file="dc.csv"))
            texts["dc.csv"] = self.sheet_text()
            if sheets[-1]["buyer"] is None:
                sheets.pop()
        if r.random() < 0.7:
            sheets.append(dict(base, id="f", seller="f1", base="p", markup="0.08"))
        if r.random() < 0.6:
            sheets.append(dict(base, id="r", seller="r1", file="r.csv"))
            texts["r.csv"] = self.sheet_text()
        self.book["price_sheets"] = sheets
        return texts

    def customer_of(self, partner):
        mine = [c["id"] for c in self.customers if c["partner"] == partner]
        return self.random.choice(mine) if mine else None

    # ---- usage

    def quantity(self):
        r = self.random
        text = r.choice(["1", "2", "0.5", "0.001344086021505376", "0.25", "3.333333333333333333",
                         "0", "16.461425899527967", "6.36465847492218e-06", "7.000"])
        return "-" + text if r.random() < 0.05 else text

    def row(self, period):
        r = self.random
        cloud, local, tenant = r.choice(self.homes)
        start, end, event = self.moment(period), "", ""
        if r.random() < 0.1:
            start = start.replace(":00:00Z", f":{r.randint(0, 59):02}:{r.randint(0, 59):02}Z")
            event = f"event-{r.getrandbits(40)}"
        elif r.random() < 0.05:
            end = f"{period}-28T23:{r.randint(10, 59)}:30Z" if r.random() < 0.5 else ""
            end = end or f"{PERIODS[min(2, PERIODS.index(period) + 1)]}-01T05:07:11Z"
            if end <= start or (end[:7] != period and start[8:10] < "05"):
                end = ""  # ends before it begins, or is longer than a month
        return [cloud, local, tenant if r.random() < 0.8 else "",
                r.choice(METERS + [FREE_METER]), f"/r/vm{r.randint(1, 4)}", start, end,
                self.quantity(), event, "0"]

    def usage(self, period, sent):
        r = self.random
        rows = [self.row(period) for _ in range(r.randint(50, 300))]
        for row in list(rows):
            if r.random() < 0.03:
                rows.append(row)
            if r.random() < 0.03:
                rows.append(row[:7] + [self.quantity(), row[8], str(r.randint(1, 3))])
        sent.extend(rows)
        return "\n".join([HEADER] + [",".join(row) for row in rows]) + "\n"

    def late(self, sent):
        r = self.random
        rows = [self.row(r.choice(PERIODS[:2])) for _ in range(r.randint(0, 12))]
        for row in r.sample(sent, 3):
            rows.append(row[:7] + [self.quantity(), row[8], str(r.randint(1, 9))])
        sent.extend(rows)
        return "\n".join([HEADER] + [",".join(row) for row in rows]) + "\n"

    # ---- changes of the registry and of prices

    def change(self):
        r = self.random
        registration = r.choice(self.registrations)
        on_d1 = any(s["id"] == registration["subscription"] and s["partner"] == "d1"
                    for s in self.subscriptions)
        candidates = [c for c in self.customers if (c["partner"] == "d1") == on_d1]
        kind = r.random()
        if kind < 0.5 and candidates:
            customer = r.choice(candidates)
            step = ("map", registration["name"], customer["tenants"][0],
                    r.choice(self.own[customer["id"]]), self.moment(r.choice(PERIODS[:2])))
            self.steps.append(step)
        elif kind < 0.7 and candidates:
            customer = r.choice(candidates)
            self.steps.append(("unmap", registration["name"], customer["tenants"][0],
                               self.moment(r.choice(PERIODS[:2]))))
        elif kind < 0.9:
            sheet = dict(self.book["price_sheets"][0])
            self.steps.append(("apply", {"price_sheets": [sheet]}, {"p.csv": self.sheet_text()}))


