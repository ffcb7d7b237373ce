// SPDX-License-Identifier: Apache-2.0
// Adds usage to the journal: reads portions, finds each record's tenant, appends, and counts what
// became of every record. Bad input never costs good input, and what is written twice counts once,
// so an import that was interrupted is simply run again.
//
// The tenant of a record is the one its local subscription was declared with, in the version in
// force in the record's month; a record that names
// another one is refused (TenantMismatch), one that names none needs the declaration
// (UnknownTenant). A stack nobody declared is no reason to refuse: its usage waits in quarantine.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "attribution/attribution.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "intake/intake.h"
#include "journal/journal.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// Gives all portions of one input, in order, to the sink. Made by the rim, which may read and
// parse on another thread; the sink is always called on the thread of the import.
using UsageSource = std::function<Status(const intake::PortionSink&)>;

// Where refused records go in the form they came (--reject-file). An Error ends the import.
using RejectedSink = std::function<Status(const intake::Rejected&)>;

struct ImportOptions {
  Instant received_at{};
  bool restate = false;
  RejectedSink rejected;   // may be empty
  std::string actor = {};  // for the audit; empty: whom the books were opened for
};

// A tenant seen in the usage, and the hours of its records.
struct SeenTenant {
  StackId stack;
  TenantId tenant;
  Hour first;
  Hour last;
};

struct ImportReport {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t restated = 0;  // lower revisions, kept as history, included
  std::uint64_t rejected = 0;  // conflicts included
  std::uint64_t rounded = 0;   // quantities cut to 18 digits
  std::vector<intake::Rejected> errors;  // the first limits::import_errors_listed_max
  std::vector<SeenTenant> tenants;       // by stack, tenant
  std::map<Period, std::uint64_t> changed;  // accepted and restated records, by month touched

  [[nodiscard]] std::uint64_t records() const {
    return accepted + duplicate + restated + rejected;
  }
};

// Errors: those of the source, the journal and the sink; the report so far is written into
// `report`, and everything counted in it is durable.
Status import_usage(journal::Journal& journal, const registry::Registry& registry,
                    const UsageSource& source, const ImportOptions& options, ImportReport& report);

// Months that were closed before the import, for any seller, and how many records changed them: the
// next close adjusts them.
struct ClosedMonth {
  Period period;
  std::uint64_t records = 0;
};
Result<std::vector<ClosedMonth>> closed_months(Books& books, const ImportReport& report);

// Of the tenants seen, those that fall to a default or into quarantine at their last hour.
struct FallingSeen {
  SeenTenant seen;
  attribution::Reason reason = attribution::Reason::unregistered;
};
std::vector<FallingSeen> falling_seen(const registry::Registry& registry,
                                      const ImportReport& report);

}  // namespace tollbridge::engine
