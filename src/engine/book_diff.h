// SPDX-License-Identifier: Apache-2.0
// What a recorded fact would change, field by field, in the words of the book. Part of plan_book
// (engine/book.h).
#pragma once

#include <vector>

#include "engine/book.h"
#include "rating/price_book.h"
#include "registry/model.h"

namespace tollbridge::engine {

// `before` null: a new object. Rows of a price sheet are listed one by one only where they change;
// a new sheet has their number.
void append_diff(const registry::Fact* before, const registry::Fact& after,
                 std::vector<FieldChange>& diff);
void append_diff(const rating::PriceFact* before, const rating::PriceFact& after,
                 std::vector<FieldChange>& diff);

}  // namespace tollbridge::engine
