// SPDX-License-Identifier: Apache-2.0
#include "intake/memo.h"

#include <cstring>

#include "core/int256.h"

namespace tollbridge::intake {
namespace {

constexpr std::uint64_t odd_1 = 0xA0761D6478BD642FULL;
constexpr std::uint64_t odd_2 = 0xE7037ED1A0B428DBULL;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const u128 product = u128{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word(const char* at, std::size_t size) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, size);
  return value;
}

}  // namespace

std::uint64_t quick_hash(std::string_view text) {
  std::uint64_t hash = text.size() * odd_1;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 16; left -= 16, at += 16) {
    hash = mix(word(at, 8) ^ odd_1, word(at + 8, 8) ^ hash);
  }
  if (left > 8) return mix(word(at, 8) ^ odd_1, word(at + 8, left - 8) ^ hash ^ odd_2);
  return mix(word(at, left) ^ odd_1, hash ^ odd_2);
}

}  // namespace tollbridge::intake
