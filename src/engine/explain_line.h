// SPDX-License-Identifier: Apache-2.0
// From an invoice line down: the charge with its sheet and price, the hours it is made of with who
// pays for them and why, and the usage records, superseded revisions included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attribution/attribution.h"
#include "billing/document.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"
#include "rating/rate.h"

namespace tollbridge::engine {

// The registration or mapping that made somebody pay, and when we learned it.
struct MappingFact {
  Hour since;
  Instant known_at{};
  std::uint64_t commit = 0;
  std::string actor;
};

// Hours of one local meter with one payer and one price.
struct ExplainedRun {
  attribution::AttributedRun run;  // cells that went into the line's billing meter
  std::optional<MappingFact> because;  // of the mapping (mapped, removed …), else the registration
  Quantity quantity;                   // sum of the cells, local units
  std::uint64_t records = 0;
  Factor factor = Factor::from_whole(1);  // to the billing meter
  SheetId sheet;                          // whose price held at the first of these hours
};

struct ExplainedRecord {
  StackId stack;
  LocalSubscriptionId subscription;
  TenantId tenant;
  MeterId meter;
  std::string resource;
  std::string event_id;
  Instant start{};
  std::optional<Instant> end;
  Quantity quantity;
  std::int64_t revision = 0;
  std::optional<Instant> reported_at;
  Instant received_at{};
  std::uint64_t block = 0;  // journal block of its stack
  journal::Verdict verdict = journal::Verdict::accepted;
  bool counted = true;  // false: superseded, history or conflict
};

ExplainedRecord record_of(const journal::StringPool& strings, const journal::ScannedRow& scanned);

struct Explanation {
  std::string document;
  PartyId seller;
  PartyId buyer;
  billing::Line line;
  Period period;  // whose usage it is: of an adjustment, the corrected one
  billing::Inputs inputs;
  std::optional<rating::Charge> charge;  // what f says for it under these inputs; usage, adjustment
  std::vector<billing::Line> billed_before;  // adjustment: the lines it corrects, oldest first
  // Adjustment: what the bill says now = billed before + the line's amount. Commitment: what was
  // agreed = spent, the lines before it on the document, + the line's amount.
  std::optional<Money> bill_now;
  std::optional<Money> spent;
  std::vector<ExplainedRun> runs;
  // All tiers of the meter draw on the same hours, so runs and records are those of the whole
  // billing meter of the paying subscription.
  Quantity quantity;  // of all runs, local units (of several local meters: as they are)
  std::vector<ExplainedRecord> records;  // at most the limit asked for
  std::uint64_t records_total = 0;       // counted ones
  std::uint64_t superseded_total = 0;    // superseded, history and conflicts
};

struct ExplainRequest {
  std::string line;  // "<document id>-<n>"
  std::size_t records_max = 100;
};

// Errors: not_found UnknownInvoice, UnknownLine; those of the journal, the books and evaluating.
Result<Explanation> explain_line(Books& books, journal::UsageReader& journal,
                                 const ExplainRequest& request);

}  // namespace tollbridge::engine
