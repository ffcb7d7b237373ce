// SPDX-License-Identifier: Apache-2.0
// Price files of others, read into the rows of a price sheet, and a sheet written in their shape.
//
// Read: the Azure plan price sheet of Partner Center, the price sheet of a Microsoft customer or
// partner agreement, the public retail prices (as CSV, or the JSON of their service). They differ
// in names only: columns are found whatever their case, order, blanks and language ("Maßeinheit
// (UnitOfMeasure)"); what is not known is passed over. One bad row costs no good one, and what is
// read is a sheet that parse_price_csv takes: its limits hold here, too.
//
// A price of 0 makes the tier free. A unit is kept as it stands there ("10 Hours", "10K") and the
// price is for one of that unit: quantities must be counted in it, or in single units if asked for
// (`single_units`), by a factor. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {

struct VendorSheetRequest {
  std::string day;                   // "2026-10-01": rows in force then
  std::optional<Currency> currency;  // rows in it; empty: that of the first row that is read
  bool single_units = false;         // meters count 1 where the unit says 10 or 10K
};

struct VendorSheet {
  SheetTable table;  // by meter
  std::optional<Currency> currency;
  std::size_t rows = 0;  // that prices were taken from
  // Passed over, and no fault: not in force on the day, in another currency, no pay-as-you-go
  // (reservations, savings plans, development and test), another time the same price (also that of
  // a region other than the meter's primary one, whatever it is).
  std::size_t not_in_force = 0;
  std::size_t other_currency = 0;
  std::size_t other_terms = 0;
  std::size_t repeated = 0;
  // Of rows that were left out, each with its line (of JSON: the number of the item):
  // MissingMeter, IdTooLong, InvalidPrice, NegativePrice, InvalidTier, InvalidDate,
  // UnknownCurrency, ConflictingPrice (another price for the same meter and tier before),
  // ConflictingUnit (another unit before), ConflictingMeter (counted on another meter before),
  // InexactUnit (single units of it cannot be counted exactly), UnbalancedQuote. Of meters, with
  // their first line: MissingTier (the prices do not begin at 0), TooManyTiers.
  std::vector<Error> rejected;
};

// Errors: UnknownPriceFile (a column that is needed is missing; named), SheetTooLarge, InvalidJson.
Result<VendorSheet> read_vendor_sheet(std::string_view file, const VendorSheetRequest& request);

// The sheet's own rows in the columns of the Azure plan price sheet; free meters cost 0.
// read_vendor_sheet of it gives prices, tiers and units again; a text that begins like a formula
// (= + - @) gets an apostrophe in front. Not in that shape, and so refused
// (NotInThisShape, naming the meter): volume and package prices, included units, and factors.
Result<std::string> partner_center_csv(const PriceSheet& sheet);

}  // namespace tollbridge::rating
