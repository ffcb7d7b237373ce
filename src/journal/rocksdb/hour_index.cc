// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/hour_index.h"

#include <xxhash.h>

#include "core/check.h"
#include "core/limits.h"

namespace tollbridge::journal {
namespace {

constexpr unsigned index_bits = 15;
static_assert(limits::block_records_max <= std::size_t{1} << index_bits);

std::uint64_t hash_of(const HourKey& key) {
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const u128 product = u128{a ^ 0x9e3779b97f4a7c15} * (b ^ 0xd6e8feb86659fd93);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t hash = mix(std::uint64_t{key.subscription} << 32 | key.meter,
                           std::uint64_t{key.resource} << 32 | 0x5bd1e995);
  hash = mix(hash, static_cast<std::uint64_t>(key.offset));
  const std::string_view event = key.event_id;
  if (!event.empty()) hash = mix(hash, XXH3_64bits(event.data(), event.size()));
  return hash;
}

constexpr std::uint64_t tag_mask = 0xffff'ffff'0000'0000;

bool is_plain(const HourKey& key, const Version& version) {
  return key.offset == 0 && key.event_id.empty() && version.revision == 0 && version.given == 0 &&
         !version.content.end;
}

Quantity quantity_of(std::uint64_t low, std::uint64_t high) {
  return Quantity::from_units(static_cast<i128>(u128{high} << 64 | low));
}

}  // namespace

bool HourIndex::is(const Entry& entry, const HourKey& key) const {
  if (entry.resource != key.resource || entry.meter != key.meter ||
      entry.subscription != key.subscription) {
    return false;
  }
  if (entry.detail == 0) return key.offset == 0 && key.event_id.empty();
  const Detail& detail = details_[entry.detail - 1];
  return detail.offset == key.offset && detail.event_id == key.event_id;
}

// The slot of the key, or the free one where it would go.
std::size_t HourIndex::slot_of(const HourKey& key, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (;; slot = (slot + 1) & mask) {
    const std::uint64_t found = slots_[slot];
    if (found == 0) return slot;
    if ((found & tag_mask) != (hash & tag_mask)) continue;
    if (is(entries_[static_cast<std::uint32_t>(found) - 1], key)) return slot;
  }
}

std::uint32_t HourIndex::find(const HourKey& key) const {
  if (slots_.empty()) return none;
  return static_cast<std::uint32_t>(slots_[slot_of(key, hash_of(key))]) - 1;  // 0 - 1 is none
}

bool HourIndex::is_plain_duplicate(std::uint32_t entry, const Version& version) const {
  const Entry& e = entries_[entry];
  return e.detail == 0 && version.revision == 0 && version.given == 0 && !version.content.end &&
         quantity_of(e.quantity_low, e.quantity_high) == version.content.quantity;
}

KeyRecord HourIndex::record(std::uint32_t entry) const {
  const Entry& e = entries_[entry];
  KeyRecord record;
  record.place = {e.sequence_and_index >> index_bits,
                  static_cast<std::uint32_t>(e.sequence_and_index & ((1U << index_bits) - 1))};
  if (e.detail != 0) {
    record.state = details_[e.detail - 1].state;
  } else {
    record.state.current.content.quantity = quantity_of(e.quantity_low, e.quantity_high);
  }
  return record;
}

HourKey HourIndex::key(std::uint32_t entry) const {
  const Entry& e = entries_[entry];
  HourKey key{e.subscription, e.meter, e.resource, 0, {}};
  if (e.detail != 0) {
    key.offset = details_[e.detail - 1].offset;
    key.event_id = details_[e.detail - 1].event_id;
  }
  return key;
}

void HourIndex::set_current(Entry& entry, const Version& current, const RowPlace& place) {
  const auto units = static_cast<u128>(current.content.quantity.units());
  entry.quantity_low = static_cast<std::uint64_t>(units);
  entry.quantity_high = static_cast<std::uint64_t>(units >> 64);
  entry.sequence_and_index = place.sequence << index_bits | place.index;
}

std::uint32_t HourIndex::insert(const HourKey& key, const Version& current,
                                const RowPlace& place) {
  if (entries_.size() * 4 >= slots_.size() * 3) grow();
  const std::uint64_t hash = hash_of(key);
  const std::size_t slot = slot_of(key, hash);
  CHECK(slots_[slot] == 0);
  Entry entry{key.subscription, key.meter, key.resource, 0, 0, 0, 0};
  set_current(entry, current, place);
  if (!is_plain(key, current)) {
    details_.push_back({key.offset, std::string(key.event_id), {current, {}, {}}});
    entry.detail = static_cast<std::uint32_t>(details_.size());
  }
  entries_.push_back(entry);
  slots_[slot] = (hash & tag_mask) | entries_.size();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

void HourIndex::update(std::uint32_t entry, const KeyRecord& record) {
  Entry& e = entries_[entry];
  set_current(e, record.state.current, record.place);
  if (e.detail == 0) {
    details_.push_back({0, {}, {}});
    e.detail = static_cast<std::uint32_t>(details_.size());
  }
  details_[e.detail - 1].state = record.state;
}

void HourIndex::grow() {
  slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const std::uint64_t hash = hash_of(key(i));
    std::size_t slot = hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = (hash & tag_mask) | (std::uint64_t{i} + 1);
  }
}

}  // namespace tollbridge::journal
