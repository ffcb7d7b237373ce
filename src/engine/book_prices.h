// SPDX-License-Identifier: Apache-2.0
// A book's price sheets and commitments with typed values, checked against the parties as they
// would be. Part of plan_book (engine/book.h).
#pragma once

#include <optional>
#include <vector>

#include "engine/book.h"
#include "engine/book_faults.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// One sheet or commitment that is as it should be.
struct PriceDraft {
  rating::PriceFact value;
  std::optional<rating::PriceFact> existing;  // empty: new
};

// Faults: those of fields and CSV; sellers and buyers that are unknown or do not trade; currencies
// that are not the buyer's; bases that are missing, in another currency or in a circle.
std::vector<PriceDraft> draft_prices(const Book& book, const registry::Registry& after,
                                     const rating::PriceBook& prices, Faults& faults);

std::vector<rating::PriceFact> changed_prices(const std::vector<PriceDraft>& drafts);

}  // namespace tollbridge::engine
