#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: usage comes in as people have it, counts once, and what is refused is named. Method: every
form through the real binary: plain, packed, piped, broken."""

import gzip
import json
import shutil
import subprocess

from product import (ADATUM, CUSTOMER, DEFAULT, HEADER, LOCAL, NOBODY, STACK, VM, Case, line, main)

COUNTS = ("accepted", "duplicate", "restated", "rejected")


class Import(Case):
    def setUp(self):
        super().setUp()
        self.product.book()

    def counts(self, report):
        return tuple(report[name] for name in COUNTS)

    def rows(self, *by):
        words = [word for key in by for word in ("--by", key)]
        return self.product.json("usage", "show", "--period", "2026-10", *words)["rows"]

    def test_the_report_has_the_fields_of_the_contract(self):
        report = self.product.usage([line(0), "broken"])
        self.assert_keys(report, [*COUNTS, "rounded", "errors", "duration_s"])
        self.assertEqual(self.counts(report), (1, 0, 0, 1))
        self.assertEqual(report["errors"][0]["line"], 3)
        self.assert_keys(report["errors"][0], ["line", "code", "message"])

    def test_sent_again_it_counts_once_and_another_quantity_is_a_conflict(self):
        self.assertEqual(self.counts(self.product.usage([line(0), line(1)])), (2, 0, 0, 0))
        self.assertEqual(self.counts(self.product.usage([line(0), line(1)])), (0, 2, 0, 0))
        conflict = self.product.usage([line(0, "9")])
        self.assertEqual(self.counts(conflict), (0, 0, 0, 1))
        self.assertEqual(conflict["errors"][0]["code"], "Conflict")
        self.assertEqual(self.rows()[0], {"quantity": "2", "records": 2})

    def test_restated_usage_replaces_the_first_from_now_on(self):
        self.product.usage([line(0)])
        self.assertEqual(self.counts(self.product.usage([line(0, "9")], "--restate")),
                         (0, 0, 1, 0))
        self.assertEqual(self.rows()[0], {"quantity": "9", "records": 1})

    def test_the_tenant_follows_from_the_local_subscription(self):
        report = self.product.usage([line(0), line(1, tenant=NOBODY), line(2, local="unknown")])
        self.assertEqual([e["code"] for e in report["errors"]],
                         ["TenantMismatch", "UnknownTenant"])
        self.assertEqual([r["tenant"] for r in self.rows("tenant")], [ADATUM])

    def test_usage_of_an_undeclared_stack_is_kept_in_quarantine(self):
        report = self.product.usage([line(0, stack="some-cloud", tenant=NOBODY, local="x")])
        self.assertEqual(self.counts(report), (1, 0, 0, 0))
        self.assertEqual([r["payer"] for r in self.rows("payer")], [None])

    def test_usage_is_summed_by_any_keys(self):
        self.product.usage([line(0), line(25, "0.25"),
                            line(25, "3", tenant=NOBODY, local="x", resource="/b")])
        rows = self.rows("stack", "tenant", "subscription", "payer", "meter", "day", "hour")
        self.assertEqual(rows[0], {"stack": STACK, "tenant": ADATUM, "subscription": LOCAL,
                                   "payer": CUSTOMER, "meter": VM, "day": "2026-10-01",
                                   "hour": "2026-10-01T00:00:00Z", "quantity": "1", "records": 1})
        self.assertEqual(len(rows), 3)
        self.assertEqual({r["payer"]: r["quantity"] for r in self.rows("payer")},
                         {CUSTOMER: "1.25", DEFAULT: "3"})

    def test_every_form_gives_the_same_usage(self):
        record = {"stack": STACK, "subscription": LOCAL, "meter": VM, "resource": "/vm1",
                  "start": "2026-10-01T00:00:00Z", "quantity": "1"}
        azure = {"id": "x", "name": "y", "type": "UsageAggregate", "properties": {
            "subscriptionId": LOCAL, "usageStartTime": "2026-10-01T00:00:00+00:00",
            "usageEndTime": "2026-10-01T01:00:00+00:00", "meterId": VM.upper(), "quantity": 1.0,
            "instanceData": json.dumps({"Microsoft.Resources": {
                "resourceUri": "\\VM1", "location": "northwest", "tags": "null",
                "additionalInfo": None}})}}
        csv = HEADER + "\n" + line(0) + "\n"
        forms = {"csv": csv, "ndjson": json.dumps(record) + "\n",
                 "azure": json.dumps({"value": [azure]})}
        for index, (form, text) in enumerate(forms.items()):
            path = self.product.file(form, text)
            words = ["--stack", STACK] if form == "azure" else []
            for asked in ("auto", form):
                report = self.product.json("usage", "import", path, "--format", asked, *words)
                first = index == 0 and asked == "auto"
                self.assertEqual(self.counts(report), (1, 0, 0, 0) if first else (0, 1, 0, 0),
                                 (form, asked, report))

    def test_cloud_events_are_keyed_by_source_and_id(self):
        event = {"specversion": "1.0", "type": "usage", "source": "/rp", "id": "1",
                 "data": {"stack": STACK, "subscription": LOCAL, "meter": VM, "resource": "/vm1",
                          "start": "2026-10-01T00:10:00Z", "quantity": "1"}}
        text = "\n".join(json.dumps({**event, "id": name}) for name in ("1", "2", "1"))
        report = self.product.json("usage", "import", "-", "--format", "cloudevents", stdin=text)
        self.assertEqual(self.counts(report), (2, 1, 0, 0))

    def test_focus_is_read_as_usage_that_is_shaped_already(self):
        text = ("SubAccountId,SkuPriceId,SkuId,ResourceId,ChargePeriodStart,ChargePeriodEnd,"
                "PricingQuantity,ChargeCategory\n"
                f"{NOBODY},price-1,sku-1,/r,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,24,Usage\n")
        path = self.product.file("focus.csv", text)
        report = self.product.json("usage", "import", path, "--format", "focus", "--stack", STACK)
        self.assertEqual(self.counts(report), (1, 0, 0, 0))
        row = self.rows("tenant", "subscription", "meter")[0]
        self.assertEqual((row["tenant"], row["subscription"], row["meter"], row["quantity"]),
                         (NOBODY, NOBODY, "price-1", "24"))

    def test_packed_files_and_pipes_read_like_plain_ones(self):
        text = (HEADER + "\n" + line(0) + "\n" + line(1) + "\n").encode()
        packed = gzip.compress(text)
        report = self.product.json("usage", "import", self.product.file("a.csv.gz", packed))
        self.assertEqual(self.counts(report), (2, 0, 0, 0))
        report = self.product.json("usage", "import", "-", stdin=packed)
        self.assertEqual(self.counts(report), (0, 2, 0, 0))
        self.assertIsNotNone(shutil.which("zstd"), "zstd is needed: tools/install_deps.sh")
        zstd = subprocess.run(["zstd", "-q", "-c"], input=text, capture_output=True, check=True)
        report = self.product.json("usage", "import", self.product.file("b", zstd.stdout),
                                   self.product.file("c.csv", text))
        self.assertEqual(self.counts(report), (0, 4, 0, 0))

    def test_a_truncated_archive_fails_and_keeps_what_came_before(self):
        text = "\n".join([HEADER, *[line(h % 744, str(h), resource=f"/{h}") for h in range(5000)]])
        packed = gzip.compress(text.encode())
        error = self.product.error("usage", "import",
                                   self.product.file("cut.gz", packed[:len(packed) // 2]))
        self.assertEqual(error["code"], "TruncatedInput")
        kept = self.rows()[0]["records"]
        self.assertGreater(kept, 0)
        again = self.product.json("usage", "import", self.product.file("whole.gz", packed))
        self.assertEqual(self.counts(again), (5000 - kept, kept, 0, 0))

    def test_rejected_lines_are_kept_as_they_came(self):
        wrong = line(1, tenant=NOBODY)
        rejects = self.product.directory / "rejects.csv"
        report = self.product.usage([line(0), "broken", wrong, line(2, "much")],
                                    "--reject-file", rejects)
        self.assertEqual(self.counts(report), (1, 0, 0, 3))
        self.assertEqual(rejects.read_text().splitlines(), ["broken", wrong, line(2, "much")])

    def test_a_rejected_line_fails_the_import_only_when_strict(self):
        self.assertEqual(self.product.usage(["broken"])["rejected"], 1)
        self.assertEqual(self.product.usage(["broken"], "--strict", code=1)["rejected"], 1)

    def test_quantities_beyond_18_digits_are_rounded_once_and_counted(self):
        report = self.product.usage([line(0, "6.36465847492218e-06"),
                                     line(1, "0.1234567890123456785")])
        self.assertEqual(report["rounded"], 2)
        total = {r["hour"]: r["quantity"] for r in self.rows("hour")}
        self.assertEqual(total["2026-10-01T01:00:00Z"], "0.123456789012345678")

    def test_all_errors_are_counted_and_a_thousand_listed(self):
        report = self.product.usage(["broken"] * 1500)
        self.assertEqual((report["rejected"], len(report["errors"])), (1500, 1000))

    def test_daily_rows_of_azure_would_double_hourly_ones(self):
        row = {"properties": {"subscriptionId": LOCAL, "usageStartTime": "2026-10-01T00:00:00Z",
                              "usageEndTime": "2026-10-02T00:00:00Z", "meterId": VM,
                              "quantity": 24, "instanceData": json.dumps({
                                  "Microsoft.Resources": {"resourceUri": "/vm1"}})}}
        path = self.product.file("daily.json", json.dumps({"value": [row]}))
        words = ["usage", "import", path, "--format", "azure", "--stack", STACK]
        refused = self.product.json(*words)
        self.assertEqual([e["code"] for e in refused["errors"]], ["NotHourly"])
        self.assertEqual(self.counts(self.product.json(*words, "--daily")), (1, 0, 0, 0))

    def test_people_are_told_what_to_do_next(self):
        usage = HEADER + "\n" + line(0, tenant=NOBODY, local="x") + "\n"
        done = self.product.run("usage", "import", "-", stdin=usage)
        self.assertIn("1 tenant falls to a default subscription", done.stdout)
        self.assertIn("tollbridge unregistered", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_a_file_that_is_not_there_is_named(self):
        error = self.product.error("usage", "import", "/no/such/file.csv")
        self.assertEqual(error["code"], "FileNotFound")
        self.assertIn("/no/such/file.csv", error["message"])


if __name__ == "__main__":
    main("__main__")
