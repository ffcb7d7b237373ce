// SPDX-License-Identifier: Apache-2.0
#include "store/row_sum.h"

#include <charconv>

namespace tollbridge::store {
namespace {

using Limbs = std::array<std::uint64_t, 4>;

Limbs limbs_of(const Digest& digest) {
  Limbs limbs{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    limbs[i / 8] |= std::uint64_t{digest[i]} << (8 * (i % 8));
  }
  return limbs;
}

}  // namespace

Canonical& Canonical::text(std::string_view value) {
  bytes_ += 't';
  bytes_ += std::to_string(value.size());
  bytes_ += ':';
  bytes_ += value;
  return *this;
}

Canonical& Canonical::integer(std::int64_t value) {
  bytes_ += 'i';
  bytes_ += std::to_string(value);
  bytes_ += ':';
  return *this;
}

Digest row_digest(std::string_view table, const Row& row, std::uint64_t commit) {
  Canonical canonical(table);
  canonical.integer(static_cast<std::int64_t>(commit));
  for (const Value& value : row) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      canonical.text(*text);
    } else {
      canonical.integer(std::get<std::int64_t>(value));
    }
  }
  return canonical.digest();
}

std::string row_sum_text(const Digest& digest) { return hex(digest).substr(0, 32); }

std::optional<Digest> parse_digest(std::string_view text) {
  Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const char* begin = text.data() + 2 * i;
    const auto read = std::from_chars(begin, begin + 2, digest[i], 16);
    if (read.ec != std::errc{} || read.ptr != begin + 2) return std::nullopt;
  }
  if (hex(digest) != text) return std::nullopt;
  return digest;
}

void SetSum::add(const Digest& digest) {
  const Limbs other = limbs_of(digest);
  bool carry = false;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    std::uint64_t sum = 0;
    const bool first = __builtin_add_overflow(limbs_[i], other[i], &sum);
    const bool second = __builtin_add_overflow(sum, std::uint64_t{carry}, &limbs_[i]);
    carry = first || second;
  }
  ++count_;
}

void SetSum::remove(const Digest& digest) {
  const Limbs other = limbs_of(digest);
  bool borrow = false;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    std::uint64_t difference = 0;
    const bool first = __builtin_sub_overflow(limbs_[i], other[i], &difference);
    const bool second = __builtin_sub_overflow(difference, std::uint64_t{borrow}, &limbs_[i]);
    borrow = first || second;
  }
  --count_;
}

std::string SetSum::to_string() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = limbs_.size(); i-- > 0;) {
    for (unsigned shift = 64; shift > 0; shift -= 4) {
      text += digits[(limbs_[i] >> (shift - 4)) & 15U];
    }
  }
  return text;
}

bool SetSum::restore(std::string_view text, std::uint64_t count) {
  if (text.size() != 64) return false;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    const char* begin = text.data() + 16 * (limbs_.size() - 1 - i);
    const auto read = std::from_chars(begin, begin + 16, limbs_[i], 16);
    if (read.ec != std::errc{} || read.ptr != begin + 16) return false;
  }
  count_ = count;
  return to_string() == text;
}

}  // namespace tollbridge::store
