# SPDX-License-Identifier: Apache-2.0
"""A second opinion: a whole bill recomputed the slow, obvious way.

It shares no code with the product. Usage, book and price sheets are read from the same files; every
number is a fraction of whole numbers; nothing is indexed, cached or clever. Where it and the
product differ by one minor unit, one of them is wrong.

A `World` is told what happened in the order it happened (books applied, usage imported, periods
closed) and answers with the documents each close must have issued.
"""

import csv
import datetime
import json
import re
from fractions import Fraction

import yaml

HOUR = 3600
MINOR = {"JPY": 0, "ISK": 0, "KWD": 3, "TND": 3, "CLF": 4}
CATALOGUE_FREE = {  # published as not charged by the vendor; free until a sheet prices them
    "6dab500f-a4fd-49c4-956d-229bb9c8c793", "f271a8a3-88c4-4d93-956a-063e1d2fa80b",
    "9e2739ba-8674-4796-b465-f64674b822ba", "43daf82b-4618-444a-b994-40c23f7cd438",
    "3023fef4-eca5-4d7b-87b3-cfbc061931e8", "67cc4afc-0691-48e1-a4b8-d744d1fedbde",
}
APP_SERVICE = "190c935e-9ada-48ff-9ab8-56ea1cf9adaa"


def normal_id(text):
    """A GUID in lower case with dashes; anything else as it is."""
    digits = text.replace("-", "")
    if re.fullmatch(r"[0-9a-fA-F]{32}", digits) and len(text) in (32, 36):
        d = digits.lower()
        return "-".join((d[:8], d[8:12], d[12:16], d[16:20], d[20:]))
    return text


def seconds(text):
    """Seconds since 1970 of an RFC 3339 time or a date; whole seconds are enough here."""
    text = str(text)
    if len(text) == 10:
        text += "T00:00:00Z"
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp())


def hour_of(text):
    return seconds(text) // HOUR


def month_hours(period):
    year, month = (int(part) for part in period.split("-"))
    begin = datetime.datetime(year, month, 1, tzinfo=datetime.timezone.utc)
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    end = datetime.datetime(year, month, 1, tzinfo=datetime.timezone.utc)
    return int(begin.timestamp()) // HOUR, int(end.timestamp()) // HOUR


def entered(text):
    """A quantity as it enters: digits beyond the 18th rounded half to even."""
    return Fraction(round(Fraction(str(text)) * 10**18), 10**18)


def half_away(value):
    """The whole number nearest to a fraction, halves away from zero."""
    size = abs(value)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return whole if value >= 0 else -whole


def rounded_units(value, profile):
    if profile == "partner-center":
        return int(value)  # towards zero
    if profile == "bankers":
        return round(value)
    return half_away(value)


def plain(value):
    """A decimal fraction as plain text without trailing zeros."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(int(digit))
    return f"{sign}{int(whole)}.{digits}" if digits else f"{sign}{int(whole)}"


def money_text(units, currency):
    digits = MINOR.get(currency, 2)
    sign, units = ("-", -units) if units < 0 else ("", units)
    text = str(units).rjust(digits + 1, "0")
    return sign + (text[:-digits] + "." + text[-digits:] if digits else text)


# ---------------------------------------------------------------------------------------- books

def read_book(text):
    """A book, YAML or JSON, every scalar as the text it was written in."""
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


# ---------------------------------------------------------------------------------------- usage

def read_usage(path, stack=None):
    """Records of a file as dicts with the fields of the compact forms."""
    if path.endswith(".csv"):
        with open(path, newline="", encoding="utf-8") as file:
            yield from ({k: v for k, v in row.items() if v} for row in csv.DictReader(file))
        return
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line, parse_float=str, parse_int=str)
            yield row if "properties" not in row else azure_row(row["properties"], stack)


def azure_row(properties, stack):
    resource = json.loads(properties["instanceData"])["Microsoft.Resources"]["resourceUri"]
    return {"stack": stack, "subscription": properties["subscriptionId"],
            "meter": properties["meterId"], "resource": resource,
            "start": properties["usageStartTime"], "quantity": properties["quantity"],
            "revision": properties.get("revision", "0")}


def shares(start, end, quantity):
    """A span's quantity by hour: in proportion to seconds, largest remainder, earlier first."""
    if end is None:
        return {start // HOUR: quantity}
    pieces = []
    at = start
    while at < end:
        edge = min(end, (at // HOUR + 1) * HOUR)
        pieces.append((at // HOUR, edge - at))
        at = edge
    total = int(quantity * 10**18)
    size, sign = abs(total), (1 if total >= 0 else -1)
    whole = [size * weight // (end - start) for _, weight in pieces]
    left = size - sum(whole)
    order = sorted(range(len(pieces)),
                   key=lambda i: (-(size * pieces[i][1] % (end - start)), i))
    for i in order[:left]:
        whole[i] += 1
    return {hour: Fraction(sign * part, 10**18) for (hour, _), part in zip(pieces, whole)}


# ---------------------------------------------------------------------------------------- prices

def read_sheet(text):
    """Price sheet CSV: local meter -> (billing meter, factor), billing meter -> row."""
    links, rows = {}, {}
    for cells in csv.DictReader(text.splitlines()):
        cell = lambda name: (cells.get(name) or "").strip()
        local = normal_id(cell("meter"))
        billing = normal_id(cell("billing_meter") or local)
        links[local] = (billing, Fraction(cell("factor") or "1"))
        row = rows.setdefault(billing, {
            "model": cell("model") or "flat", "size": Fraction(cell("package_size") or "1"),
            "included": Fraction(cell("included") or "0"), "tiers": {}})
        price = Fraction(cell("unit_price")) if cell("unit_price") else None
        row["tiers"][Fraction(cell("tier_from") or "0")] = price
    return links, rows


def marked_up(row, markup):
    price = lambda p: None if p is None else Fraction(half_away(p * (1 + markup) * 10**15), 10**15)
    return dict(row, tiers={start: price(p) for start, p in row["tiers"].items()})


class World:
    """What has been recorded so far, and what has been billed for it."""

    def __init__(self):
        self.provider = {}
        self.partners, self.customers, self.subscriptions = {}, {}, {}
        self.stacks, self.locals, self.registrations, self.mappings = {}, {}, {}, {}
        self.sheets, self.commitments = {}, {}
        self.usage = {}       # key -> (revision, fields)
        self.closed = {}      # seller -> [period, …]
        self.billed = {}      # (seller, period) -> {key: minor units}
        self.sums = {}        # period -> hourly(period), for the length of one close

    # ---- what happened

    def apply(self, book, sheet_texts):
        self.provider = book.get("provider", self.provider)
        for partner in book.get("partners", []):
            self.partners[partner["id"]] = partner
        for customer in book.get("customers", []):
            self.customers[customer["id"]] = customer
        for subscription in book.get("subscriptions", []):
            self.subscriptions[normal_id(subscription["id"])] = subscription
        for stack in book.get("stacks", []):
            cloud = normal_id(stack["cloud_id"])
            self.stacks[cloud] = stack
            for local in stack.get("local_subscriptions", []):
                self.locals[cloud, normal_id(local["id"])] = normal_id(local["tenant"])
        for registration in book.get("registrations", []):
            self.registrations[registration["name"]] = registration
            for mapping in registration.get("customer_subscriptions", []) or []:
                self.map(registration["name"], mapping["tenant"], mapping["subscription"],
                         mapping.get("from", registration["from"]), mapping.get("to"))
        for sheet in book.get("price_sheets", []):
            self.sheets[sheet["id"]] = dict(sheet, text=sheet_texts.get(sheet.get("file")))
        for commitment in book.get("commitments", []):
            self.commitments[commitment["id"]] = commitment

    def map(self, registration, tenant, subscription, start, end=None):
        """Mappings of the tenant that begin later stay."""
        key = (registration, normal_id(tenant), hour_of(start))
        self.mappings[key] = (normal_id(subscription), None if end is None else hour_of(end))

    def add_mapping(self, registration, tenant, subscription, start):
        """By command: nothing is recorded where it is so already, for ever."""
        mine = (registration, normal_id(tenant))
        starts = [key[2] for key in self.mappings if key[:2] == mine]
        before = [at for at in starts if at <= hour_of(start)]
        if before and max(starts) == max(before):
            if self.mappings[mine + (max(before),)] == (normal_id(subscription), None):
                return
        self.map(registration, tenant, subscription, start)

    def unmap(self, registration, tenant, start):
        """From then on the default pays, whatever was to begin later. False: nothing to remove."""
        tenant, hour = normal_id(tenant), hour_of(start)
        later = [key for key in self.mappings
                 if key[:2] == (registration, tenant) and key[2] > hour and self.mappings[key][0]]
        if self.mapped_to(registration, tenant, hour) is not None:
            later.append((registration, tenant, hour))
        for at in later:
            self.mappings[at] = (None, None)
        return bool(later)

    def use(self, rows):
        """Returns what became of the rows: accepted, duplicate, restated, rejected."""
        counts = dict(accepted=0, duplicate=0, restated=0, rejected=0)
        for row in rows:
            counts[self.use_one(row)] += 1
        return counts

    def use_one(self, row):
        stack, local = normal_id(row["stack"]), normal_id(row["subscription"])
        declared = self.locals.get((stack, local))
        tenant = normal_id(row["tenant"]) if row.get("tenant") else declared
        if tenant is None or (declared is not None and tenant != declared):
            return "rejected"
        start = seconds(row["start"])
        end = seconds(row["end"]) if row.get("end") else None
        resource = row["resource"].replace("\\", "/").lower()
        key = (stack, local, normal_id(row["meter"]), resource, start, row.get("id", ""))
        revision = int(row.get("revision") or 0)
        content = (entered(row["quantity"]), end)
        versions = self.usage.setdefault(key, {})
        if revision in versions:
            return "duplicate" if versions[revision][:2] == content else "rejected"
        versions[revision] = content + (tenant,)
        return "accepted" if len(versions) == 1 else "restated"

    # ---- who pays

    def registration_at(self, stack, hour):
        for registration in self.registrations.values():
            if normal_id(registration["cloud_id"]) != stack:
                continue
            end = registration.get("to")
            if hour_of(registration["from"]) <= hour and (end is None or hour < hour_of(end)):
                return registration
        return None

    def active(self, subscription, hour):
        for span in self.subscriptions[subscription].get("inactive", []):
            end = span.get("to")
            if hour_of(span["from"]) <= hour and (end is None or hour < hour_of(end)):
                return False
        return True

    def mapped_to(self, registration, tenant, hour):
        starts = [key[2] for key in self.mappings
                  if key[0] == registration and key[1] == tenant and key[2] <= hour]
        if not starts:
            return None
        subscription, end = self.mappings[registration, tenant, max(starts)]
        return None if end is not None and end <= hour else subscription

    def payer(self, stack, local, tenant, meter, hour):
        """The subscription charged, or None where it is no money."""
        registration = self.registration_at(stack, hour)
        if registration is None or registration.get("billing_model") in ("Capacity", "Development"):
            return None
        default = normal_id(registration["subscription"])
        own = self.stacks.get(stack, {}).get("provider_subscription")
        if own is not None and normal_id(own) == local:
            return default if meter == APP_SERVICE else None
        subscription = self.mapped_to(registration["name"], tenant, hour)
        if subscription is not None and self.active(subscription, hour):
            return subscription
        return default

    def sales(self, subscription):
        """(seller, buyer) from the top down."""
        sold = self.subscriptions[subscription]
        partner = self.partners[sold["partner"]]
        if partner["kind"] == "reseller":
            chain = [("provider", partner["of"]), (partner["of"], partner["id"])]
        else:
            chain = [("provider", partner["id"])]
        if sold.get("customer"):
            chain.append((partner["id"], sold["customer"]))
        return chain

    # ---- prices

    def table_of(self, sheet_id):
        sheet = self.sheets[sheet_id]
        links, rows = {}, {}
        if sheet.get("base"):
            base_links, base_rows = self.table_of(sheet["base"])
            markup = Fraction(str(sheet.get("markup") or "0"))
            links.update(base_links)
            rows.update({meter: marked_up(row, markup) for meter, row in base_rows.items()})
        if sheet.get("text"):
            own_links, own_rows = read_sheet(sheet["text"])
            links.update(own_links)
            rows.update(own_rows)
        return links, rows

    def price_at(self, tables, seller, buyer, meter, hour):
        """(billing meter, factor, row), "free" or "unrated"."""
        for wanted in (buyer, None):
            found = []
            for sheet in self.sheets.values():
                if sheet["seller"] != seller or sheet.get("buyer") != wanted:
                    continue
                end = sheet.get("to")
                if hour_of(sheet["from"]) > hour or (end is not None and hour >= hour_of(end)):
                    continue
                links, rows = tables[sheet["id"]]
                if meter in links:
                    billing, factor = links[meter]
                    found.append((hour_of(sheet["from"]), billing, factor, rows[billing]))
            if found:
                return max(found, key=lambda f: f[0])[1:]
        return "free" if meter in CATALOGUE_FREE else "unrated"

    # ---- the bill

    def currency_of(self, buyer):
        if buyer in self.partners:
            return self.partners[buyer]["currency"]
        customer = self.customers[buyer]
        return customer.get("currency") or self.partners[customer["partner"]]["currency"]

    def hourly(self, period):
        """(payer, local meter, hour) -> quantity, over the counted records of the period."""
        begin, end = month_hours(period)
        sums = {}
        for (stack, local, meter, _, start, _), versions in self.usage.items():
            quantity, stop, tenant = versions[max(versions)]
            for hour, share in shares(start, stop, quantity).items():
                if not begin <= hour < end:
                    continue
                payer = self.payer(stack, local, tenant, meter, hour)
                if payer is not None:
                    key = (payer, meter, hour)
                    sums[key] = sums.get(key, 0) + share
        return sums

    def lines(self, period, seller):
        """(buyer, subscription, billing meter, tier, price) -> (quantity, minor units)."""
        tables = {sheet: self.table_of(sheet) for sheet in self.sheets}
        if not any(sheet["seller"] == seller for sheet in self.sheets.values()):
            return {}
        if period not in self.sums:
            self.sums[period] = sorted(self.hourly(period).items())
        streams = {}
        for (payer, meter, hour), quantity in self.sums[period]:
            for sale_seller, buyer in self.sales(payer):
                if sale_seller != seller:
                    continue
                price = self.price_at(tables, seller, buyer, meter, hour)
                if price == "free":
                    continue
                assert price != "unrated", f"unrated: {meter} for {seller}"
                billing, factor, row = price
                stream = streams.setdefault((buyer, payer, billing), {})
                before, _ = stream.get(hour, (0, row))
                stream[hour] = (before + quantity * factor, row)
        lines = {}
        for (buyer, payer, billing), stream in streams.items():
            for (tier, price), quantity in priced(stream).items():
                if quantity:  # what cancels out is no line
                    lines[buyer, payer, billing, tier, price] = quantity
        profile = self.provider.get("rounding", "en16931") if seller == "provider" else "en16931"
        return {key: (quantity, rounded_units(
            quantity * key[4] * 10**MINOR.get(self.currency_of(key[0]), 2), profile))
            for key, quantity in lines.items()}

    def sellers(self):
        return ["provider"] + sorted({s["seller"] for s in self.sheets.values()} - {"provider"})

    def close(self, period, only=None):
        """What the close must issue: {(seller, buyer): {"usage": {…}, "adjustment": {…}}}."""
        issued = {}
        self.sums = {}  # nothing changes while a period closes
        for seller in [only] if only else self.sellers():
            if period in self.closed.get(seller, []):
                continue
            documents = {}
            for earlier in sorted(self.closed.get(seller, [])):
                billed = self.billed[seller, earlier]
                now = {key: units for key, (_, units) in self.lines(earlier, seller).items()}
                for key in set(now) | set(billed):
                    change = now.get(key, 0) - billed.get(key, 0)
                    if change:
                        document = documents.setdefault(key[0], {"usage": {}, "adjustment": {}})
                        document["adjustment"][(earlier,) + key] = change
                        billed[key] = now.get(key, 0)
            lines = self.lines(period, seller)
            for key, (quantity, units) in lines.items():
                document = documents.setdefault(key[0], {"usage": {}, "adjustment": {}})
                document["usage"][key] = (quantity, units)
            self.billed[seller, period] = {key: units for key, (_, units) in lines.items()}
            self.closed.setdefault(seller, []).append(period)
            issued.update({(seller, buyer): document for buyer, document in documents.items()})
        return issued


def priced(stream):
    """One buyer's, subscription's and billing meter's hours: (tier, price) -> quantity."""
    hours = sorted(stream)
    total = sum(stream[hour][0] for hour in hours)
    last = stream[hours[-1]][1]
    if last["model"] in ("volume", "package"):
        return priced_whole(total, last)
    charged = {}
    position = Fraction(0)
    for hour in hours:
        quantity, row = stream[hour]
        size = row["size"] if row["model"] == "package" else None
        for tier, price, part in slices(position, quantity, row):
            if price is not None:
                charged[tier, price, size] = charged.get((tier, price, size), 0) + part
        position += quantity
    lines = {}
    for (tier, price, size), quantity in charged.items():
        lines[tier, price] = lines.get((tier, price), 0) + (
            quantity if size is None else packed(quantity, size))
    return lines


def packed(quantity, size):
    """Whole packages; a started one counts, a credit mirrors its charge."""
    packages = -(-abs(quantity) // size)
    return packages if quantity > 0 else -packages


def slices(position, quantity, row):
    """[position, position + quantity) cut at the tiers; negative quantities take back."""
    low, high = sorted((position, position + quantity))
    sign = 1 if quantity >= 0 else -1
    starts = sorted(row["tiers"])
    first = (starts[0], row["tiers"][starts[0]])
    pieces = [(None, Fraction(0), first)]
    if row["included"]:
        pieces.append((Fraction(0), row["included"], (None, None)))
    for at, start in enumerate(starts):
        stop = starts[at + 1] + row["included"] if at + 1 < len(starts) else None
        pieces.append((start + row["included"], stop, (start, row["tiers"][start])))
    for begin, end, (tier, price) in pieces:
        a = low if begin is None else max(low, begin)
        b = high if end is None else min(high, end)
        if a < b:
            yield tier, price, sign * (b - a)


def priced_whole(total, row):
    starts = sorted(row["tiers"])
    left = total if total < 0 else max(Fraction(0), total - row["included"])
    if left == 0:
        return {}
    tier = starts[0] if left < 0 else max(start for start in starts if start <= left)
    price = row["tiers"][tier]
    if price is None:
        return {}
    if row["model"] == "package":
        left = packed(left, row["size"])
    return {(tier, price): Fraction(left)}
