// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/postings.h"

#include <algorithm>

#include "journal/rocksdb/keys.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

// A block of few rows over many hours is found by walking the wide ones instead.
std::size_t narrow_hours_max(std::size_t rows) { return 8 + rows / 32; }

// Rows that start in each hour, by hour.
std::vector<Posting> starts_of(const BlockRows& rows) {
  std::vector<Posting> starts;
  for (const std::int64_t start : rows.start) {
    const Hour hour = hour_of(start);
    if (starts.empty() || starts.back().hour != hour) starts.push_back({hour, 0});
    starts.back().starts += 1;
  }
  const auto earlier = [](const Posting& a, const Posting& b) { return a.hour < b.hour; };
  if (!std::is_sorted(starts.begin(), starts.end(), earlier)) {
    std::sort(starts.begin(), starts.end(), earlier);
  }
  std::size_t kept = 0;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i].hour == starts[kept].hour) {
      starts[kept].starts += starts[i].starts;
    } else {
      starts[++kept] = starts[i];
    }
  }
  if (!starts.empty()) starts.resize(kept + 1);
  return starts;
}

// The hours rows touch, as runs that do not meet.
std::vector<HourSpan> touched_by(const BlockRows& rows, const std::vector<Posting>& starts) {
  std::vector<HourSpan> runs;
  for (const Posting& posting : starts) runs.push_back({posting.hour, posting.hour.plus(1)});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.has_end[i] == 0) continue;
    const HourSpan span{hour_of(rows.start[i]), hour_of(rows.end[i] - 1).plus(1)};
    if (span.hours() > 1 && (runs.empty() || runs.back() != span)) runs.push_back(span);
  }
  std::sort(runs.begin(), runs.end(),
            [](const HourSpan& a, const HourSpan& b) { return a.begin < b.begin; });
  std::vector<HourSpan> merged;
  for (const HourSpan& run : runs) {
    if (!merged.empty() && run.begin <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, run.end);
    } else {
      merged.push_back(run);
    }
  }
  return merged;
}

std::unexpected<Error> damaged() {
  return fail(ErrorKind::damaged, "JournalDamaged",
              "The hour table of the journal is damaged; restore a backup.");
}

}  // namespace

Postings postings_of(const BlockRows& rows) {
  Postings postings;
  if (rows.size() == 0) return postings;
  const std::vector<Posting> starts = starts_of(rows);
  const std::vector<HourSpan> touched = touched_by(rows, starts);
  postings.touched = {touched.front().begin, touched.back().end};
  std::size_t count = 0;
  for (const HourSpan& run : touched) count += static_cast<std::size_t>(run.hours());
  postings.wide = count > narrow_hours_max(rows.size());
  if (postings.wide) return postings;
  auto next = starts.begin();
  for (const HourSpan& run : touched) {
    for (Hour hour = run.begin; hour < run.end; hour = hour.plus(1)) {
      const bool starting = next != starts.end() && next->hour == hour;
      postings.hours.push_back({hour, starting ? (next++)->starts : 0});
    }
  }
  return postings;
}

std::vector<PostingEntry> posting_entries(std::uint32_t stack, std::uint64_t sequence,
                                          const BlockRows& rows) {
  const Postings postings = postings_of(rows);
  std::vector<PostingEntry> entries;
  if (postings.wide) {
    const auto& touched = postings.touched;
    Writer value;
    value.bytes(keys::Key().hour(touched.begin).hour(touched.end).str());
    value.varint(rows.size());
    entries.push_back({keys::Key(keys::wide).u32(stack).u64(sequence).str(), value.take()});
    return entries;
  }
  entries.reserve(postings.hours.size());
  for (const Posting& posting : postings.hours) {
    Writer value;
    value.varint(posting.starts);
    entries.push_back(
        {keys::Key(keys::posting).u32(stack).hour(posting.hour).u64(sequence).str(),
         value.take()});
  }
  return entries;
}

Result<PostingValue> read_posting(std::string_view value) {
  Reader in(value);
  const PostingValue posting{in.varint()};
  if (!in.good() || in.left() != 0) return damaged();
  return posting;
}

Result<WideValue> read_wide(std::string_view value) {
  Reader in(value);
  const std::string_view hours = in.bytes(8);
  const std::uint64_t rows = in.varint();
  if (!in.good() || in.left() != 0) return damaged();
  return WideValue{{keys::hour_of(keys::big_endian<std::uint32_t>(hours.data())),
                    keys::hour_of(keys::big_endian<std::uint32_t>(hours.data() + 4))},
                   rows};
}

}  // namespace tollbridge::journal
