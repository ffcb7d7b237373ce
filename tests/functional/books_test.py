#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what is declared is recorded as declared, all or nothing, and rules are named when they
refuse. Method: the real binary on fresh data directories."""

from product import (ADATUM, BOOK, CUSTOMER, DEFAULT, NOBODY, REGISTRATION, STACK, Case, line, main)

BROKEN = """\
provider: {name: Nordic, country: Sweden, currency: EUR}
partners:
  - {id: contoso, kind: direct, name: Contoso, country: SE, currency: EUR}
  - {id: fabrikam, kind: direkt, name: Fabrikam, country: SE, currency: EUR}
subscriptions:
  - {id: 2f3e0000-0000-4000-8000-00000000000a, offer: APSS, partner: nobody}
price_sheets:
  - {id: p, seller: provider, currency: EUR, from: 2026-01-01, file: broken.csv}
colour: blue
"""
BROKEN_SHEET = """\
meter,name,unit,model,tier_from,unit_price
vm,VM,hour,flat,0,cheap
disk,Disk,GB,wavy,0,1
"""


class Books(Case):
    def test_a_book_applied_twice_changes_nothing_the_second_time(self):
        first = self.product.book()
        self.assertTrue(first["changed"])
        self.assertEqual(first["commit"], 1)
        again = self.product.book()
        self.assertFalse(again["changed"])
        self.assertEqual(again["changes"], [])
        self.assertEqual(len(self.product.json("audit")["entries"]), 1)

    def test_a_dry_run_shows_everything_and_writes_nothing(self):
        shown = self.product.json("apply", BOOK, "--dry-run")
        self.assertTrue(shown["changed"])
        self.assertIsNone(shown["commit"])
        self.assertEqual(self.product.json("partner", "list")["partners"], [])

    def test_all_faults_of_a_broken_book_are_named_with_their_lines_and_nothing_is_written(self):
        self.product.file("broken.csv", BROKEN_SHEET)
        path = self.product.file("broken.yaml", BROKEN)
        error = self.product.error("apply", path, code=1)
        lines = {detail["line"] for detail in error["details"]}
        self.assertTrue({1, 4, 6, 9} <= lines, error)
        self.assertGreaterEqual(len(error["details"]), 6, error)
        for detail in error["details"]:
            self.assert_keys(detail, ["path", "line", "code", "message"])
        self.assertEqual(self.product.json("partner", "list")["partners"], [])
        human = self.product.run("apply", path)
        self.assertEqual(human.returncode, 1)
        self.assertEqual(human.stdout, "")
        for detail in error["details"]:
            self.assertIn(detail["code"], human.stderr)

    def test_a_book_that_breaks_a_rule_is_refused_with_the_rule_and_its_code(self):
        text = BOOK.read_text().replace("offer: CSP,  partner: contoso, customer: adatum",
                                        "offer: EA,  partner: contoso, customer: adatum")
        for name in ("provider.csv", "adatum.csv"):
            self.product.file(name, (BOOK.parent / name).read_text())
        error = self.product.error("apply", self.product.file("ea.yaml", text), code=3)
        self.assertEqual((error["code"], error["rule"]), ("InvalidCSPSubscription", "R23"))

    def test_a_sheet_for_somebody_elses_buyer_or_in_another_currency_is_refused(self):
        self.product.book()
        sheet = self.product.file("s.csv", "meter,unit_price\nvm,1\n")
        asked = ["price", "import", "odd", sheet, "--from", "2026-01-01", "--seller", "contoso"]
        refused = self.product.error(*asked, "--buyer", "fabrikam", "--currency", "EUR", code=3)
        self.assertEqual((refused["code"], refused["path"]), ("NotABuyer", "--buyer"))
        refused = self.product.error(*asked, "--buyer", "adatum", "--currency", "USD", code=3)
        self.assertEqual(refused["code"], "CurrencyMismatch")

    def test_faults_of_an_imported_sheet_have_their_lines_and_one_fault_is_said_once(self):
        self.product.book()
        sheet = self.product.file("s.csv", "meter,unit_price\nvm,1\ndisk,cheap\n")
        asked = ["price", "import", "odd", sheet, "--from", "2026-01-01", "--seller", "provider",
                 "--currency", "EUR"]
        error = self.product.error(*asked)
        self.assertEqual((error["line"], error["path"]), (3, str(sheet)))
        self.assertEqual(self.product.run(*asked).stderr.count("cheap"), 1)
        self.product.file("s.csv", "meter,unit_price\nvm,dear\ndisk,cheap\n")
        error = self.product.error(*asked)
        self.assertEqual((error["code"], [d["line"] for d in error["details"]]),
                         ("InvalidPriceSheet", [2, 3]))

    def test_a_sheet_is_shown_with_what_is_included_its_packages_and_its_factors(self):
        self.product.book()
        sheet = self.product.file("s.csv", "meter,name,unit,model,unit_price,package_size,included,"
                                           "billing_meter,factor\n"
                                           "small,Core,hour,flat,0.1,,20,core,0.5\n"
                                           "calls,Calls,call,package,2,1000,,,\n")
        self.product.json("price", "import", "rich", sheet, "--from", "2026-01-01", "--seller",
                          "provider", "--currency", "EUR")
        shown = self.product.run("price", "show", "rich").stdout
        for text in ("included", "20", "package of 1000", "small", "0.5"):
            self.assertIn(text, shown)
        marked = self.product.run("price", "show", "contoso-retail").stdout
        self.assertIn("markup 0.15", marked)

    def test_terms_on_which_a_closed_month_depends_change_with_a_month_or_by_word_only(self):
        self.product.book()
        self.product.usage([line(hour, "2") for hour in range(3)])
        self.product.json("close", "2026-10")
        asked = ["customer", "add", "adatum", "--currency", "SEK"]
        refused = self.product.error(*asked, code=3)
        self.assertEqual(refused["code"], "ClosedPeriodDependsOnIt")
        for told in ("2026-10", "from: 2026-11-01", "--correct-closed"):
            self.assertIn(told, refused["message"])
        self.assertTrue(self.product.json(*asked, "--from", "2026-12")["changed"])
        self.assertIsNone(self.product.json("customer", "show", "adatum")["currency"])
        then = self.product.json("customer", "show", "adatum", now="2026-12-02T00:00:00Z")
        self.assertEqual((then["currency"], then["from"]), ("SEK", "2026-12-01T00:00:00Z"))
        self.assertIn("from 2026-12", self.product.run("customer", "show", "adatum").stdout)
        book = self.product.file("c.yaml", "customers: [{id: adatum, name: Adatum, country: FI}]\n")
        self.assertTrue(self.product.json("apply", book)["changed"])
        book = self.product.file("c.yaml", "provider: {rounding: bankers}\n")
        self.assertEqual(self.product.error("apply", book, code=3)["code"],
                         "ClosedPeriodDependsOnIt")
        self.assertTrue(self.product.json("apply", book, "--correct-closed")["changed"])

    def test_the_registry_is_listed_and_shown_as_declared(self):
        self.product.book()
        partners = self.product.json("partner", "list")["partners"]
        self.assertEqual([p["id"] for p in partners], ["contoso", "fabrikam", "litware"])
        self.assertEqual(self.product.json("partner", "show", "litware")["of"], "fabrikam")
        customer = self.product.json("customer", "show", "adatum")
        self.assertEqual(customer["tenants"], [ADATUM])
        subscription = self.product.json("subscription", "show", CUSTOMER)
        self.assertEqual((subscription["offer"], subscription["customer"]), ("CSP", "adatum"))
        registration = self.product.json("registration", "show", REGISTRATION)
        self.assertEqual(registration["subscription"], DEFAULT)
        self.assertTrue(registration["approved"])
        stack = self.product.json("stack", "list")["stacks"][0]
        self.assertEqual((stack["cloud_id"], stack["registration"]), (STACK, REGISTRATION))
        sheets = self.product.json("price", "list")["sheets"]
        self.assertEqual([s["id"] for s in sheets],
                         ["adatum-2026", "contoso-retail", "provider-2026"])
        self.assertEqual(self.product.error("partner", "show", "nobody")["code"], "UnknownPartner")

    def test_mappings_of_a_registration_that_does_not_exist_are_an_error(self):
        self.product.book()
        for verb in ("list", "history"):
            error = self.product.error("mapping", verb, "no-such-registration", code=1)
            self.assertEqual(error["code"], "RegistrationNotFound")
        self.assertEqual(self.product.run("mapping", "list", REGISTRATION).returncode, 0)

    def test_a_tenant_charged_to_another_customer_is_warned_about_when_added_and_later(self):
        self.product.book()
        stranger = "7b6d3d3a-0000-4000-8000-000000000077"
        self.product.json("customer", "add", "other", "--partner", "contoso", "--name", "Other",
                          "--country", "SE", "--tenant", stranger)
        notes = self.product.json("mapping", "add", REGISTRATION, stranger, CUSTOMER,
                                  "--from", "2026-11-01")["notes"]
        self.assertTrue(any("TenantOfAnotherCustomer" in note for note in notes), notes)
        self.assertTrue(any("falls to the default" in note for note in notes), notes)
        advice = self.product.json("tenant", "status", stranger)["stacks"][0]["advice"]
        self.assertIn("R25", advice)
        self.assertNotIn("Nothing needs to change", advice)

    def test_a_mapping_by_hand_is_listed_and_its_past_is_kept(self):
        self.product.json("apply", BOOK, now="2026-10-01")
        other = "2f3e0000-0000-4000-8000-00000000000c"
        self.product.json("subscription", "add", other, "--offer", "CSP", "--partner", "contoso",
                          "--customer", "adatum", now="2026-10-05")
        self.product.json("mapping", "add", REGISTRATION, ADATUM, other, "--from",
                          "2026-10-10T10:40:00Z", now="2026-10-12T00:00:00Z")
        listed = self.product.json("mapping", "list", REGISTRATION)["mappings"]
        self.assertEqual([(m["subscription"], m["from"]) for m in listed],
                         [(other, "2026-10-10T10:00:00Z")])
        asked = ["mapping", "history", REGISTRATION, ADATUM, "--at", "2026-10-11"]
        now = self.product.json(*asked)["spans"]
        self.assertEqual([s["subscription"] for s in now], [other])
        history = self.product.json("mapping", "history", REGISTRATION, ADATUM)
        self.assertEqual(len(history["versions"]), 2)

    def test_who_paid_as_known_on_a_day_is_what_was_recorded_by_then(self):
        self.product.now = "2026-10-01T09:00:00Z"
        self.product.book()
        self.product.json("mapping", "remove", REGISTRATION, ADATUM, "--from", "2026-10-10",
                          now="2026-10-15T12:00:00Z")
        asked = ["mapping", "history", REGISTRATION, ADATUM, "--at", "2026-10-11"]
        before = self.product.json(*asked, "--known", "2026-10-14")["spans"]
        self.assertEqual([(s["state"], s["subscription"]) for s in before], [("mapped", CUSTOMER)])
        after = self.product.json(*asked, "--known", "2026-10-15")["spans"]
        self.assertEqual([(s["state"], s["subscription"]) for s in after],
                         [("mapping-removed", DEFAULT)])

    def test_a_registration_by_hand_waits_for_approval_where_the_configuration_says_so(self):
        self.product.book()
        self.product.file("data/config.yaml", "multi_tenancy: {approval: manual}\n")
        stack = "9c1e0000-0000-4000-8000-000000000002"
        book = f"stacks: [{{cloud_id: {stack}, region: east}}]\n"
        self.product.json("apply", self.product.file("stack.yaml", book))
        self.product.json("subscription", "add", "2f3e0000-0000-4000-8000-0000000000d0",
                          "--offer", "APSS", "--partner", "contoso")
        self.product.json("registration", "add", "east", "--stack", stack, "--subscription",
                          "2f3e0000-0000-4000-8000-0000000000d0", "--from", "2026-10-01")
        refused = self.product.error("mapping", "add", "east", ADATUM, CUSTOMER, code=3)
        self.assertEqual((refused["code"], refused["rule"]),
                         ("UnauthorizedCspRegistration", "R31"))
        self.product.json("registration", "approve", "east")
        self.product.json("mapping", "add", "east", ADATUM, CUSTOMER)
        human = self.product.run("mapping", "add", "east", NOBODY, DEFAULT)
        self.assertEqual(human.returncode, 3)
        self.assertIn("InvalidCSPSubscription (rule R23)", human.stderr)

    def test_a_stack_moves_to_another_default_with_its_gap_shown(self):
        self.product.book()
        self.product.json("subscription", "add", "2f3e0000-0000-4000-8000-0000000000d1",
                          "--offer", "APSS", "--partner", "contoso")
        moved = self.product.run("registration", "move", REGISTRATION, "second",
                                 "2f3e0000-0000-4000-8000-0000000000d1", "--at", "2026-11-01",
                                 "--open-at", "2026-11-02", "--copy-mappings")
        self.assertEqual(moved.returncode, 0, moved.stderr)
        self.assertIn("Gap: from 2026-11-01T00:00:00Z", moved.stdout)
        names = [r["name"] for r in self.product.json("registration", "list")["registrations"]]
        self.assertEqual(names, [REGISTRATION, "second"])
        mapped = self.product.json("mapping", "list", "second")["mappings"]
        self.assertEqual([m["subscription"] for m in mapped], [CUSTOMER])

    def test_prices_by_hand_follow_the_rules_of_a_book(self):
        self.product.book()
        sheet = self.product.file("new.csv", f"meter,unit_price\n{ADATUM},0.5\n")
        done = self.product.json("price", "import", "extra", sheet, "--seller", "provider",
                                 "--currency", "EUR", "--from", "2026-11-01")
        self.assertTrue(done["changed"])
        shown = self.product.json("price", "show", "extra")
        self.assertEqual(shown["prices"][0]["tiers"], [{"from": "0", "unit_price": "0.5"}])
        csv = self.product.run("price", "show", "extra", "--csv").stdout
        self.assertTrue(csv.startswith("meter,"), csv)
        wrong = self.product.error("price", "import", "usd", sheet, "--seller", "contoso",
                                   "--buyer", "adatum", "--currency", "USD", "--from",
                                   "2026-11-01", code=3)
        self.assertEqual(wrong["code"], "CurrencyMismatch")

    def test_advice_names_the_kind_of_subscription(self):
        for who, offer in (("direct", "APSS"), ("distributor", "APSS"), ("reseller", "CSP"),
                           ("customer", "CSP")):
            self.assertEqual(self.product.json("advise", "--operator", who)["offer"], offer)


if __name__ == "__main__":
    main("__main__")
