// SPDX-License-Identifier: Apache-2.0
// Sums of usage for people to look at: `usage show --by …`. Pure functions over values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "metering/usage_table.h"

namespace tollbridge::metering {

// What a sum may be told apart by. `subscription` is the local one; `payer` the commerce one, which
// only attribution knows and the caller gives.
enum class Grouping : std::uint8_t { stack, tenant, subscription, payer, meter, day, hour };
std::string_view to_string(Grouping grouping);           // "stack", …
Result<Grouping> parse_grouping(std::string_view text);  // UnknownGrouping

// Cells of one series, all with one payer.
struct UsagePart {
  const SeriesKey* key = nullptr;
  std::string_view payer;  // may be empty
  std::span<const HourCell> cells;
};
std::vector<UsagePart> parts_of(const UsageTable& table);

struct UsageSum {
  std::vector<std::string> group;  // one text per grouping asked for; days as "2026-10-01"
  Quantity quantity;
  std::uint64_t records = 0;
  friend bool operator==(const UsageSum&, const UsageSum&) = default;
};

// Ordered by group. Without groupings one sum, or none if there are no cells. Quantities of
// different meters are added only where the caller does not group by meter.
// Errors: QuantityOverflow.
Result<std::vector<UsageSum>> sum_usage(std::span<const UsagePart> parts,
                                        std::span<const Grouping> by);

}  // namespace tollbridge::metering
