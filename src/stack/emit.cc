// SPDX-License-Identifier: Apache-2.0
#include "stack/emit.h"

namespace tollbridge::stack {

std::optional<std::int64_t> next_revision(const std::optional<Told>& told, const HourNow& now) {
  if (!told) return now.quantity.is_zero() ? std::nullopt : std::optional<std::int64_t>(0);
  if (told->quantity == now.quantity && (told->tenant == now.tenant || now.quantity.is_zero())) {
    return std::nullopt;
  }
  return told->revision + 1;
}

void add_rows(const SeriesHours& series, const StackId& stack, Instant reported_at,
              journal::UsageBatch& batch) {
  for (Hour hour = series.hours.begin; hour < series.hours.end; hour = hour.plus(1)) {
    const auto told = series.told.find(hour);
    const auto now = series.now.find(hour);
    if (told == series.told.end() && now == series.now.end()) continue;
    std::optional<Told> before;
    if (told != series.told.end()) before = told->second;
    HourNow is;
    if (now != series.now.end()) is = now->second;
    // An hour without usage has nobody to belong to but who it belonged to.
    if (is.tenant.empty() && before) is.tenant = before->tenant;
    const auto revision = next_revision(before, is);
    if (!revision) continue;
    journal::UsageRow row;
    row.stack = batch.strings.intern(stack.text());
    row.subscription = batch.strings.intern(series.series.subscription.text());
    row.tenant = batch.strings.intern(is.tenant.text());
    row.meter = batch.strings.intern(series.series.meter.text());
    row.resource = batch.strings.intern(series.series.resource.text());
    row.location = batch.strings.intern(is.location);
    row.tags = batch.strings.intern(is.tags);
    row.start = hour.start();
    row.quantity = is.quantity;
    row.revision = *revision;
    row.reported_at = reported_at;
    row.received_at = reported_at;
    batch.rows.push_back(row);
  }
}

}  // namespace tollbridge::stack
