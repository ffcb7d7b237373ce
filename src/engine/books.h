// SPDX-License-Identifier: Apache-2.0
// Everything the books keep, as the use cases see it: facts of the registry and of prices, marks
// of the journal, closings and documents. One transaction of the books is one commit of a
// hash-chained table whose head is synced outside the database before it is acknowledged
// (design.md section 6, D5). Implemented over SQLite in server/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "billing/invoice_store.h"
#include "billing/settlement_store.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"
#include "rating/price_book.h"
#include "registry/model.h"

namespace tollbridge::engine {

// One entry of the audit log: a commit of the books.
struct AuditEntry {
  std::uint64_t commit = 0;
  Instant known_at{};
  std::string actor;
  std::string action;  // "apply", "mapping add", "close", "import", …
  std::string detail;  // one line
  Digest hash{};
};

struct Change {
  std::vector<registry::Fact> facts;
  std::vector<rating::PriceFact> prices;
};

// The newest commits that recorded facts of each kind. What rests on facts alone holds until these
// change, however much usage is marked or documents are issued in between.
struct FactCommits {
  std::uint64_t registry = 0;
  std::uint64_t prices = 0;
  friend bool operator==(const FactCommits& a, const FactCommits& b) = default;
};

class Books {
 public:
  virtual ~Books() = default;

  virtual Result<std::vector<registry::RecordedFact>> facts() = 0;        // in order of recording
  virtual Result<std::vector<rating::RecordedPriceFact>> price_facts() = 0;  // likewise
  // Never too low. Here: the newest commit of anything, for both.
  virtual Result<FactCommits> fact_commits();
  // The facts of later commits than `commit`, in order of recording. Here: chosen from all.
  virtual Result<std::vector<registry::RecordedFact>> facts_after(std::uint64_t commit);
  // All or none, durable when it returns; the new commit.
  virtual Result<std::uint64_t> record(const Change& change, Instant known_at,
                                       const std::string& actor, const std::string& action) = 0;
  // The newest commit; 0 before the first.
  virtual Result<std::uint64_t> commit() = 0;
  // When that became known; empty before the first. Here: found by walking the audit log.
  virtual Result<std::optional<Instant>> newest_known_at();

  virtual journal::MarkStore& marks() = 0;
  virtual billing::InvoiceStore& invoices() = 0;
  virtual billing::SettlementStore& settlements() = 0;

  // Runs `work` on the books as they are then, while nobody else writes. Here: at once, on these;
  // books that show what they were when a long evaluation began hand the newest ones in. It is no
  // transaction: each write in it is one. Errors: those of `work`.
  virtual Status alone(const std::function<Status(Books& now)>& work) { return work(*this); }

  virtual Result<std::vector<AuditEntry>> audit() = 0;
  // Walks every row checksum and the whole commit chain against the head kept beside the
  // database. All faults as details of one Error of kind `damaged`.
  virtual Status verify() = 0;
  // A consistent copy into the directory `path`.
  virtual Status copy_to(const std::string& path) = 0;
};

// The time to write with, for every use case that writes: the time of the books does not run
// backwards, so that "as known on day D" has one answer. A clock set back by less than a minute is
// forgiven: then it is the newest commit's time. Errors: NowBeforeBooks (invalid).
Result<Instant> time_to_write(Books& books, Instant now);

}  // namespace tollbridge::engine
