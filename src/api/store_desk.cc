// SPDX-License-Identifier: Apache-2.0
#include "api/store_desk.h"

#include <utility>
#include <vector>

namespace tollbridge::api {

Result<std::shared_ptr<const registry::Registry>> StoreDesk::registry() {
  auto newest = books_.fact_commits();
  if (!newest) return pass(newest);
  const Period month = Period::containing(Hour::containing(now()));
  const bool fresh = registry_ && newest->registry == kept_.registry;
  if (fresh && shown_ == month) return registry_;
  registry::Registry made;
  if (fresh) {
    made = *registry_;
  } else if (registry_) {
    auto recorded = books_.facts_after(kept_.registry);
    if (!recorded) return pass(recorded);
    std::vector<registry::Fact> facts;
    for (auto& one : *recorded) facts.push_back(std::move(one.fact));
    made = registry_->with(facts);
  } else {
    auto facts = books_.facts();
    if (!facts) return pass(facts);
    made = registry::Registry::from_facts(*facts);
  }
  registry_ = std::make_shared<const registry::Registry>(made.in_period(month));
  kept_.registry = newest->registry;
  shown_ = month;
  return registry_;
}

Result<std::shared_ptr<const rating::PriceBook>> StoreDesk::prices() {
  auto newest = books_.fact_commits();
  if (!newest) return pass(newest);
  if (prices_ && newest->prices == kept_.prices) return prices_;
  auto facts = books_.price_facts();
  if (!facts) return pass(facts);
  auto book = rating::PriceBook::from_facts(*facts);
  if (!book) return pass(book);
  prices_ = std::make_shared<const rating::PriceBook>(std::move(*book));
  kept_.prices = newest->prices;
  return prices_;
}

}  // namespace tollbridge::api
