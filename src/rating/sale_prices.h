// SPDX-License-Identifier: Apache-2.0
// The prices of one sale over a period, looked up once: between two hours at which they may
// change a local meter has one price. Used by rate() for the length of one call.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/ids.h"
#include "core/money.h"
#include "core/time.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::rating {

// The price of one local meter in each segment of the sale's period.
using Timeline = std::vector<PriceAt>;

class SalePrices {
 public:
  // Keeps a reference to `prices`. The buyer's currency is the registry's.
  SalePrices(const registry::Sale& sale, const registry::Registry& registry,
             const PriceBook& prices, Period period);

  [[nodiscard]] const PartyId& seller() const { return sale_.seller; }
  [[nodiscard]] const PartyId& buyer() const { return sale_.buyer; }
  [[nodiscard]] bool sells() const { return sells_; }  // the seller has sheets at all

  // The first hours of the segments; the first is the period's.
  [[nodiscard]] const std::vector<Hour>& begins() const { return begins_; }
  // Lives as long as this.
  const Timeline& timeline(const MeterId& local_meter);

 private:
  registry::Sale sale_;
  const PriceBook* prices_;
  std::optional<Currency> currency_;
  bool sells_ = false;
  std::vector<Hour> begins_;
  std::unordered_map<MeterId, std::unique_ptr<const Timeline>> timelines_;
};

}  // namespace tollbridge::rating
