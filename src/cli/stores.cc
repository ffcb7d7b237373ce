// SPDX-License-Identifier: Apache-2.0
#include "cli/stores.h"

namespace tollbridge::cli {

Result<Stores> open_stores(Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto journal = context.host.journal();
  if (!journal) return pass(journal);
  return Stores{**books, **journal};
}

Result<registry::Registry> registry_of(engine::Books& books, Instant now) {
  auto facts = books.facts();
  if (!facts) return pass(facts);
  const Period month = Period::containing(Hour::containing(now));
  return registry::Registry::from_facts(*facts).in_period(month);
}

Result<rating::PriceBook> prices_of(engine::Books& books) {
  auto facts = books.price_facts();
  if (!facts) return pass(facts);
  return rating::PriceBook::from_facts(*facts);
}

}  // namespace tollbridge::cli
