// SPDX-License-Identifier: Apache-2.0
// Usage added up: one quantity per (stack, local subscription, tenant, meter) and hour, summed
// over resources. First step of a bill: add_up -> assign -> rate -> bill -> encode.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"

namespace tollbridge::metering {

struct HourCell {
  HourCell() = default;
  HourCell(Hour hour_of_use, Quantity counted, std::uint64_t records_begun = 0)
      : hour(hour_of_use), records(records_begun), quantity(counted) {}

  // In this order a cell has 32 bytes; a month has tens of millions of them.
  Hour hour;
  std::uint64_t records = 0;  // whose first hour this is
  Quantity quantity;
  friend bool operator==(const HourCell&, const HourCell&) = default;
};

struct SeriesKey {
  StackId stack;
  LocalSubscriptionId subscription;
  TenantId tenant;
  MeterId meter;
  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

struct Series {
  SeriesKey key;
  std::vector<HourCell> cells;  // by hour, each hour at most once
  friend bool operator==(const Series&, const Series&) = default;
};

// By key, each key at most once. The same set of records gives the same table, in whatever order
// and batches they arrived.
using UsageTable = std::vector<Series>;

// The journal's heads to read as of; a stack that is not named is not read.
using Heads = std::vector<journal::Head>;

// Whether a record is added up. Asked once for each, by stack and in the order of the log.
using RowFilter = std::function<bool(const journal::StringPool&, const journal::ScannedRow&)>;

// Adds up the counted records of the stacks named in `heads`, as of these heads, over `hours`.
// Shares of spans outside `hours` are left out, and records that are not `wanted` (default: all
// are). Errors: those of a scan; QuantityOverflow.
// Each stack must be named once at most (CHECK). Cost: linear in records.
Result<UsageTable> add_up(journal::UsageReader& journal, std::span<const journal::Head> heads,
                          const HourSpan& hours, const RowFilter& wanted = {});

}  // namespace tollbridge::metering
