// SPDX-License-Identifier: Apache-2.0
#include "journal/record.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "core/check.h"

namespace tollbridge::journal {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t slots_at_first = 16;
constexpr std::uint64_t odd_a = 0x9e3779b97f4a7c15;
constexpr std::uint64_t odd_b = 0xd6e8feb86659fd93;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const u128 product = u128{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* from, std::size_t bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  return value;
}

// Only for the table in memory; nothing stored depends on it.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = mix(text.size() + odd_a, odd_b);
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) hash = mix(hash ^ load(at, 8), odd_a);
  if (left > 0) hash = mix(hash ^ load(at, left), odd_b);
  return mix(hash, odd_a);
}

}  // namespace

StringPool::StringPool() : slots_(slots_at_first, 0) {
  const std::uint32_t empty = intern("");
  CHECK(empty == 0);
}

std::size_t StringPool::slot_of(std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != 0) {
    const std::uint32_t index = slots_[slot] - 1;
    if (hashes_[index] == hash && texts_[index] == text) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::uint32_t StringPool::intern(std::string_view text) {
  const std::uint64_t hash = hash_of(text);
  const std::size_t slot = slot_of(text, hash);
  if (slots_[slot] != 0) return slots_[slot] - 1;
  const auto index = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(keep(text));
  hashes_.push_back(hash);
  slots_[slot] = index + 1;
  if (texts_.size() * 2 > slots_.size()) grow();
  return index;
}

std::optional<std::uint32_t> StringPool::find(std::string_view text) const {
  const std::uint32_t found = slots_[slot_of(text, hash_of(text))];
  return found == 0 ? std::nullopt : std::optional(found - 1);
}

std::string_view StringPool::keep(std::string_view text) {
  if (text.empty()) return {};
  char* place = nullptr;
  if (text.size() > chunk_bytes / 4) {
    // A long text gets a chunk of its own, before the one being filled.
    chunks_.push_back(std::make_unique<char[]>(text.size()));
    place = chunks_.back().get();
    if (chunks_.size() > 1) std::swap(chunks_.back(), chunks_[chunks_.size() - 2]);
  } else {
    if (chunk_left_ < text.size()) {
      chunks_.push_back(std::make_unique<char[]>(chunk_bytes));
      chunk_left_ = chunk_bytes;
    }
    place = chunks_.back().get() + (chunk_bytes - chunk_left_);
    chunk_left_ -= text.size();
  }
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

void StringPool::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t index = 0; index < texts_.size(); ++index) {
    std::size_t slot = hashes_[index] & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = index + 1;
  }
}

namespace {

// How much of the span lies in `hour`.
std::uint64_t nanoseconds_in(Hour hour, Instant start, Instant end) {
  const Instant from = std::max(start, hour.start());
  const Instant to = std::min(end, hour.plus(1).start());
  return static_cast<std::uint64_t>((to - from).count());
}

Quantity signed_quantity(u128 magnitude, bool negative) {
  return Quantity::from_units(static_cast<i128>(negative ? u128{0} - magnitude : magnitude));
}

}  // namespace

HourSpan hours_of(const UsageRow& row) {
  const Hour first = row.hour();
  if (!row.end) return {first, first.plus(1)};
  CHECK(*row.end > row.start);
  return {first, Hour::containing(*row.end - std::chrono::nanoseconds(1)).plus(1)};
}

std::vector<HourShare> hour_shares(const UsageRow& row) {
  const HourSpan hours = hours_of(row);
  if (hours.hours() == 1) return {{hours.begin, row.quantity}};

  const i128 units = row.quantity.units();
  const bool negative = units < 0;
  const u128 magnitude = negative ? u128{0} - static_cast<u128>(units) : static_cast<u128>(units);
  const u128 total = static_cast<u128>((*row.end - row.start).count());
  // magnitude = whole * total + rest; rest * nanoseconds stays below 2^128 (54 + 42 bits).
  const u128 whole = magnitude / total;
  const u128 rest = magnitude % total;

  const auto count = static_cast<std::size_t>(hours.hours());
  std::vector<u128> parts(count);
  std::vector<std::uint64_t> remainders(count);
  u128 left = magnitude;
  for (std::size_t i = 0; i < count; ++i) {
    const Hour hour = hours.begin.plus(static_cast<std::int32_t>(i));
    const u128 share = nanoseconds_in(hour, row.start, *row.end);
    parts[i] = whole * share + rest * share / total;
    remainders[i] = static_cast<std::uint64_t>(rest * share % total);
    left -= parts[i];
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  CHECK(left < count);
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) parts[order[i]] += 1;

  std::vector<HourShare> shares;
  shares.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    shares.push_back({hours.begin.plus(static_cast<std::int32_t>(i)),
                      signed_quantity(parts[i], negative)});
  }
  return shares;
}

}  // namespace tollbridge::journal
