// SPDX-License-Identifier: Apache-2.0
// The rules of the usage set, shared by every journal: what becomes of a row, and how it changes
// the counts (contract.md, "Usage, compact forms").
//
// A key has versions. The one with the highest revision is current and counts; lower ones stay
// readable. Another content under a revision that is there already is a conflict: kept aside,
// never counted, and no obstacle to anything later. Rows that arrived before do not become wrong
// by what arrives later: without conflicts and --restate the counted set depends on the rows
// alone, not on their order, batches or repetition.
//
// Pure values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "journal/journal.h"

namespace tollbridge::journal {

// What a row says about its key.
struct Content {
  Quantity quantity;
  std::optional<Instant> end;
  friend bool operator==(const Content& a, const Content& b) = default;
};

struct Version {
  std::int64_t revision = 0;
  // As the row came; differs from `revision` only for a row that --restate put on top.
  std::int64_t given = 0;
  Content content;
  friend bool operator==(const Version& a, const Version& b) = default;
};

Version version_of(const UsageRow& row);

// All that arrived for one key.
struct KeyState {
  Version current;
  std::vector<Version> others;     // superseded by a higher revision, or lower on arrival
  std::vector<Version> conflicts;  // each once
};

struct Judgement {
  Verdict verdict = Verdict::accepted;
  std::int64_t revision = 0;  // under which the row is kept; only --restate changes it
  bool kept = true;           // false: it is there already, nothing is written
};

// `state` is empty for a key never seen.
Judgement judge(const KeyState* state, const Version& incoming, const AppendOptions& options);

// The state after the row was judged. `state` must be the one it was judged against.
KeyState applied(const KeyState* state, const Version& incoming, const Judgement& judgement);

// Whether a kept row counts at once.
constexpr bool counts(Verdict verdict) {
  return verdict == Verdict::accepted || verdict == Verdict::restated;
}

// Sums count deltas by stack, meter and period while rows are judged. Ids are indexes of whatever
// pool the caller uses.
class DeltaSums {
 public:
  DeltaSums() = default;
  DeltaSums(const DeltaSums&) = delete;
  DeltaSums& operator=(const DeltaSums&) = delete;

  // A row that counts from now on, and one that ceases to.
  void add(std::uint32_t stack, std::uint32_t meter, Instant start, const Content& content);
  void remove(std::uint32_t stack, std::uint32_t meter, Instant start, const Content& content);

  // Sorted by (stack, meter, period); no entry is all zero. One key may have several entries:
  // sums that would leave 128 bits are split, never wrapped.
  struct Entry {
    std::uint32_t stack = 0;
    std::uint32_t meter = 0;
    Period period;
    std::int64_t records = 0;
    Quantity quantity;
  };
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, Period>;
  struct Sum {
    std::int64_t records = 0;
    i128 units = 0;
  };
  void change(std::uint32_t stack, std::uint32_t meter, Instant start, const Content& content,
              bool negative);
  void add_to(const Key& key, std::int64_t records, Quantity quantity, bool negative);
  Period period_of(Hour hour);

  std::map<Key, Sum> sums_;
  std::vector<Entry> split_;  // what was put away before a sum would overflow
  // What was asked lately, by a few bits of the key: mostly what is asked next.
  std::array<std::pair<const Key, Sum>*, 64> recent_{};
  Hour last_hour_;
  Period last_period_ = Period::containing(Hour());
};

}  // namespace tollbridge::journal
