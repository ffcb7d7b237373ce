// SPDX-License-Identifier: Apache-2.0
// Volume prices: the whole chargeable quantity of a period at the price of the tier it reaches.
// A tier is reached when the quantity beyond the included units is at least its `from`.
#pragma once

#include <optional>

#include "rating/price_sheet.h"
#include "rating/slice.h"

namespace tollbridge::rating {

// What lies beyond the included units: 0 within them, negative below 0. Empty on overflow.
std::optional<ExactQuantity> chargeable(const MeterPrice& price, const ExactQuantity& total);

// The tier a chargeable quantity reaches; the first one below 0.
const Tier& tier_reached(const MeterPrice& price, const ExactQuantity& quantity);

// At most one slice. Empty if a difference cannot be kept exactly.
std::optional<Slices> volume_slices(const MeterPrice& price, const ExactQuantity& total);

}  // namespace tollbridge::rating
