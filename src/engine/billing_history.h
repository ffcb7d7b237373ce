// SPDX-License-Identifier: Apache-2.0
// What a seller closed and billed before one of its closings, in the order it happened. Shared by
// the use cases that close, verify, reconcile and explain.
//
// A closing's inputs name the books' commit at which it began, and each closing is itself a commit:
// so "before" is "with a smaller commit", for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "billing/bill.h"
#include "billing/invoice_store.h"
#include "core/result.h"
#include "engine/books.h"
#include "engine/evaluate.h"
#include "journal/journal.h"

namespace tollbridge::engine {

// Closed periods of the seller whose closing began before `commit` (default: all), in order.
Result<std::vector<billing::Closing>> closings_before(Books& books, const PartyId& seller,
                                                      std::optional<std::uint64_t> commit = {});

// Documents one closing issued (credits by hand left out), by number.
Result<std::vector<billing::Document>> documents_of(Books& books, const PartyId& seller,
                                                    Period period);

// All that these closings billed for `period`, in order of issue.
Result<std::vector<billing::BilledLine>> billed_for(Books& books,
                                                    const std::vector<billing::Closing>& closings,
                                                    const PartyId& seller, Period period);

// The documents a closing issues, from nothing but its inputs and what was closed before it: the
// bill of its period, and adjustments of the periods closed earlier. Errors: those of evaluating
// and of billing/bill.h.
Result<std::vector<billing::Document>> closing_documents(Books& books,
                                                         journal::UsageReader& journal,
                                                         Evaluator& evaluator,
                                                         const billing::Issue& issue);

}  // namespace tollbridge::engine
