// SPDX-License-Identifier: Apache-2.0
// Package prices: the chargeable quantity of a period in whole packages, a started one counting
// as whole. With several tiers the quantity, in units, says which tier's price all packages have.
//
// A negative sum mirrors the positive one: a credit of 1.5 packages is a credit of 2, so that what
// was charged and is taken back cancels out.
#pragma once

#include <optional>

#include "rating/price_sheet.h"
#include "rating/slice.h"

namespace tollbridge::rating {

// |quantity| / size, rounded up, with the sign of the quantity. Empty on overflow.
std::optional<ExactQuantity> whole_packages(const ExactQuantity& quantity, Quantity size);

// At most one slice; its quantity counts packages. Empty on overflow.
std::optional<Slices> package_slices(const MeterPrice& price, const ExactQuantity& total);

}  // namespace tollbridge::rating
