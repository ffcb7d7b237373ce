// SPDX-License-Identifier: Apache-2.0
// One stream: the period's usage of one billing meter by one paying subscription in one sale, in
// the order of hours, and what it costs.
//
// If the price in force at the last hour of use is `volume` or `package`, the whole period is
// priced by it. Otherwise every span by its own price, all sharing one running total; a span whose
// own price is `volume` or `package` is then cut as if graduated, and what falls to one tier of a
// package price is packed at the end. Pure functions over values.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/decimal.h"
#include "core/time.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {

// Usage in billing units under one price.
struct PricedSpan {
  Hour first;  // hours of use
  Hour last;
  const MeterPrice* price = nullptr;
  const SheetId* sheet = nullptr;
  ExactQuantity quantity;
};

// A quantity at one price: never of nothing.
struct StreamCharge {
  Quantity tier_from;
  UnitPrice unit_price;
  ExactQuantity quantity;  // whole packages for `package`
  Hour first;              // hours of use of the spans it comes from
  Hour last;
  const MeterPrice* price = nullptr;  // the last one that set it
  const SheetId* sheet = nullptr;
};

// Whether the price of the last hour decides for the whole period.
bool prices_whole_period(const MeterPrice& price);

// By tier and price. `spans` in the order of use, at least one. Empty on overflow.
std::optional<std::vector<StreamCharge>> price_stream(std::span<const PricedSpan> spans);

}  // namespace tollbridge::rating
