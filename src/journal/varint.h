// SPDX-License-Identifier: Apache-2.0
// Variable-length integers, seven bits a byte, least significant first; and readers and writers of
// bytes that check every step. Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/int256.h"

namespace tollbridge::journal {

inline constexpr std::size_t varint_bytes_max = 10;
inline constexpr std::size_t wide_varint_bytes_max = 19;

// Small differences of either sign become small numbers: 0, -1, 1, -2 … -> 0, 1, 2, 3 …
constexpr std::uint64_t zigzag(std::uint64_t value) {
  return (value << 1) ^ (std::uint64_t{0} - (value >> 63));
}
constexpr std::uint64_t unzigzag(std::uint64_t value) {
  return (value >> 1) ^ (std::uint64_t{0} - (value & 1));
}

// `at` must have room for varint_bytes_max, or wide_varint_bytes_max, bytes. Return the byte after.
inline char* write_varint(char* at, std::uint64_t value) {
  while (value >= 0x80) {
    *at++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *at++ = static_cast<char>(value);
  return at;
}
inline char* write_wide_varint(char* at, u128 value) {
  while (value >> 64 != 0) {
    *at++ = static_cast<char>(static_cast<std::uint8_t>(value) | 0x80);
    value >>= 7;
  }
  return write_varint(at, static_cast<std::uint64_t>(value));
}

class Writer {
 public:
  void byte(std::uint8_t value) { text_.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value) {
    char buffer[varint_bytes_max];
    text_.append(buffer, static_cast<std::size_t>(write_varint(buffer, value) - buffer));
  }
  void bytes(std::string_view text) { text_.append(text); }

  // Room for `most` bytes; filled_to(end) says how far it was used. Nothing else in between.
  char* room(std::size_t most) {
    const std::size_t size = text_.size();
    text_.resize(size + most);
    return text_.data() + size;
  }
  void filled_to(const char* end) { text_.resize(static_cast<std::size_t>(end - text_.data())); }

  [[nodiscard]] const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }
  void clear() { text_.clear(); }

 private:
  std::string text_;
};

// Reads past the end give zeros and make it bad for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint8_t byte() {
    if (at_ == end_) return bad();
    return static_cast<std::uint8_t>(*at_++);
  }

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<std::uint8_t>(*at_) < 0x80) {
      return static_cast<std::uint8_t>(*at_++);
    }
    return long_varint();
  }

  u128 wide_varint();

  // Empty and bad if fewer are left.
  std::string_view bytes(std::uint64_t count) {
    if (count > left()) {
      bad();
      return {};
    }
    const char* begin = at_;
    at_ += count;
    return {begin, static_cast<std::size_t>(count)};
  }

 private:
  std::uint64_t long_varint();
  std::uint8_t bad() {
    good_ = false;
    at_ = end_;
    return 0;
  }

  const char* at_;
  const char* end_;
  bool good_ = true;
};

inline std::uint64_t Reader::long_varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
    const auto next = static_cast<std::uint8_t>(*at_++);
    // The tenth byte has one bit of the number.
    if (shift == 63 && next > 1) return bad();
    value |= std::uint64_t{next & 0x7fU} << shift;
    if (next < 0x80) return value;
  }
  return bad();
}

inline u128 Reader::wide_varint() {
  std::uint64_t low = 0;
  unsigned shift = 0;
  for (; at_ != end_ && shift < 63; shift += 7) {
    const auto next = static_cast<std::uint8_t>(*at_++);
    low |= std::uint64_t{next & 0x7fU} << shift;
    if (next < 0x80) return low;
  }
  u128 value = low;
  for (; at_ != end_ && shift < 128; shift += 7) {
    const auto next = static_cast<std::uint8_t>(*at_++);
    // The nineteenth byte has two bits of the number.
    if (shift == 126 && next > 3) return bad();
    value |= u128{next & 0x7fU} << shift;
    if (next < 0x80) return value;
  }
  return bad();
}

}  // namespace tollbridge::journal
