// SPDX-License-Identifier: Apache-2.0
// The keys of the database: big-endian numbers, so that they sort as they count.
//
//   log      stack, sequence                      -> frame (rocksdb/frame.h)
//   default  f                                    -> format of the database
//            s stack                              -> stack id
//            t stack number                       -> string of the dictionary
//            d stack string                       -> its number
//            h stack hour sequence                -> posting: rows of the block that start there
//            w stack sequence                     -> hours of a block that touches too many
//            c stack sequence index               -> sequence of the block that superseded the row
//            m stack hour                         -> marker of an hour whose keys are on disk
//            k stack hour key                     -> state of a key of such an hour
//
// All but the log is derived from it and written with it in one batch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"

namespace tollbridge::journal::keys {

inline constexpr std::uint64_t format_now = 1;
inline constexpr char format = 'f';
inline constexpr char stack = 's';
inline constexpr char text = 't';
inline constexpr char number = 'd';
inline constexpr char posting = 'h';
inline constexpr char wide = 'w';
inline constexpr char correction = 'c';
inline constexpr char marker = 'm';
inline constexpr char spilled = 'k';

template <class T>
void append_big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
  }
}

template <class T>
T big_endian(const char* bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(static_cast<T>(value << 8) | static_cast<std::uint8_t>(bytes[i]));
  }
  return value;
}

// Hours before 1970 sort before those after.
inline std::uint32_t sortable(Hour hour) {
  return static_cast<std::uint32_t>(hour.index()) ^ 0x8000'0000U;
}
inline Hour hour_of(std::uint32_t sortable_hour) {
  return Hour::from_index(static_cast<std::int32_t>(sortable_hour ^ 0x8000'0000U));
}

// key('h').u32(stack).u64(sequence).text
class Key {
 public:
  Key() = default;
  explicit Key(char kind) : text_(1, kind) {}
  Key& u32(std::uint32_t value) {
    append_big_endian(text_, value);
    return *this;
  }
  Key& u64(std::uint64_t value) {
    append_big_endian(text_, value);
    return *this;
  }
  Key& hour(Hour value) { return u32(sortable(value)); }
  Key& bytes(std::string_view value) {
    text_.append(value);
    return *this;
  }
  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  std::string text_;
};

}  // namespace tollbridge::journal::keys
