// SPDX-License-Identifier: Apache-2.0
// Closes a period: reconciles, fixes what f reads, issues the documents (design.md section 9).
//
// First everything is checked and computed, for all sellers; this only reads, may take minutes, and
// may be ended by the progress without a trace. Then each seller's documents are recorded, on the
// books as they are by then (Books::alone): usage and facts that came in between are no part of
// this close and become adjustments; numbers taken in between are skipped.
//
// Resumable and idempotent: once a seller's closing has begun its inputs stay, so a run after an
// interruption issues the same documents; on a closed period it returns the same result again and
// writes nothing. Of two that close one period at once, one issues and both return what it issued.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "billing/bill.h"
#include "billing/document.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/close_hints.h"
#include "engine/progress.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct CloseRequest {
  Period period;
  std::optional<PartyId> seller;  // default: the provider and every seller with a price sheet
  std::vector<MeterId> waive{};   // local meters that may stay unrated
  bool dry_run = false;           // writes nothing; the period need not have ended
  std::string actor = {};         // for the audit; empty: whom the books were opened for
};

struct CloseResult {
  Period period;
  std::vector<PartyId> sellers;              // provider first, then by id
  std::vector<billing::Document> documents;  // by seller in that order, then number
  std::uint64_t adjustments = 0;             // lines
  // Adjustments that give money back of which some was given back by hand already.
  std::vector<billing::LoweredAfterCredit> lowered_after_credit{};
  std::vector<CloseNote> notes{};  // these for people (LoweredAfterCredit), and close_hints
  bool was_closed = false;                   // for all sellers, before this call
};

// `now` is when it is asked; a closing that had begun keeps its own time of issue.
// Errors, all `refused` (exit code 3): PeriodNotEnded, NotReconciled (details: the differences),
// UnratedUsage (details: seller, buyer, subscription, meter, quantity), ClosingUnfinished (another
// period of the seller has begun to close). not_found: UnknownSeller, NoProvider. invalid:
// NowBeforeBooks. conflict: ClosedMeanwhile (another period of the seller was closed while this one
// was computed), TermsChangedMeanwhile (who sells to whom in it was changed); nothing was recorded
// for that seller, and for others only if it came while they were recorded: close it again. Those
// of billing/bill.h, the journal, the books and the progress are handed on.
Result<CloseResult> close_period(Books& books, journal::UsageReader& journal,
                                 const CloseRequest& request, Instant now,
                                 Progress& progress = no_progress());

}  // namespace tollbridge::engine
