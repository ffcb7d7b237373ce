// SPDX-License-Identifier: Apache-2.0
// Price files of others, read into the rows of a price sheet, and a sheet written in their shape.
//
// Read: the Azure plan price sheet of Partner Center, the price sheet of a Microsoft customer or
// partner agreement, the columns of the public retail prices. They differ in names only: columns
// are found whatever their case, order, blanks and language ("Maßeinheit (UnitOfMeasure)"); what is
// not known is passed over. One bad row costs no good one.
//
// A price of 0 makes the tier free. A unit is kept as it stands there ("10 Hours", "10K") and the
// price is for one of that unit: quantities must be counted in it, or a factor put into the rows.
// Pure.
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
};

struct VendorSheet {
  SheetTable table;  // by meter
  std::optional<Currency> currency;
  std::size_t rows = 0;  // that prices were taken from
  // Passed over, and no fault: not in force on the day, in another currency, no pay-as-you-go
  // (reservations, savings plans, development and test), another time the same price.
  std::size_t not_in_force = 0;
  std::size_t other_currency = 0;
  std::size_t other_terms = 0;
  std::size_t repeated = 0;
  // Of rows that were left out, each with its line: MissingMeter, InvalidPrice, NegativePrice,
  // InvalidTier, InvalidDate, UnknownCurrency, ConflictingPrice (another price for the same meter
  // and tier before), MissingTier (a meter whose prices do not begin at 0), UnbalancedQuote.
  std::vector<Error> rejected;
};

// Errors: UnknownPriceFile (a column that is needed is missing; named), SheetTooLarge.
Result<VendorSheet> read_vendor_sheet(std::string_view csv, const VendorSheetRequest& request);

// The sheet's own rows in the columns of the Azure plan price sheet; free meters cost 0.
// read_vendor_sheet of it gives prices, tiers and units again; a text that begins like a formula
// (= + - @) gets an apostrophe in front. Not in that shape, and so refused
// (NotInThisShape, naming the meter): volume and package prices, included units, and factors.
Result<std::string> partner_center_csv(const PriceSheet& sheet);

}  // namespace tollbridge::rating
