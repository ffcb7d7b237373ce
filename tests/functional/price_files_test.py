#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a price file of a vendor becomes a sheet that bills, and goes back in its shape.
Method: the real binary; files as the vendor writes them, a month billed by what they gave."""

import json

from product import BOOK, VM, Case, main, month_of_usage

HEADER = ("ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,"
          "TermDuration,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,"
          "EffectiveStartDate,EffectiveEndDate,MeterIds,MeterType,Tags")


def row(meter, price, start="1/1/2026 12:00:00 AM", term="payG-1", currency="EUR"):
    return (f'"Virtual Machines, hourly",P,1,Core,Microsoft,,1 Hour,{term},SE,{currency},'
            f'"{price}",,,{start},11/30/9999 11:59:59 PM,{meter},,')


class PriceFiles(Case):
    def azure(self, *rows):
        text = "\ufeff" + "\r\n".join([HEADER, *rows]) + "\r\n"
        return self.product.file("azure.csv", text)

    def test_good_rows_are_kept_and_bad_ones_told_with_their_lines(self):
        file = self.azure(row(VM, "0.25"), row("other", "1,5"), row("held", "7", term="P1Y"),
                          row("later", "7", start="1/1/2027 12:00:00 AM"),
                          row("dollars", "7", currency="USD"))
        told = self.product.json("price", "convert", file)
        self.assertEqual((told["meters"], told["currency"], told["rejected"]), (1, "EUR", 1))
        self.assertEqual((told["errors"][0]["line"], told["errors"][0]["code"]),
                         (3, "InvalidPrice"))
        self.assertEqual((told["other_terms"], told["not_in_force"], told["other_currency"]),
                         (1, 1, 1))
        human = self.product.run("price", "convert", file)
        self.assertEqual(human.stdout, told["csv"])
        self.assertIn("line 3, InvalidPrice", human.stderr)
        self.assertIn("later", self.product.json("price", "convert", file, "--at",
                                                 "2027-01-01")["csv"])
        self.assertIn("dollars", self.product.json("price", "convert", file, "--currency",
                                                   "USD")["csv"])

    def test_a_month_is_billed_by_a_converted_sheet_that_goes_back_in_their_shape(self):
        self.product.json("apply", BOOK, now="2026-10-01")
        sheet = self.product.directory / "sheet.csv"
        told = self.product.json("price", "convert", self.azure(row(VM, "0.25")), "--out", sheet)
        self.assertEqual(sheet.read_text(), told["csv"])
        self.product.json("price", "import", "azure", sheet, "--seller", "provider", "--currency",
                          "EUR", "--from", "2026-10-01")
        self.product.usage(month_of_usage())
        self.product.json("close", "2026-10")
        lines = self.product.json("invoice", "show", "provider-000001")["lines"]
        self.assertEqual({one["unit_price"] for one in lines if one["meter"] == VM}, {"0.25"})
        back = self.product.run("price", "show", "azure", "--partner-center").stdout
        self.assertEqual(back.splitlines()[0], HEADER)
        again = self.product.json("price", "convert", self.product.file("back.csv", back))
        self.assertEqual(again["csv"], told["csv"])

    def test_prices_for_several_are_counted_by_single_ones_where_asked(self):
        file = self.azure(row("calls", "5").replace("1 Hour", "10K"),
                          row("month", "3").replace("1 Hour", "30 Days"))
        as_it_stands = self.product.json("price", "convert", file)
        self.assertIn(",10K,", as_it_stands["csv"])
        self.assertNotIn("0.0001", as_it_stands["csv"])
        single = self.product.json("price", "convert", file, "--single-units")
        self.assertTrue(single["csv"].splitlines()[1].endswith(",calls,0.0001"))
        self.assertEqual([(one["line"], one["code"]) for one in single["errors"]],
                         [(3, "InexactUnit")])

    def test_pages_of_the_retail_prices_are_read(self):
        def item(meter, price):
            return {"currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": price,
                    "unitPrice": price, "effectiveStartDate": "2020-01-01T00:00:00Z",
                    "meterId": meter, "meterName": "B1s", "unitOfMeasure": "1 Hour",
                    "type": "Consumption", "isPrimaryMeterRegion": True}
        pages = [{"Items": [item("first", 0.0104)]}, {"Items": [item("second", -1)]}]
        told = self.product.json("price", "convert",
                                 self.product.file("retail.json", json.dumps(pages)))
        self.assertEqual((told["meters"], told["currency"]), (1, "USD"))
        self.assertIn("first,B1s,1 Hour,flat,0,0.0104,", told["csv"])
        self.assertEqual([(one["line"], one["code"]) for one in told["errors"]],
                         [(2, "NegativePrice")])
        error = self.product.error("price", "convert",
                                   self.product.file("cut.json", json.dumps(pages)[:-5]))
        self.assertEqual(error["code"], "InvalidJson")

    def test_another_file_is_refused(self):
        error = self.product.error("price", "convert", BOOK)
        self.assertEqual(error["code"], "UnknownPriceFile")


if __name__ == "__main__":
    main("__main__")
