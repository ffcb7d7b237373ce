// SPDX-License-Identifier: Apache-2.0
// The keys of one hour of one stack in memory, each with what is needed to judge its next row:
// exact keys and contents, no fingerprints, so nothing has to be confirmed against the log.
//
// An ordinary key (an hourly reading, seen once, revision 0) takes one small entry; all else
// (events, spans, revisions, conflicts) has a detail beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/block.h"
#include "journal/usage_set.h"

namespace tollbridge::journal {

// A key by dictionary numbers, within its stack and hour.
struct HourKey {
  std::uint32_t subscription = 0;
  std::uint32_t meter = 0;
  std::uint32_t resource = 0;
  std::int64_t offset = 0;  // of the start into the hour, nanoseconds
  std::string_view event_id;
  friend bool operator==(const HourKey& a, const HourKey& b) = default;
};

// A key's state with the place of its current row.
struct KeyRecord {
  KeyState state;
  RowPlace place;
};

class HourIndex {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  // The entry of the key, or `none`.
  [[nodiscard]] std::uint32_t find(const HourKey& key) const;

  // Whether a row of exactly this ordinary content is a duplicate; false says nothing.
  [[nodiscard]] bool is_plain_duplicate(std::uint32_t entry, const Version& version) const;

  [[nodiscard]] KeyRecord record(std::uint32_t entry) const;
  [[nodiscard]] HourKey key(std::uint32_t entry) const;

  // The key must not be there. Returns its entry.
  std::uint32_t insert(const HourKey& key, const Version& current, const RowPlace& place);
  void update(std::uint32_t entry, const KeyRecord& record);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  // What it takes of the limit on keys in memory: a detail counts as several ordinary keys.
  [[nodiscard]] std::size_t weight() const { return entries_.size() + details_.size() * 4; }

 private:
  struct Entry {
    std::uint32_t subscription, meter, resource;
    std::uint32_t detail;  // + 1; 0: an ordinary key
    std::uint64_t sequence_and_index;
    std::uint64_t quantity_low, quantity_high;
  };
  struct Detail {
    std::int64_t offset = 0;
    std::string event_id;
    KeyState state;
  };
  [[nodiscard]] bool is(const Entry& entry, const HourKey& key) const;
  [[nodiscard]] std::size_t slot_of(const HourKey& key, std::uint64_t hash) const;
  void set_current(Entry& entry, const Version& current, const RowPlace& place);
  void grow();

  std::vector<Entry> entries_;
  std::vector<Detail> details_;
  std::vector<std::uint64_t> slots_;  // upper half: of the hash; lower: entry + 1, 0 is free
};

}  // namespace tollbridge::journal
