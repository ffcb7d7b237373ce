// SPDX-License-Identifier: Apache-2.0
// What somebody who closes a month may have overlooked. Says nothing about what is billed, and
// refuses nothing.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "registry/registry.h"

namespace tollbridge::engine {

struct CloseNote {
  // NoUsage, EarlierPeriodOpen, ExchangeRateMissing; LoweredAfterCredit is close_period's own
  std::string code;
  std::string message;
  PartyId seller = {};  // whose sales it is about; empty: everybody's
};

// NoUsage: nothing was counted in the period. EarlierPeriodOpen: an earlier one has usage and is
// not closed by all of the sellers (two years back at most). Errors: those of the books.
Result<std::vector<CloseNote>> close_hints(Books& books, Period period,
                                           const std::vector<PartyId>& sellers);

// ExchangeRateMissing: VAT that has to be told in another currency (billing/tax.h) and is not,
// because no rate of exchange was known; one note per seller and pair of currencies. `issued`: they
// are for ever as they are; else there is still time.
std::vector<CloseNote> untold_taxes(const std::vector<billing::Document>& documents,
                                    const registry::Registry& registry, bool issued);

}  // namespace tollbridge::engine
