// SPDX-License-Identifier: Apache-2.0
// Stores portions of several uploads together: one append, so one journal block per stack, one mark
// and two syncs for all of them.
//
// Each upload gets the verdicts, counts and errors it would get if they were stored one after the
// other, in the order given: of the same record in two of them the first is accepted and the later
// is a duplicate. Bad records cost nobody but their own upload. What one append cannot take (rows
// beyond limits::batch_records_max, another `restate`) follows with the next, in order.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/import_usage.h"

namespace tollbridge::engine {

// The tenants of an input and the hours of their records, portion by portion.
class SeenTenants {
 public:
  void add(const journal::UsageBatch& batch);
  void add(const SeenTenant& seen);
  [[nodiscard]] std::vector<SeenTenant> list() const;  // by stack, tenant

 private:
  std::map<std::pair<StackId, TenantId>, HourSpan> hours_;  // both ends included
};

// One portion of one upload. The references live as long as the upload does.
struct Upload {
  intake::Portion portion;  // used up
  const ImportOptions& options;
  ImportReport& report;         // counts are added, but for `tenants`
  SeenTenants* seen = nullptr;  // may be null: nobody asks
  // Errors: the journal's, for all uploads of the same append, and nothing of it is stored or
  // counted; those of options.rejected, when all is stored.
  Status stored;
};

void store_uploads(journal::Journal& journal, const registry::Registry& registry,
                   std::span<Upload* const> uploads);

}  // namespace tollbridge::engine
