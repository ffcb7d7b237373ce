// SPDX-License-Identifier: Apache-2.0
// Prices attributed usage for every sale of its chain, in one pass (design.md section 8).
//
// Tier counters run per (seller, buyer, paying subscription, billing meter) and period, in the
// order of usage hours, so the result does not depend on the order of arrival. Included units come
// first. Graduated slices are cut at the exact unit, each hour at the sheet in force at that hour;
// volume and package price the whole by the table in force at the period's last hour of use. What
// lies below zero is priced at the first tier. Amounts are exact (core/decimal.h); nothing is
// rounded here. Pure functions over values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attribution/attribution.h"
#include "core/decimal.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::rating {

// One line of an invoice, before rounding: identical keys are one charge.
struct ChargeKey {
  PartyId seller;
  PartyId buyer;
  SubscriptionId subscription;
  MeterId billing_meter;
  Quantity tier_from;
  UnitPrice unit_price;
  friend auto operator<=>(const ChargeKey&, const ChargeKey&) = default;
};

struct Charge {
  ChargeKey key;
  PartyId customer;  // of the subscription; empty if it has none
  std::string name;  // of the billing meter, on the sheet
  std::string unit;
  PriceModel model = PriceModel::flat;
  SheetId sheet;           // the last one that set this price
  ExactQuantity quantity;  // chargeable units; whole packages for `package`
  ExactAmount amount;      // exactly quantity * unit_price
  Hour first;              // hours of use
  Hour last;
};

// Where usage went that makes no charge, and what went into pricing: by sale level, stack and
// local meter, in local units. Everything attributed is in exactly one of these per sale.
enum class Outcome : std::uint8_t {
  priced,          // became charges (its included part is free but priced)
  free,            // explicitly free, or the catalogue says not charged
  unrated,         // no price: blocks the close unless waived
  development,     // rated at 0
  capacity,        // excluded by name
  infrastructure,  // excluded by name
  quarantined,     // no registration
  not_sold,        // the seller has no sheet at all and bills nothing
};
std::string_view to_string(Outcome outcome);

struct OutcomeTotal {
  PartyId seller;  // empty where no sale exists (quarantined)
  StackId stack;
  MeterId local_meter;
  Outcome outcome = Outcome::priced;
  Quantity quantity;
  std::uint64_t records = 0;
  friend bool operator==(const OutcomeTotal&, const OutcomeTotal&) = default;
};

struct Unrated {
  PartyId seller;
  PartyId buyer;
  SubscriptionId subscription;
  MeterId local_meter;
  Quantity quantity;
  Hour first;
  Hour last;
  friend bool operator==(const Unrated&, const Unrated&) = default;
};

struct Rating {
  std::vector<Charge> charges;         // by key
  std::vector<Unrated> unrated;        // by seller, buyer, subscription, meter
  std::vector<OutcomeTotal> outcomes;  // by seller, stack, meter, outcome
};

struct RateOptions {
  std::optional<PartyId> seller;  // only this seller's sales
  std::optional<PartyId> buyer;
};

// Errors: QuantityOverflow, AmountOutOfRange. Cost: linear in cells times levels.
Result<Rating> rate(const std::vector<attribution::AttributedRun>& runs,
                    const registry::Registry& registry, const PriceBook& prices, Period period,
                    const RateOptions& options = {});

}  // namespace tollbridge::rating
