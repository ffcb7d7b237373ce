// SPDX-License-Identifier: Apache-2.0
// A part of a period's quantity that has one price. All models give slices; slices of nothing,
// included units and free tiers are left out, so every slice becomes money.
//
// How a running total of billing units is laid out, for all models:
//
//     below 0 | 0 .. included | included .. included + second tier | …
//     tier 1  | free          | tier 1                             | tier 2 …
#pragma once

#include <vector>

#include "core/decimal.h"

namespace tollbridge::rating {

struct Slice {
  Quantity tier_from;
  UnitPrice price;
  ExactQuantity quantity;  // billing units; whole packages for `package`
  friend bool operator==(const Slice&, const Slice&) = default;
};

using Slices = std::vector<Slice>;

}  // namespace tollbridge::rating
