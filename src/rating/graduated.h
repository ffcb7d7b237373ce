// SPDX-License-Identifier: Apache-2.0
// Graduated prices: every slice at the price of the tier it falls into, cut at the exact unit. A
// flat price is graduated with one tier.
//
// Under one price the way does not matter, only where the total began and ended: going up and
// down again costs nothing, and hours may be taken one by one or all at once.
#pragma once

#include <optional>

#include "rating/price_sheet.h"
#include "rating/slice.h"

namespace tollbridge::rating {

// What it costs to move the period's running total from `before` to `after`, by tier; slices are
// negative where it falls. Empty if a difference cannot be kept exactly.
std::optional<Slices> graduated_slices(const MeterPrice& price, const ExactQuantity& before,
                                       const ExactQuantity& after);

}  // namespace tollbridge::rating
