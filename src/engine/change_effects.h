// SPDX-License-Identifier: Apache-2.0
// What a change of the registry would do to the money, before it is recorded: each sale's charges
// of each month as they are and as they would be. In an open month that is what will be billed; in
// a closed one the difference becomes credit and debit on the seller's next documents.
#pragma once

#include <span>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"
#include "registry/model.h"

namespace tollbridge::engine {

struct Effect {
  Period period;
  bool closed = false;  // by this seller
  PartyId seller;
  PartyId buyer;
  SubscriptionId subscription;  // that pays
  Money before;
  Money after;
  Money difference;  // after - before, never 0
};

// From everything recorded so far, over the months with usage from that of `from` on. Only charges
// of subscriptions whose usage changes are looked at; minimum commitments are left out. By period,
// seller, buyer, subscription. Writes nothing. Errors: those of evaluating and of the progress;
// AmountOutOfRange.
Result<std::vector<Effect>> change_effects(Books& books, journal::UsageReader& journal,
                                           std::span<const registry::Fact> facts, Hour from,
                                           Progress& progress = no_progress());

}  // namespace tollbridge::engine
