// SPDX-License-Identifier: Apache-2.0
// The public retail prices as their service answers them: JSON pages {"Items": [{"meterId": …,
// "retailPrice": 0.0096, …}]}, read into the rows of a table. Pure.
#pragma once

#include <string_view>

#include "core/result.h"
#include "rating/csv.h"

namespace tollbridge::rating {

// Whether a price file is JSON: it begins with an object or array.
bool is_json(std::string_view text);

// The items in their order, as records below a record of the members' names; `line` is the number
// of the item, from 1. An item is an object with a member meterId, wherever it stands: in a page,
// in several pages as an array, in an array of items. Numbers are the texts that stand there, so
// 0.1 is 0.1. Errors: InvalidJson (what, and at which byte; nested deeper than 16).
Result<CsvText> read_retail_prices(std::string_view json);

}  // namespace tollbridge::rating
