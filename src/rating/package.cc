// SPDX-License-Identifier: Apache-2.0
#include "rating/package.h"

#include "core/check.h"
#include "rating/volume.h"

namespace tollbridge::rating {

std::optional<ExactQuantity> whole_packages(const ExactQuantity& quantity, Quantity size) {
  CHECK(!size.is_zero() && !size.is_negative());
  const bool negative = quantity.is_negative();
  const Int256 units = negative ? quantity.units().negated() : quantity.units();
  const Int256 size_units = exact(size).units();
  const Int256 filled = units.divided_by(size_units);
  // filled * size is at most the quantity itself, so it fits.
  const auto in_filled = filled.times(size.units())->times(power_of_ten(Quantity::scale));
  const auto packages = *in_filled == units ? std::optional(filled) : filled.plus(Int256(1));
  const auto scaled = packages ? packages->times(power_of_ten(ExactQuantity::scale)) : std::nullopt;
  if (!scaled) return std::nullopt;
  return ExactQuantity::from_units(negative ? scaled->negated() : *scaled);
}

std::optional<Slices> package_slices(const MeterPrice& price, const ExactQuantity& total) {
  auto slices = volume_slices(price, total);
  if (!slices) return std::nullopt;
  for (Slice& slice : *slices) {
    const auto packages = whole_packages(slice.quantity, price.package_size);
    if (!packages) return std::nullopt;
    slice.quantity = *packages;
  }
  return slices;
}

}  // namespace tollbridge::rating
