// SPDX-License-Identifier: Apache-2.0
// What benchmarks of batches send: hours of 10,000 resources with three meters each, a subscription
// for each hundred; quantities half whole, half fractions of a month with 18 digits.
#pragma once

#include <string>

#include "bridge/batch_testing.h"

namespace tollbridge::bridge {

inline constexpr std::uint64_t resources = 10'000;
inline constexpr std::uint64_t meters = 3;
inline constexpr std::uint64_t batch_rows = 3 * resources * meters;

inline Batch hours_from(std::int32_t first) {
  Batch batch;
  batch.head.stack = stack_one;
  batch.head.number = 1;
  batch.usage.rows.reserve(batch_rows);
  journal::StringPool& pool = batch.usage.strings;
  for (std::uint64_t n = 0; n < batch_rows; ++n) {
    const std::uint64_t resource = n / meters % resources;
    const auto hour = first + static_cast<std::int32_t>(n / meters / resources);
    const std::string subscription = std::to_string(resource / 100);
    journal::UsageRow& row = batch.usage.rows.emplace_back();
    row.stack = pool.intern(stack_one.text());
    row.subscription = pool.intern("5d20c2de-0000-4000-8000-" + subscription);
    row.tenant = pool.intern("7b6d3d3a-0000-4000-8000-" + subscription);
    row.meter = pool.intern("meter-" + std::to_string(n % meters));
    row.resource = pool.intern("/subscriptions/" + subscription +
                               "/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm" +
                               std::to_string(resource));
    row.location = pool.intern("northwest");
    row.start = october.plus(hour).start();
    row.quantity = n % 2 == 0
                       ? Quantity::from_whole(static_cast<std::int64_t>(n * 31 % 1'000))
                       : Quantity::from_units(i128{1'344'086'021'505'376} *
                                              static_cast<std::int64_t>(1 + n * 17 % 744));
    row.reported_at = october.plus(hour + 1).start();
  }
  return batch;
}

}  // namespace tollbridge::bridge
