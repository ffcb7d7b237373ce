// SPDX-License-Identifier: Apache-2.0
// A seller's dated prices for one level of the chain (contract.md, "Price sheet CSV").
//
// A sheet maps local meters to billing meters by a factor, and prices billing meters. An empty
// price makes a billing meter explicitly free of charge. A sheet may instead, or besides, stand on
// a base sheet with a markup on every price (margin as an object; partner earned credit is a
// markup of -0.15). Sheets are kept as facts: a later fact of the same id corrects the sheet from
// its `from` on, and the old one stays readable. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/ids.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::rating {

enum class PriceModel : std::uint8_t { flat, graduated, volume, package };
std::string_view to_string(PriceModel model);

struct Tier {
  Quantity from;                   // inclusive, in billing units beyond the included ones
  std::optional<UnitPrice> price;  // per unit (per package for `package`); empty: free
  friend bool operator==(const Tier&, const Tier&) = default;
};

// How one billing meter is priced.
struct MeterPrice {
  MeterId billing_meter;
  std::string name;
  std::string unit;  // "1 Core Hour", "GB*hours", …
  PriceModel model = PriceModel::flat;
  std::vector<Tier> tiers;                          // by from; the first from 0; at least one
  Quantity package_size = Quantity::from_whole(1);  // other than 1 only with `package`
  Quantity included;                                // free units per period, come first
  friend bool operator==(const MeterPrice&, const MeterPrice&) = default;
};

// Quantity of the local meter * factor = quantity of the billing meter.
struct MeterLink {
  MeterId local_meter;
  MeterId billing_meter;
  Factor factor = Factor::from_whole(1);
  friend bool operator==(const MeterLink&, const MeterLink&) = default;
};

struct PriceSheet {
  SheetId id;
  PartyId seller;
  PartyId buyer;  // empty: for all of the seller's buyers
  Currency currency;
  Hour from;
  std::optional<Hour> to;
  SheetId base;  // empty: none
  Factor markup;
  std::vector<MeterLink> links;    // by local meter, each once
  std::vector<MeterPrice> prices;  // by billing meter, each once
  friend bool operator==(const PriceSheet&, const PriceSheet&) = default;
};

// A minimum the buyer agreed to spend per period with the seller, before tax: a shortfall becomes
// one `commitment` line.
struct Commitment {
  std::string id;
  PartyId seller;
  PartyId buyer;
  Money amount;
  Hour from;
  std::optional<Hour> to;
  friend bool operator==(const Commitment&, const Commitment&) = default;
};

// On that day 1 `from` cost `rate` `to`.
struct ExchangeRate {
  Currency from;
  Currency to;
  std::string day;  // "2026-10-30"
  Factor rate;
  std::string source;  // "ECB", or whoever else said so
  friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

struct SheetTable {
  std::vector<MeterLink> links;
  std::vector<MeterPrice> prices;
};

// Reads the CSV `meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,
// factor` (header required, any column order, unknown columns refused, BOM and CRLF tolerated,
// RFC 4180 quoting). Reports every fault of the file at once: Error InvalidPriceSheet with one
// detail per fault, each with its line.
//
// An empty tier_from is 0 and an empty unit_price is free. Any other cell left empty agrees with
// the other rows of its meter and billing meter; where all are empty the default holds (model flat,
// package_size 1, included 0, billing_meter the meter itself, factor 1). Names of several local
// meters may differ; the billing meter's own one wins. Cells behind unit_price may be left out at
// the end of a row. Negative prices are refused: a rebate is a markup, a credit note or a quantity.
Result<SheetTable> parse_price_csv(std::string_view csv);

// The canonical CSV of a table: parse_price_csv of it gives the same table.
std::string price_csv(const SheetTable& table);

}  // namespace tollbridge::rating
