// SPDX-License-Identifier: Apache-2.0
// At which rate a document goes into the books. Private to exports/accounting.
#pragma once

#include <optional>

#include "billing/document.h"
#include "core/money.h"
#include "core/result.h"
#include "rating/exchange.h"

namespace tollbridge::exports::accounting {

// The rate it tells its tax by, else the newest by the last day of its month; empty where it is of
// the books' currency. Errors: refused ExchangeRateMissing.
Result<std::optional<rating::ExchangeRate>> rate_of(const billing::Document& document,
                                                    Currency books,
                                                    const rating::ExchangeTable& rates);

// Errors: AmountOutOfRange.
Result<Money> in_books(const Money& money, const std::optional<rating::ExchangeRate>& rate,
                       RoundingProfile rounding);

}  // namespace tollbridge::exports::accounting
