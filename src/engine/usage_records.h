// SPDX-License-Identifier: Apache-2.0
// The records behind a sum of usage (usage_show.h), oldest first, a page at a time: what somebody
// looks at who does not believe the sum.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/explain_line.h"
#include "engine/usage_show.h"

namespace tollbridge::engine {

struct UsageRecordsRequest {
  HourSpan hours;  // of use
  std::optional<StackId> stack = {};
  std::optional<TenantId> tenant = {};
  std::optional<LocalSubscriptionId> subscription = {};
  std::optional<MeterId> meter = {};
  std::optional<SubscriptionId> payer = {};
  std::optional<std::string> after = {};  // the key of the last record of the page before
  std::size_t max = 100;
};

// A counted record and its place in the list. Its quantity is that of the hours asked for that are
// in scope, so that the records of a sum add up to it.
struct UsageRecord {
  std::string key;
  ExplainedRecord record;
};

// At most `max` records with a greater key than `after`, by hour of use and key of the usage set:
// an order that nothing arriving later changes. Memory is that of a page; time is that of reading
// the usage of `hours`. Errors: those of a scan.
Result<std::vector<UsageRecord>> usage_records(journal::UsageReader& journal,
                                               const registry::Registry& registry,
                                               const UsageRecordsRequest& request,
                                               const UsageScope& scope = {});

}  // namespace tollbridge::engine
