// SPDX-License-Identifier: Apache-2.0
// Sums of a period's usage by any combination of stack, tenant, local subscription, payer, meter,
// day and hour. Quantities are added up exactly; rows of different meters are only added together
// where the caller did not ask for the meter.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attribution/attribution.h"
#include "core/decimal.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// In the order in which they stand in a row.
enum class UsageKey : std::uint8_t { stack, tenant, subscription, payer, meter, day, hour };
std::string_view to_string(UsageKey key);
Result<UsageKey> parse_usage_key(std::string_view name);  // Errors: UnknownGrouping

struct UsageSum {
  std::vector<std::string> keys;  // one per key asked for; an empty payer: quarantine
  Quantity quantity;
  std::uint64_t records = 0;  // by their first hour
  friend bool operator==(const UsageSum&, const UsageSum&) = default;
};

// Which usage is added up; an empty function lets everything through.
struct UsageScope {
  std::function<bool(const StackId&)> stack;  // what it keeps out is not even read
  std::function<bool(const attribution::AttributedRun&)> run;
};

// By keys, in the order of `by`. Errors: those of a scan; QuantityOverflow.
Result<std::vector<UsageSum>> usage_show(journal::UsageReader& journal,
                                         const registry::Registry& registry, Period period,
                                         const std::set<UsageKey>& by,
                                         const UsageScope& scope = {});

}  // namespace tollbridge::engine
