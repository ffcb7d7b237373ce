#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a month is closed once, right, and for ever; what is learned later is adjusted. Method: the
real binary through whole months, results in the shapes of the contract."""

from product import (ADATUM, BOOK, CUSTOMER, DEFAULT, HEADER, LOCAL, NOBODY, NOVEMBER, REGISTRATION,
                     STACK, VM, Case, Product, line, main, month_of_usage)

PERIOD = "2026-10"
DECEMBER = "2026-12-02T08:00:00Z"


class Close(Case):
    def setUp(self):
        super().setUp()
        self.product.json("apply", BOOK, now="2026-10-01")

    def closed(self):
        self.product.usage(month_of_usage())
        return self.product.json("close", PERIOD)

    def test_the_result_has_the_fields_of_the_contract(self):
        result = self.closed()
        self.assert_keys(result, ["period", "invoices", "adjustments", "duration_s"])
        self.assertEqual((result["period"], result["adjustments"]), (PERIOD, 0))
        for invoice in result["invoices"]:
            self.assert_keys(invoice, ["id", "seller", "buyer", "total", "currency", "lines"])
        # 1488 core hours of the customer and 372 of the default at 0.008; retail at 0.0075.
        self.assertEqual([(i["seller"], i["buyer"], i["total"], i["lines"])
                          for i in result["invoices"]],
                         [("provider", "contoso", "14.88", 2), ("contoso", "adatum", "11.16", 1)])

    def test_closing_again_prints_the_same_and_issues_nothing(self):
        first = self.closed()
        again = self.product.json("close", PERIOD, now=DECEMBER)
        self.assertEqual({**again, "duration_s": 0}, {**first, "duration_s": 0})
        self.assertEqual(len(self.product.json("invoice", "list")["invoices"]), 2)

    def test_an_invoice_is_shown_with_the_fields_of_the_contract(self):
        self.closed()
        listed = self.product.json("invoice", "list")["invoices"]
        for invoice in listed:
            self.assert_keys(invoice, ["id", "number", "seller", "buyer", "period", "currency",
                                       "status", "total"])
        shown = self.product.json("invoice", "show", "provider-000001")
        self.assert_keys(shown, ["id", "number", "seller", "buyer", "period", "currency", "status",
                                 "total", "tax", "lines", "type", "payable", "digest"])
        self.assertEqual((shown["type"], shown["status"], shown["tax"], shown["payable"]),
                         ("invoice", "issued", "3.72", "18.60"))
        for one in shown["lines"]:
            self.assert_keys(one, ["id", "subscription", "customer", "meter", "quantity", "unit",
                                   "unit_price", "amount", "kind"])
        default, customer = shown["lines"]
        self.assertEqual((default["subscription"], default["customer"], default["quantity"],
                          default["unit_price"], default["amount"], default["kind"]),
                         (DEFAULT, None, "372", "0.008", "2.98", "usage"))
        self.assertEqual((customer["subscription"], customer["customer"], customer["quantity"],
                          customer["amount"], customer["meter"]),
                         (CUSTOMER, "adatum", "1488", "11.90", VM))
        missing = self.product.error("invoice", "show", "provider-000009")
        self.assertEqual(missing["code"], "UnknownInvoice")

    def test_two_runs_with_the_same_now_give_the_same_bytes(self):
        outputs = []
        for name in ("a", "b"):
            product = Product(self.product.directory / name)
            product.directory.mkdir()
            usage = "\n".join([HEADER, *month_of_usage()])
            words = [(("apply", BOOK), None), (("usage", "import", "-"), usage),
                     (("unregistered",), None), (("rate", "--period", PERIOD), None),
                     (("close", PERIOD), None), (("invoice", "show", "contoso-000001"), None),
                     (("invoice", "show", "provider-000001"), None),
                     (("explain", "provider-000001-1"), None), (("reconcile", PERIOD), None),
                     (("audit",), None), (("verify",), None)]
            text = ""
            for command, stdin in words:
                for form in ([], ["--json"]):
                    done = product.run(*form, *command, stdin=stdin)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    text += done.stdout
            outputs.append(text)
        self.assertEqual(outputs[0], outputs[1])

    def test_a_month_that_has_not_ended_is_refused_but_not_its_dry_run(self):
        self.product.now = "2026-10-31T23:59:59Z"
        self.product.usage(month_of_usage())
        error = self.product.error("close", PERIOD, code=3)
        self.assertEqual(error["code"], "PeriodNotEnded")
        shown = self.product.json("close", PERIOD, "--dry-run")
        self.assertEqual([i["total"] for i in shown["invoices"]], ["14.88", "11.16"])
        self.assertEqual(self.product.json("invoice", "list")["invoices"], [])

    def test_usage_without_a_price_refuses_the_close_until_it_is_waived_by_name(self):
        self.product.usage([line(0), line(1, meter="unpriced")])
        error = self.product.error("close", PERIOD, code=3)
        self.assertEqual(error["code"], "UnratedUsage")
        self.assertTrue(error["details"])
        rated = self.product.json("rate", "--period", PERIOD)
        self.assertEqual({u["meter"] for u in rated["unrated"]}, {"unpriced"})
        human = self.product.run("close", PERIOD)
        self.assertEqual((human.returncode, human.stdout), (3, ""))
        self.assertIn("UnratedUsage", human.stderr)
        closed = self.product.json("close", PERIOD, "--waive", "unpriced")
        self.assertEqual(len(closed["invoices"]), 2)

    def test_late_usage_is_adjusted_by_the_next_close(self):
        self.closed()
        self.product.usage([line(5, "100", resource="/late")], now="2026-11-20T00:00:00Z")
        self.product.usage([line(0, "10", month="2026-11")], now="2026-11-20T00:00:00Z")
        result = self.product.json("close", "2026-11", now=DECEMBER)
        self.assertEqual(result["adjustments"], 2)
        document = self.product.json("invoice", "show", "provider-000002")
        adjustment = [one for one in document["lines"] if one["kind"] == "adjustment"][0]
        self.assertEqual((adjustment["amount"], adjustment["quantity"], adjustment["cause"]),
                         ("0.80", "100", "late-usage"))
        self.assertEqual(adjustment["of"]["period"], PERIOD)
        self.assertEqual(adjustment["of"]["invoice"], "provider-000001")
        explained = self.product.json("explain", adjustment["id"])
        self.assertEqual(explained["kind"], "adjustment")
        self.assertTrue(explained["billed_before"])
        billed = [one for one in explained["billed_before"]][0]["amount"]
        now = explained["bill_now"]
        human = self.product.run("explain", adjustment["id"]).stdout
        self.assertIn(f"{now} - {billed} = 0.80", human)
        shown = self.product.run("invoice", "show", "provider-000002").stdout
        self.assertIn("adjustment of 2026-10 (provider-000001-2), late-usage", shown)
        self.assertTrue(self.product.json("verify")["ok"])

    def test_an_import_into_a_closed_month_says_so(self):
        self.closed()
        again = self.product.usage(month_of_usage(), now="2026-11-20T00:00:00Z")
        self.assertEqual(again["closed_months"], [])  # all were there
        late = [line(5, "100", resource="/late"), line(0, "10", month="2026-11")]
        report = self.product.usage(late, now="2026-11-20T00:00:00Z")
        self.assertEqual(report["closed_months"], [{"period": PERIOD, "records": 1}])
        path = self.product.file("late.csv", "\n".join([HEADER, line(6, "1", resource="/x")]))
        human = self.product.run("usage", "import", path, now="2026-11-20T00:00:00Z").stdout
        self.assertIn("1 record changed 2026-10, which is closed", human)

    def test_a_close_says_what_may_have_been_overlooked(self):
        self.product.usage(month_of_usage())
        notes = self.product.json("close", "2026-11", "--dry-run")["warnings"]
        self.assertEqual([n["code"] for n in notes], ["NoUsage", "EarlierPeriodOpen"])
        self.assertIn("2026-10", notes[1]["message"])
        human = self.product.run("close", "2026-11", "--dry-run").stdout
        self.assertIn("There is no usage in 2026-11", human)
        notes = self.product.json("close", PERIOD)["warnings"]
        # The book has no rates.
        self.assertEqual({n["code"] for n in notes}, {"ExchangeRateMissing"})

    def test_usage_lowered_after_a_credit_by_hand_is_warned_about(self):
        self.closed()
        self.product.json("invoice", "credit", "provider-000001", "--line", "2=1.00", "--reason",
                          "outage")
        self.product.usage([line(0, "-500")], "--restate", now="2026-11-20T00:00:00Z")
        notes = self.product.json("close", "2026-11", now=DECEMBER)["warnings"]
        self.assertIn("LoweredAfterCredit", [n["code"] for n in notes])
        self.assertIn("1.00", notes[0]["message"])

    def test_a_sum_too_large_to_count_names_the_largest_record(self):
        huge = "150000000000000000000"
        lines = [line(h, huge, resource="/huge") for h in range(2)]
        self.product.usage(lines + [line(3)])
        error = self.product.error("reconcile", PERIOD)
        for text in (VM, STACK, LOCAL, "2026-10-01T00:00:00Z", "--restate"):
            self.assertIn(text, error["message"])

    def test_a_mapping_backdated_into_a_closed_month_moves_the_money(self):
        self.closed()
        self.product.json("subscription", "add", "2f3e0000-0000-4000-8000-00000000000c", "--offer",
                          "CSP", "--partner", "contoso", "--customer", "adatum")
        self.product.json("mapping", "add", REGISTRATION, NOBODY,
                          "2f3e0000-0000-4000-8000-00000000000c", "--from", "2026-10-01")
        self.product.json("close", "2026-11", now=DECEMBER)
        document = self.product.json("invoice", "show", "provider-000002")
        self.assertEqual(sorted(one["amount"] for one in document["lines"]), ["-2.98", "2.98"])
        self.assertEqual({one["cause"] for one in document["lines"]}, {"mapping-changed"})
        self.assertEqual(document["total"], "0.00")

    def test_unregistered_tenants_are_listed_with_their_money(self):
        self.product.usage(month_of_usage())
        rows = self.product.json("unregistered", "--period", PERIOD)["rows"]
        self.assertEqual(len(rows), 1)
        self.assert_keys(rows[0], ["stack", "tenant", "since", "quantity_by_meter", "amount",
                                   "currency"])
        self.assertEqual((rows[0]["tenant"], rows[0]["since"], rows[0]["amount"]),
                         (NOBODY, "2026-10-01T00:00:00Z", "2.98"))
        self.assertEqual(rows[0]["quantity_by_meter"], {VM: "372"})
        self.assertEqual(self.product.run("unregistered", "--period", PERIOD,
                                          "--fail-on-new").returncode, 1)
        self.assertEqual(self.product.run("unregistered", "--period", "2026-09",
                                          "--fail-on-new").returncode, 0)

    def test_a_tenants_status_says_where_its_usage_goes(self):
        self.product.usage(month_of_usage())
        status = self.product.json("tenant", "status", ADATUM)
        on = status["stacks"][0]
        self.assertEqual((on["mapped"], on["subscription"], on["last_charged"]),
                         (True, CUSTOMER, "2026-10-31T23:00:00Z"))
        other = self.product.json("tenant", "status", NOBODY)["stacks"][0]
        self.assertEqual((other["mapped"], other["subscription"], other["reason"]),
                         (False, DEFAULT, "unregistered"))
        self.assertEqual(self.product.error("tenant", "status", STACK)["code"], "UnknownTenant")

    def test_a_line_is_explained_down_to_its_records(self):
        self.closed()
        why = self.product.json("explain", "provider-000001-2")
        self.assertEqual((why["line"], why["amount"], why["usage_quantity"], why["records_total"]),
                         ("provider-000001-2", "11.90", "1488", 744))
        self.assertEqual(why["charge"]["price_sheet"], "provider-2026")
        self.assertEqual({run["reason"] for run in why["runs"]}, {"mapped"})
        self.assertEqual(why["records"][0]["subscription"], LOCAL)
        self.assertEqual(self.product.error("explain", "provider-000001-9")["code"], "UnknownLine")

    def test_reconciling_shows_every_hop_without_a_difference(self):
        self.closed()
        result = self.product.json("reconcile", PERIOD)
        self.assert_keys(result, ["period", "ok", "hops", "differences"])
        self.assertEqual((result["ok"], result["differences"]), (True, []))
        for hop in result["hops"]:
            self.assert_keys(hop, ["from", "to", "stack", "meter", "quantity_in", "quantity_out",
                                   "difference"])
            self.assertEqual(hop["difference"], "0")
        self.assertEqual({h["quantity_in"] for h in result["hops"] if h["from"] == "books"},
                         {"1860"})

    def test_issued_documents_are_recomputed_byte_for_byte_after_everything_changed(self):
        self.closed()
        self.product.usage([line(5, "100", resource="/late")])
        self.product.json("mapping", "remove", REGISTRATION, ADATUM, "--from", "2026-10-01")
        sheet = self.product.file("dear.csv", f"meter,unit_price\n{VM},9\n")
        self.product.json("price", "import", "provider-2026", sheet)
        result = self.product.json("verify")
        self.assertEqual((result["ok"], len(result["documents"])), (True, 2))
        self.assertTrue(self.product.json("verify", "contoso-000001")["ok"])
        self.assertEqual(self.product.error("verify", "nobody-1")["code"], "UnknownInvoice")

    def test_a_credit_by_hand_names_its_reason_and_cannot_exceed_its_line(self):
        self.closed()
        note = self.product.json("invoice", "credit", "provider-000001", "--line", "2=1.90",
                                 "--reason", "outage")
        self.assertEqual((note["type"], note["total"], note["reason"], note["corrects"]),
                         ("credit_note", "-1.90", "outage", "provider-000001"))
        error = self.product.error("invoice", "credit", "provider-000001", "--line", "2=10.01",
                                   "--reason", "outage", code=3)
        self.assertEqual(error["code"], "CreditExceedsLine")
        self.product.json("invoice", "credit", "provider-000001", "--reason", "all of it")
        shown = self.product.json("invoice", "show", "provider-000001")
        self.assertEqual(shown["status"], "void")
        self.assertTrue(self.product.json("verify")["ok"])

    def test_another_price_sheet_is_tried_without_writing(self):
        self.product.usage(month_of_usage())
        sheet = self.product.file("half.csv", f"meter,unit_price\n{VM},0.004\n")
        result = self.product.json("whatif", "--period", PERIOD, "--price-sheet", sheet)
        self.assertEqual([(r["buyer"], r["now"], r["then"], r["difference"])
                          for r in result["rows"]], [("contoso", "14.88", "7.44", "-7.44")])
        self.assertEqual(len(self.product.json("price", "list")["sheets"]), 3)

    def test_charges_are_shown_by_level_without_billing(self):
        self.product.usage(month_of_usage())
        for level, buyers in (("provider", {"contoso"}), ("partner", {"adatum"})):
            charges = self.product.json("rate", "--period", PERIOD, "--level", level)["charges"]
            self.assertEqual({c["buyer"] for c in charges}, buyers)
        self.assertEqual(self.product.json("invoice", "list")["invoices"], [])

    def test_customers_that_used_nothing_are_shown_as_such(self):
        self.product.json("customer", "add", "quiet", "--partner", "contoso", "--name", "Quiet",
                          "--country", "SE")
        self.product.usage(month_of_usage())
        quiet = self.product.json("customer", "list", "--without-usage", PERIOD)["customers"]
        self.assertEqual([c["id"] for c in quiet], ["quiet"])

    def test_one_seller_closes_alone(self):
        self.product.usage(month_of_usage())
        result = self.product.json("close", PERIOD, "--seller", "contoso")
        self.assertEqual([i["id"] for i in result["invoices"]], ["contoso-000001"])
        self.assertEqual(self.product.error("close", PERIOD, "--seller", "nobody")["code"],
                         "UnknownSeller")


if __name__ == "__main__":
    main("__main__")
