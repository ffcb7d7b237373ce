// SPDX-License-Identifier: Apache-2.0
// The journal's high-water marks and its independent counts, kept in the books: one transaction
// per append. Sums have as many digits as they need; only what is handed out must fit a Quantity
// (NumberOutOfRange). Thread-safety and Errors: store/database.h.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/world.h"
#include "journal/journal.h"
#include "store/database.h"

namespace tollbridge::journal {

class SqlMarkStore final : public MarkStore {
 public:
  // Both must outlive the store. `actor` is who imports, for the audit log.
  SqlMarkStore(store::Database& database, Clock& clock, std::string actor)
      : database_(database), clock_(clock), actor_(std::move(actor)) {}

  Result<std::vector<Head>> marks() override;  // by stack
  // The marks as they are already (the same sequences and hashes): nothing more is recorded. Also:
  // MarkWouldGoBack (conflict), for a sequence that is not beyond the stack's mark.
  Status advance(std::span<const Head> heads, std::span<const CountDelta> deltas,
                 const std::string& actor = {}) override;
  Result<std::vector<CountDelta>> counts(Period period) override;  // by stack and meter

 private:
  store::Database& database_;
  Clock& clock_;
  std::string actor_;
};

}  // namespace tollbridge::journal
