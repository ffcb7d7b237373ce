// SPDX-License-Identifier: Apache-2.0
#include "core/printable.h"

#include <cstddef>
#include <cstdint>

namespace tollbridge {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the UTF-8 character at `at`, or 0 if there is none.
std::size_t character_at(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned char second = byte_at(text, at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_control(std::string_view text, std::size_t at, std::size_t length) {
  const unsigned char first = byte_at(text, at);
  if (length == 1) return (first < 0x20 && first != '\n') || first == 0x7F;
  return length == 2 && first == 0xC2 && byte_at(text, at + 1) < 0xA0;
}

void append_escaped(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\x";
  out += digits[byte >> 4U];
  out += digits[byte & 0x0FU];
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_at(text, at);
    if (length > 0 && !is_control(text, at, length)) {
      out += text.substr(at, length);
      at += length;
      continue;
    }
    for (std::size_t left = length == 0 ? 1 : length; left > 0; --left)
      append_escaped(out, byte_at(text, at++));
  }
  return out;
}

}  // namespace tollbridge
