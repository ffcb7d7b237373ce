// SPDX-License-Identifier: Apache-2.0
// Proves that nothing was lost between hops: books' counts, journal, usage table, attribution,
// charges, lines, and for closed periods documents (billing/reconcile.h has the rules).
#pragma once

#include "billing/reconcile.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/evaluate.h"
#include "journal/journal.h"

namespace tollbridge::engine {

// A difference is not an Error but `ok == false` of the result. Errors: those of the journal, the
// books and of evaluating.
Result<billing::Reconciliation> reconcile(Books& books, journal::UsageReader& journal,
                                          Period period);

// The same with an Evaluator at hand. `reading` must be as of the journal's present heads: the
// books' counts have no past.
Result<billing::Reconciliation> reconcile(Books& books, journal::UsageReader& journal,
                                          Evaluator& evaluator, const Reading& reading,
                                          Period period);

}  // namespace tollbridge::engine
