// SPDX-License-Identifier: Apache-2.0
#include "engine/watched_reader.h"

#include <optional>

namespace tollbridge::engine {
namespace {

// What the books counted, to know roughly how much there is; 0 where that cannot be told.
std::uint64_t records_of(Books& books, Period period) {
  const auto counts = books.marks().counts(period);
  if (!counts) return 0;
  std::int64_t records = 0;
  for (const journal::CountDelta& count : *counts) records += count.records;
  return records < 0 ? 0 : static_cast<std::uint64_t>(records);
}

std::optional<Period> month_of(const HourSpan& hours) {
  if (hours.begin < Period::from_index(0).begin()) return {};
  const Period period = Period::containing(hours.begin);
  return period.span() == hours ? std::optional(period) : std::nullopt;
}

}  // namespace

Status WatchedReader::begin(const journal::ScanRequest& request) {
  const bool again = request.hours == hours_;
  if (!again || !stacks_.insert(request.stack).second) {
    const auto month = month_of(request.hours);
    if (!again) step_.of = month ? records_of(books_, *month) : 0;
    step_.doing = month ? "reading usage of " + month->to_string() : "reading usage";
    step_.unit = "records";
    step_.done = 0;
    hours_ = request.hours;
    stacks_ = {request.stack};
  }
  return progress_.step(step_);
}

Status WatchedReader::scan(const journal::ScanRequest& request,
                           const journal::ScanVisitor& visit) {
  if (&progress_ == &no_progress()) return reader_.scan(request, visit);
  if (auto begun = begin(request); !begun) return begun;
  return reader_.scan(
      request,
      [&](const journal::StringPool& pool, std::span<const journal::ScannedRow> rows) -> Status {
        step_.done += rows.size();
        if (auto told = progress_.step(step_); !told) return told;
        return visit(pool, rows);
      });
}

}  // namespace tollbridge::engine
