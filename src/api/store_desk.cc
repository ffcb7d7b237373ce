// SPDX-License-Identifier: Apache-2.0
#include "api/store_desk.h"

namespace tollbridge::api {

Status StoreDesk::refresh() {
  const auto commit = books_.commit();
  if (!commit) return std::unexpected<Error>(commit.error());
  if (*commit != commit_) {
    registry_.reset();
    prices_.reset();
    commit_ = *commit;
  }
  return {};
}

Result<std::shared_ptr<const registry::Registry>> StoreDesk::registry() {
  if (auto fresh = refresh(); !fresh) return pass(fresh);
  if (!registry_) {
    auto facts = books_.facts();
    if (!facts) return pass(facts);
    registry_ = std::make_shared<const registry::Registry>(registry::Registry::from_facts(*facts));
  }
  return registry_;
}

Result<std::shared_ptr<const rating::PriceBook>> StoreDesk::prices() {
  if (auto fresh = refresh(); !fresh) return pass(fresh);
  if (!prices_) {
    auto facts = books_.price_facts();
    if (!facts) return pass(facts);
    auto book = rating::PriceBook::from_facts(*facts);
    if (!book) return pass(book);
    prices_ = std::make_shared<const rating::PriceBook>(std::move(*book));
  }
  return prices_;
}

}  // namespace tollbridge::api
