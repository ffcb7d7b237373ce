// SPDX-License-Identifier: Apache-2.0
#include "rating/sale_prices.h"

namespace tollbridge::rating {

SalePrices::SalePrices(const registry::Sale& sale, const registry::Registry& registry,
                       const PriceBook& prices, Period period)
    : sale_(sale), prices_(&prices), sells_(prices.sells(sale.seller)), begins_{period.begin()} {
  if (const auto buyer = registry.party(sale.buyer)) {
    if (auto currency = Currency::find(buyer->currency)) currency_ = *currency;
  }
  const auto changes = prices.change_hours(sale.seller, sale.buyer, period.span());
  begins_.insert(begins_.end(), changes.begin(), changes.end());
}

const Timeline& SalePrices::timeline(const MeterId& local_meter) {
  auto& known = timelines_[local_meter];
  if (known == nullptr) {
    auto prices = std::make_unique<Timeline>();
    for (const Hour begin : begins_) {
      prices->push_back(
          prices_->price_at(sale_.seller, sale_.buyer, local_meter, begin, currency_));
    }
    known = std::move(prices);
  }
  return *known;
}

}  // namespace tollbridge::rating
