// SPDX-License-Identifier: Apache-2.0
// What the journal must be told of an hour: nothing, a first row, or the next revision.
//
// What was told before is read from the journal itself, never from a second record of it, so the
// two cannot disagree after a fall. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "core/ids.h"
#include "core/time.h"
#include "journal/record.h"
#include "stack/reading.h"

namespace tollbridge::stack {

// The current row of a series and hour in the journal.
struct Told {
  Quantity quantity;
  TenantId tenant;
  std::int64_t revision = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

// An hour as the readings say it is now.
struct HourNow {
  Quantity quantity;
  TenantId tenant;
  std::string location;
  std::string tags;
};

// The revision to tell it under; empty: nothing to tell. Nothing that was never told is told as
// nothing; what was told and is now nothing is told as 0. Another tenant is told too.
std::optional<std::int64_t> next_revision(const std::optional<Told>& told, const HourNow& now);

// The hours of one series.
struct SeriesHours {
  Series series;
  HourSpan hours;  // those computed
  std::map<Hour, HourNow> now;  // those of them with a quantity
  std::map<Hour, Told> told;
};

// The rows to append, by hour. `reported_at` is when they became known (R59).
void add_rows(const SeriesHours& series, const StackId& stack, Instant reported_at,
              journal::UsageBatch& batch);

}  // namespace tollbridge::stack
