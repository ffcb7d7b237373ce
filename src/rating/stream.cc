// SPDX-License-Identifier: Apache-2.0
#include "rating/stream.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "rating/graduated.h"
#include "rating/package.h"
#include "rating/volume.h"

namespace tollbridge::rating {
namespace {

using Charges = std::vector<StreamCharge>;

StreamCharge charge_of(const Slice& slice, const PricedSpan& span, Hour first) {
  return {slice.tier_from, slice.price, slice.quantity, first, span.last, span.price, span.sheet};
}

// Adds what `same` says is one charge together. False on overflow.
template <class Same>
bool add(Charges& charges, const StreamCharge& next, const Same& same) {
  const auto found = std::find_if(charges.begin(), charges.end(), [&](const StreamCharge& charge) {
    return charge.tier_from == next.tier_from && charge.unit_price == next.unit_price &&
           same(charge);
  });
  if (found == charges.end()) {
    charges.push_back(next);
    return true;
  }
  const auto sum = found->quantity.plus(next.quantity);
  if (!sum) return false;
  found->quantity = *sum;
  found->first = std::min(found->first, next.first);
  found->last = std::max(found->last, next.last);
  found->price = next.price;
  found->sheet = next.sheet;
  return true;
}

std::optional<Charges> price_whole(std::span<const PricedSpan> spans) {
  ExactQuantity total;
  for (const PricedSpan& span : spans) {
    const auto sum = total.plus(span.quantity);
    if (!sum) return std::nullopt;
    total = *sum;
  }
  const MeterPrice& price = *spans.back().price;
  const auto slices = price.model == PriceModel::volume ? volume_slices(price, total)
                                                        : package_slices(price, total);
  if (!slices) return std::nullopt;
  Charges charges;
  for (const Slice& slice : *slices) {
    charges.push_back(charge_of(slice, spans.back(), spans.front().first));
  }
  return charges;
}

// Every span cut by its own price; packages are still units.
std::optional<Charges> price_spans(std::span<const PricedSpan> spans) {
  Charges charges;
  ExactQuantity total;
  for (const PricedSpan& span : spans) {
    const auto after = total.plus(span.quantity);
    const auto slices = after ? graduated_slices(*span.price, total, *after) : std::nullopt;
    if (!slices) return std::nullopt;
    total = *after;
    for (const Slice& slice : *slices) {
      const auto same = [&](const StreamCharge& charge) {
        return charge.price->model == span.price->model &&
               charge.price->package_size == span.price->package_size;
      };
      if (!add(charges, charge_of(slice, span, span.first), same)) return std::nullopt;
    }
  }
  return charges;
}

}  // namespace

bool prices_whole_period(const MeterPrice& price) {
  return price.model == PriceModel::volume || price.model == PriceModel::package;
}

std::optional<std::vector<StreamCharge>> price_stream(std::span<const PricedSpan> spans) {
  CHECK(!spans.empty());
  const bool whole = prices_whole_period(*spans.back().price);
  const auto parts = whole ? price_whole(spans) : price_spans(spans);
  if (!parts) return std::nullopt;
  Charges charges;
  for (StreamCharge part : *parts) {
    if (!whole && part.price->model == PriceModel::package) {
      const auto packages = whole_packages(part.quantity, part.price->package_size);
      if (!packages) return std::nullopt;
      part.quantity = *packages;
    }
    if (!add(charges, part, [](const StreamCharge&) { return true; })) return std::nullopt;
  }
  std::erase_if(charges, [](const StreamCharge& charge) { return charge.quantity.is_zero(); });
  std::sort(charges.begin(), charges.end(), [](const StreamCharge& a, const StreamCharge& b) {
    return std::pair(a.tier_from, a.unit_price) < std::pair(b.tier_from, b.unit_price);
  });
  return charges;
}

}  // namespace tollbridge::rating
