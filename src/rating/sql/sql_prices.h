// SPDX-License-Identifier: Apache-2.0
// Facts of prices in the books: sheets with their links, prices and tiers, and commitments, in
// rows that are only ever added. Thread-safety and Errors: store/database.h.
#pragma once

#include <span>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "rating/price_book.h"
#include "store/database.h"

namespace tollbridge::rating {

// Adds the facts to a transaction, the first at `position` 0.
Status add_prices(store::Transaction& transaction, std::span<const PriceFact> facts,
                  Instant known_at);

// All facts in the order of recording.
Result<std::vector<RecordedPriceFact>> read_prices(store::Database& database);

}  // namespace tollbridge::rating
