// SPDX-License-Identifier: Apache-2.0
#include "rating/graduated.h"

#include <algorithm>

#include "core/check.h"

namespace tollbridge::rating {
namespace {

// How much of the way from `before` to `after` lies in [low, high); no bound is open.
std::optional<ExactQuantity> part_between(const ExactQuantity& before, const ExactQuantity& after,
                                          const std::optional<ExactQuantity>& low,
                                          const std::optional<ExactQuantity>& high) {
  const auto inside = [&](const ExactQuantity& at) {
    if (low && at < *low) return *low;
    if (high && at > *high) return *high;
    return at;
  };
  return inside(after).minus(inside(before));
}

}  // namespace

std::optional<Slices> graduated_slices(const MeterPrice& price, const ExactQuantity& before,
                                       const ExactQuantity& after) {
  Slices slices;
  const ExactQuantity zero;
  const auto position = [&](const Tier& tier) {
    const auto sum = exact(price.included).plus(exact(tier.from));
    CHECK(sum.has_value());  // both have 128 bits and 18 digits more
    return *sum;
  };
  for (std::size_t i = 0; i < price.tiers.size(); ++i) {
    const Tier& tier = price.tiers[i];
    const ExactQuantity low = position(tier);
    if (i > 0 && low >= std::max(before, after)) break;
    if (!tier.price) continue;
    const bool last = i + 1 == price.tiers.size();
    const auto high = last ? std::nullopt : std::optional(position(price.tiers[i + 1]));
    auto quantity = part_between(before, after, low, high);
    if (quantity && i == 0) {
      const auto below_zero = part_between(before, after, std::nullopt, zero);
      quantity = below_zero ? quantity->plus(*below_zero) : std::nullopt;
    }
    if (!quantity) return std::nullopt;
    if (!quantity->is_zero()) slices.push_back({tier.from, *tier.price, *quantity});
  }
  return slices;
}

}  // namespace tollbridge::rating
