// SPDX-License-Identifier: Apache-2.0
// What somebody who closes a month may have overlooked. Says nothing about what is billed, and
// refuses nothing.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"

namespace tollbridge::engine {

struct CloseNote {
  std::string code;  // NoUsage, EarlierPeriodOpen; LoweredAfterCredit is close_period's own
  std::string message;
};

// NoUsage: nothing was counted in the period. EarlierPeriodOpen: an earlier one has usage and is
// not closed by all of the sellers (two years back at most). Errors: those of the books.
Result<std::vector<CloseNote>> close_hints(Books& books, Period period,
                                           const std::vector<PartyId>& sellers);

}  // namespace tollbridge::engine
