// SPDX-License-Identifier: Apache-2.0
// Usage records as they travel in batches: rows of plain numbers over a pool of strings.
//
// The usage set is keyed by (stack, local subscription, meter, resource, start as given, event
// id). The same key and revision with the same quantity and end is a duplicate; with another
// quantity or end, a conflict; a higher revision restates (contract.md, "Usage, compact forms").
// The tenant, location, tags and times of arrival are not part of the key.
//
// Pure values. A batch is built by one thread and read by any number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/time.h"

namespace tollbridge::journal {

// Strings kept once; an index stays valid, and its text in place, for the pool's life.
// Index 0 is the empty string.
class StringPool {
 public:
  StringPool();
  StringPool(StringPool&&) = default;
  StringPool& operator=(StringPool&&) = default;
  StringPool(const StringPool&) = delete;
  StringPool& operator=(const StringPool&) = delete;

  std::uint32_t intern(std::string_view text);
  // Empty if it was never interned.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;
  [[nodiscard]] std::string_view text(std::uint32_t index) const { return texts_[index]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  // Where `text` stands in slots_, or the free slot where it would.
  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint64_t hash) const;
  std::string_view keep(std::string_view text);
  void grow();

  std::vector<std::string_view> texts_;
  std::vector<std::uint64_t> hashes_;  // of texts_
  std::vector<std::uint32_t> slots_;   // index + 1, 0 is free; a power of two, at most half full
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_left_ = 0;
};

// One usage record. The uint32 fields are indexes into the pool that comes with it; ids there are
// in their normal form (core/ids.h).
struct UsageRow {
  std::uint32_t stack = 0;
  std::uint32_t subscription = 0;  // local subscription
  std::uint32_t tenant = 0;        // 0 only before the directory has resolved it (engine/)
  std::uint32_t meter = 0;         // local meter
  std::uint32_t resource = 0;
  std::uint32_t event_id = 0;  // 0: none
  std::uint32_t location = 0;
  std::uint32_t tags = 0;
  Instant start{};                    // as given
  std::optional<Instant> end;         // given: a span, cut at hour edges when added up
  Quantity quantity;                  // of the whole record
  std::int64_t revision = 0;          // as given, 0 if none was
  std::optional<Instant> reported_at;  // entered the stack's usage system
  Instant received_at{};               // accepted here
  std::uint64_t line = 0;              // where in its input it stood; 0: not known

  [[nodiscard]] Hour hour() const { return Hour::containing(start); }
};

struct UsageBatch {
  StringPool strings;
  std::vector<UsageRow> rows;
};

// A part of a record's quantity that belongs to one hour.
struct HourShare {
  Hour hour;
  Quantity quantity;
};

// The record cut at hour edges: one share for an hourly reading or an event; for a span, shares in
// proportion to its seconds in each hour, summing exactly to the whole (largest remainder, ties to
// the earlier hour). `end` must be after `start` (intake/ sees to it).
std::vector<HourShare> hour_shares(const UsageRow& row);

// The hours the record touches: one, or a span's.
HourSpan hours_of(const UsageRow& row);

}  // namespace tollbridge::journal
