// SPDX-License-Identifier: Apache-2.0
#include "engine/usage_show.h"

#include <array>
#include <map>
#include <utility>

#include "metering/usage_table.h"

namespace tollbridge::engine {
namespace {

constexpr std::array<std::string_view, 7> names = {"stack", "tenant", "subscription", "payer",
                                                   "meter", "day",    "hour"};

std::string value_of(UsageKey key, const attribution::AttributedRun& run, Hour hour) {
  switch (key) {
    case UsageKey::stack: return run.key.stack.text();
    case UsageKey::tenant: return run.key.tenant.text();
    case UsageKey::subscription: return run.key.subscription.text();
    case UsageKey::payer: return run.payer.subscription.text();
    case UsageKey::meter: return run.key.meter.text();
    case UsageKey::day: return date_text(hour.start());
    case UsageKey::hour: return hour.to_string();
  }
  return {};
}

struct Sum {
  Quantity quantity;
  std::uint64_t records = 0;
};

using Sums = std::map<std::vector<std::string>, Sum>;

Status add(Sums& sums, std::vector<std::string> keys, const metering::HourCell& cell) {
  Sum& sum = sums[std::move(keys)];
  const auto total = sum.quantity.plus(cell.quantity);
  if (!total) {
    return fail(ErrorKind::invalid, "QuantityOverflow",
                "the sum of the usage is larger than any quantity can be; group by meter");
  }
  sum.quantity = *total;
  sum.records += cell.records;
  return {};
}

// Whole runs share their keys unless days or hours were asked for.
Status add_run(Sums& sums, const attribution::AttributedRun& run, const std::set<UsageKey>& by) {
  std::vector<std::string> keys;
  keys.reserve(by.size());
  for (const UsageKey key : by) keys.push_back(value_of(key, run, Hour()));
  const bool dated = by.contains(UsageKey::day) || by.contains(UsageKey::hour);
  for (const metering::HourCell& cell : run.cells) {
    if (dated) {
      std::size_t i = 0;
      for (const UsageKey key : by) {
        if (key == UsageKey::day || key == UsageKey::hour) keys[i] = value_of(key, run, cell.hour);
        ++i;
      }
    }
    if (auto added = add(sums, keys, cell); !added) return added;
  }
  return {};
}

}  // namespace

std::string_view to_string(UsageKey key) { return names[static_cast<std::size_t>(key)]; }

Result<UsageKey> parse_usage_key(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<UsageKey>(i);
  }
  return fail(ErrorKind::invalid, "UnknownGrouping",
              "'" + std::string(name) + "' is no grouping; use stack, tenant, subscription, payer, "
              "meter, day or hour");
}

Result<std::vector<UsageSum>> usage_show(journal::UsageReader& journal,
                                         const registry::Registry& registry, Period period,
                                         const std::set<UsageKey>& by, const UsageScope& scope) {
  auto heads = journal.heads();
  if (!heads) return pass(heads);
  if (scope.stack) {
    std::erase_if(*heads, [&](const journal::Head& head) { return !scope.stack(head.stack); });
  }
  auto table = metering::add_up(journal, *heads, period.span());
  if (!table) return pass(table);
  Sums sums;
  for (const auto& run : attribution::assign(*table, registry)) {
    if (scope.run && !scope.run(run)) continue;
    if (auto added = add_run(sums, run, by); !added) return pass(added);
  }
  std::vector<UsageSum> rows;
  rows.reserve(sums.size());
  for (auto& [keys, sum] : sums) rows.push_back({keys, sum.quantity, sum.records});
  return rows;
}

}  // namespace tollbridge::engine
