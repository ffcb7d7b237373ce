// SPDX-License-Identifier: Apache-2.0
// Usage as both usage APIs show it: one quantity per local subscription, meter, resource and hour
// or day of use, of the records REPORTED in a window of time (spec/azure-stack.md 3.4, R57 to R60),
// or USED in a span of hours, which is our addition, or both.
//
// A record was reported when it entered the stack's usage system; where its source does not say so,
// when it arrived here. Every record is in exactly one window, so whoever reads consecutive windows
// misses nothing and counts nothing twice: an hour or day whose records were reported in two
// windows has a part in each (R59). Pure, but for the journal that is read.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"
#include "metering/usage_table.h"

namespace tollbridge::metering {

Instant reported_at(const journal::UsageRow& row);

enum class Granularity : std::uint8_t { daily, hourly };
std::string_view to_string(Granularity granularity);  // "Daily", "Hourly"

// In the order of pages.
struct ReportedKey {
  Hour start;  // of use: an hour, or the first of a UTC day
  std::string subscription;
  std::string meter;
  std::string resource;
  std::string stack;
  friend auto operator<=>(const ReportedKey&, const ReportedKey&) = default;
};

struct ReportedRow {
  ReportedKey key;
  Quantity quantity;
  std::string location;  // of its latest record that has one
  std::string tags;      // likewise
  friend bool operator==(const ReportedRow&, const ReportedRow&) = default;
};

struct ReportedQuery {
  Instant from = Instant::min();  // reported, included
  Instant to = Instant::max();    // excluded
  std::optional<HourSpan> used;   // of use; for days it begins and ends at midnight UTC
  Granularity granularity = Granularity::daily;
  Heads heads;  // the stacks to read, and as of which block
  std::optional<LocalSubscriptionId> subscription;  // only this one
  // Which hours of a series count; empty: all.
  std::function<bool(const SeriesKey&, Hour)> counts;
  std::string shown_as;  // the subscription rows are added up under; empty: the local one
  std::optional<ReportedKey> after;  // rows behind this one
  std::size_t rows_max = 1000;
};

struct ReportedPage {
  std::vector<ReportedRow> rows;  // by key
  bool more = false;              // further rows follow the last one
};

// Memory: one page. Cost: the hours of use from the page's beginning to its end, and at most as
// many again; hours long before the window of reported time once, for what was reported late.
// Errors: those of a scan; QuantityOverflow.
Result<ReportedPage> reported_usage(journal::UsageReader& journal, const ReportedQuery& query);

// Where a reader stands in the pages of one query. As text it is opaque to others, but no secret.
struct ReportCursor {
  std::string query;  // what was asked: a cursor serves no other query
  Heads heads;        // as the first page saw them (their hashes are not kept)
  ReportedKey after;
  friend bool operator==(const ReportCursor&, const ReportCursor&) = default;
};
std::string to_text(const ReportCursor& cursor);
// Empty if the text is none of ours.
std::optional<ReportCursor> parse_cursor(std::string_view text);

}  // namespace tollbridge::metering
