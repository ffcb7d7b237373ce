// SPDX-License-Identifier: Apache-2.0
#include "rating/volume.h"

#include <algorithm>

#include "core/check.h"

namespace tollbridge::rating {

std::optional<ExactQuantity> chargeable(const MeterPrice& price, const ExactQuantity& total) {
  if (total.is_negative()) return total;
  const ExactQuantity included = exact(price.included);
  return total <= included ? ExactQuantity() : total.minus(included);
}

const Tier& tier_reached(const MeterPrice& price, const ExactQuantity& quantity) {
  CHECK(!price.tiers.empty());
  const auto above = std::upper_bound(
      price.tiers.begin(), price.tiers.end(), quantity,
      [](const ExactQuantity& wanted, const Tier& tier) { return wanted < exact(tier.from); });
  return above == price.tiers.begin() ? *above : *std::prev(above);
}

std::optional<Slices> volume_slices(const MeterPrice& price, const ExactQuantity& total) {
  const auto quantity = chargeable(price, total);
  if (!quantity) return std::nullopt;
  const Tier& tier = tier_reached(price, *quantity);
  if (quantity->is_zero() || !tier.price) return Slices{};
  return Slices{{tier.from, *tier.price, *quantity}};
}

}  // namespace tollbridge::rating
