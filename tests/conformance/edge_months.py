# SPDX-License-Identifier: Apache-2.0
"""Months made of edge cases, as electronic invoices. Each function bills one in a new data
directory and gives the paths of its documents."""

import pathlib

STACK = "9c1e0000-0000-4000-8000-000000000001"
LOCAL = "5d20c2de-0000-4000-8000-000000000001"
TENANT = "7b6d3d3a-0000-4000-8000-000000000001"
DEFAULT = "2f3e0000-0000-4000-8000-00000000000a"
OWN = "2f3e0000-0000-4000-8000-00000000000b"
SWEDE = 'country: SE, vat_id: SE556000010001, address: "Kungsgatan 12\\n111 35 Stockholm"'
EVIL = "=1+1 <&> \\\"北京\\\" שלום Östra 🙂 ]]>"

UNITS = """meter,name,unit,model,tier_from,unit_price,package_size,included
hours,<Core> & hours,1 core hour,flat,,0.008,,
block,Uptime,744 Hours,flat,,0.95,,
many,Requests,10K,flat,,0.0006,,
disk,Disk,1 GB/Month,graduated,0,0.05,,
disk,Disk,1 GB/Month,graduated,100,0.04,,
slice,Tables,1 GB/Hr,volume,0,0.000001234567891,,
slice,Tables,1 GB/Hr,volume,1000,0.000001,,
pack,Licence,seat,package,,12.5,10,
tiny,Nearly nothing,1 GB,flat,,0.000000000000001,,
odd,Something of our own,Gizmo fortnights,flat,,1.337,,5
day,Days,1/Day,flat,,0.3333,,
"""


NORDIC = "vat_id: SE556000000101, address: Sveavägen 44, postal_code: 111 34, city: Stockholm"
GIRO = (NORDIC + ", payment_days: 30, bankgiro: 50501055, iban: SE4550000000058398257466, "
        "bic: ESSESESS, f_skatt: yes, contact: Receivables, email: ar@nordic.example")


def book(folder, buyer, sheet=UNITS, currency="EUR", seller=NORDIC, country="SE", more=""):
    """A provider, one partner with a customer, one stack; the path of the book."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sheet.csv").write_text(sheet)
    path = folder / "book.yaml"
    path.write_text(f"""
provider: {{name: Nordic Cloud Platform AB, country: {country}, currency: {currency}, {seller}}}
partners:
  - {{id: buyer, kind: direct, name: "{EVIL}", currency: {currency}, {buyer}}}
customers:
  - {{id: customer, partner: buyer, name: "{EVIL}", country: SE, tenants: [{TENANT}]}}
subscriptions:
  - {{id: {DEFAULT}, offer: APSS, partner: buyer}}
  - {{id: {OWN}, offer: CSP, partner: buyer, customer: customer}}
stacks:
  - cloud_id: {STACK}
    region: north
    local_subscriptions: [{{id: {LOCAL}, tenant: {TENANT}}}]
registrations:
  - name: north
    resource_group: azurestack
    subscription: {DEFAULT}
    cloud_id: {STACK}
    billing_model: PayAsYouUse
    from: 2026-10-01T00:00:00Z
    customer_subscriptions: [{{subscription: {OWN}, tenant: {TENANT}, from: 2026-10-01T00:00:00Z}}]
price_sheets:
  - {{id: sheet, seller: provider, currency: {currency}, from: 2026-01-01, file: sheet.csv}}
{more}""")
    return path


class World:
    """One data directory."""

    def __init__(self, folder, tollbridge, **options):
        self.data, self.folder, self.call = folder / "data", folder, tollbridge
        self.run("apply", book(folder, **options), now="2026-10-01")

    def run(self, *words, **options):
        return self.call(self.data, *words, **options)

    def use(self, rows, now):
        """(day, meter, quantity) of October, or (date, meter, quantity)."""
        text = "stack,subscription,tenant,meter,resource,start,quantity\n"
        for place, (day, meter, quantity) in enumerate(rows):
            date = day if isinstance(day, str) else f"2026-10-{day:02d}"
            text += f"{STACK},{LOCAL},,{meter},/r{place}{now},{date}T01:00:00Z,{quantity}\n"
        self.run("usage", "import", "-", stdin=text, now=now)

    def written(self):
        """Every document as a file."""
        paths = []
        for one in self.run("invoice", "list")["invoices"]:
            path = self.folder / f"{self.folder.name}-{one['id']}.xml"
            self.run("invoice", "ubl", one["id"], "--out", path)
            paths.append(pathlib.Path(path))
        return paths


def every_unit(folder, tollbridge):
    """All models and units, 18 digits, lines of 0; then late and lowered usage beside new usage, a
    credit by hand of a part, and a month in which all is taken back."""
    world = World(folder, tollbridge, buyer=SWEDE)
    world.use([(1, "hours", "0.123456789012345678"), (2, "hours", "900000"), (3, "block", "1490"),
               (4, "many", "3"), (5, "disk", "250.5"), (6, "slice", "1234.5"), (7, "pack", "41"),
               (8, "tiny", "1"), (9, "odd", "7.77"), (10, "day", "13"), (11, "disk", "-20")],
              "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    world.run("invoice", "credit", "provider-000001", "--line", "1=1.00", "--reason", EVIL,
              now="2026-11-02T10:00:00Z")
    world.use([(12, "hours", "5"), (13, "disk", "-40.25"), (14, "pack", "-12"),
               ("2026-11-03", "hours", "100000"), ("2026-11-03", "tiny", "1")],
              "2026-12-02T08:00:00Z")
    world.run("close", "2026-11", now="2026-12-02T09:00:00Z")
    world.use([(15, "hours", "-800000"), ("2026-12-03", "hours", "1")], "2027-01-02T08:00:00Z")
    world.run("close", "2026-12", now="2027-01-02T09:00:00Z")
    return world.written()


def nothing_but_zero(folder, tollbridge):
    """One line of 0.00."""
    world = World(folder, tollbridge, buyer=SWEDE)
    world.use([(1, "tiny", "1")], "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    return world.written()


def five_thousand_lines(folder, tollbridge):
    """To a buyer in another country of the Union, and all of it credited."""
    sheet = "meter,name,unit,unit_price\n" + "".join(
        f"m{i},Meter {i},1 Hour,0.{i:04d}\n" for i in range(1, 5001))
    world = World(folder, tollbridge, sheet=sheet,
                  buyer='country: DE, vat_id: DE136695976, address: "Weg 1\\n20457 Hamburg"')
    world.use([(1 + i % 28, f"m{i}", f"{i}.{i:04d}") for i in range(1, 5001)],
              "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    world.run("invoice", "credit", "provider-000001", "--reason", "all of it",
              now="2026-11-02T10:00:00Z")
    return world.written()


def currency_without_decimals(folder, tollbridge):
    """Yen, to a buyer abroad whose VAT number is Swedish."""
    world = World(folder, tollbridge, buyer=SWEDE.replace("SE, ", "NO, "), currency="JPY",
                  sheet="meter,name,unit,unit_price\nvm,VM,1 Hour,150.5\n")
    world.use([(1, "vm", "11.1")], "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    return world.written()


def swedish_tax_in_kronor(folder, tollbridge):
    """Euro between Swedes by giro and bank, the tax told in kronor; then a part is credited."""
    world = World(folder, tollbridge, buyer=SWEDE + ", reference: 'KST <7>', order: PO-1",
                  seller=GIRO, more="exchange_rates:\n  - {from: EUR, to: SEK, date: 2026-10-30, "
                                    "rate: 11.4325, source: ECB}\n")
    world.use([(1, "hours", "12345.678"), (2, "day", "3.5")], "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    world.run("invoice", "credit", "provider-000001", "--line", "1=0.53", "--reason", "late",
              now="2026-11-02T10:00:00Z")
    shown = world.run("invoice", "show", "provider-000001")
    assert shown["tax_details"]["local"]["currency"] == "SEK", shown["tax_details"]
    return world.written()


def abroad(folder, tollbridge):
    """Dollars out of the Union, to a buyer who is found by an address given by hand; the seller's
    account is told, its VAT number is not."""
    world = World(folder, tollbridge, currency="USD", seller=GIRO,
                  buyer="country: US, endpoint: '9959:12-3456789', address: '1 Main Street'")
    world.use([(1, "hours", "12345.678")], "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    return world.written()


def inside(country, seller, buyer, currency="EUR"):
    """A month between two parties of one country, and a credit note, by that country's rules."""
    def month(folder, tollbridge):
        world = World(folder, tollbridge, currency=currency, country=country, seller=seller,
                      buyer=f"country: {country}, {buyer}")
        world.use([(1, "hours", "12345.678")], "2026-11-02T08:00:00Z")
        world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
        world.run("invoice", "credit", "provider-000001", "--line", "1=1", "--reason", "sorry",
                  now="2026-11-02T10:00:00Z")
        return world.written()
    month.__name__ = f"inside_{country}"
    return month


PLACE = "address: Street 1, postal_code: '12345', city: Town"
ASK = "contact: Billing, phone: +49 40 1234, email: billing@example.com, payment_days: 30"
MONTHS = [
    every_unit, nothing_but_zero, five_thousand_lines, currency_without_decimals,
    swedish_tax_in_kronor, abroad,
    inside("DE", f"vat_id: DE136695976, {PLACE}, {ASK}, iban: DE89370400440532013000",
           f"vat_id: DE811569869, {PLACE}"),
    inside("NL", f"vat_id: NL123456789B01, {PLACE}, {ASK}, iban: NL91ABNA0417164300, "
                 "legal_id: '0106:12345678'",
           f"vat_id: NL987654321B01, {PLACE}, legal_id: '0106:87654321'"),
    inside("DK", f"vat_id: DK13585628, {PLACE}, iban: DK5000400440116243",
           f"vat_id: DK13585628, {PLACE}", "DKK"),
    inside("IT", f"vat_id: IT00743110157, {PLACE}, iban: IT60X0542811101000000123456",
           f"vat_id: IT00743110157, {PLACE}"),
    inside("IS", f"vat_id: IS12345, {PLACE}, legal_id: '0196:1234567890', "
                 "endpoint: '0196:1234567890'",
           f"vat_id: IS54321, {PLACE}, legal_id: '0196:0987654321', endpoint: '0196:0987654321'",
           "ISK"),
    inside("FI", f"vat_id: FI01120389, {PLACE}, iban: FI2112345600000785",
           f"vat_id: FI01120389, {PLACE}"),
    inside("BE", f"vat_id: BE0403019261, {PLACE}, iban: BE68539007547034",
           f"vat_id: BE0403019261, {PLACE}"),
]


def refusals(folder, tollbridge):
    """What UBL cannot hold is refused with the reason; anything else is returned as found."""
    world = World(folder, tollbridge, buyer=SWEDE, currency="KWD",
                  sheet="meter,name,unit,unit_price\nvm,VM,1 Hour,1.001\n")
    world.use([(1, "vm", "1")], "2026-11-02T08:00:00Z")
    world.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    error = world.run("invoice", "ubl", "provider-000001", fails=True)["error"]["code"]
    found = [] if error == "NotExactInTwoDecimals" else [f"fils: {error}"]
    greek = World(folder / "greek", tollbridge, country="GR", seller="vat_id: EL123456789",
                  buyer="country: GR, vat_id: EL987654321")
    greek.use([(1, "hours", "1")], "2026-11-02T08:00:00Z")
    greek.run("close", "2026-10", now="2026-11-02T09:00:00Z")
    error = greek.run("invoice", "ubl", "provider-000001", fails=True)["error"]["code"]
    return found + ([] if error == "PeppolDataMissing" else [f"Greece: {error}"])
