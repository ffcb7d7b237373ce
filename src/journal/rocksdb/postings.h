// SPDX-License-Identifier: Apache-2.0
// Which hours the rows of a block touch, so that an hour is found without reading the whole log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "journal/block.h"

namespace tollbridge::journal {

struct Posting {
  Hour hour;
  std::uint32_t starts = 0;  // rows that start in the hour; 0: spans only pass through it
  friend bool operator==(const Posting& a, const Posting& b) = default;
};

struct Postings {
  HourSpan touched;            // from the first to the last
  bool wide = false;           // too many hours for the rows: listed by `touched` alone
  std::vector<Posting> hours;  // by hour; empty if wide
};

Postings postings_of(const BlockRows& rows);

// The hour of a time in nanoseconds.
inline Hour hour_of(std::int64_t nanoseconds) {
  return Hour::containing(Instant(std::chrono::nanoseconds(nanoseconds)));
}

// One entry of the table, as it is kept.
struct PostingEntry {
  std::string key;
  std::string value;
};
std::vector<PostingEntry> posting_entries(std::uint32_t stack, std::uint64_t sequence,
                                          const BlockRows& rows);

// Values of the two kinds of entries. Errors: JournalDamaged.
struct PostingValue {
  std::uint64_t starts = 0;
};
struct WideValue {
  HourSpan touched;
  std::uint64_t rows = 0;
};
Result<PostingValue> read_posting(std::string_view value);
Result<WideValue> read_wide(std::string_view value);

}  // namespace tollbridge::journal
