// SPDX-License-Identifier: Apache-2.0
#include "intake/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tollbridge::intake {
namespace {

constexpr std::size_t quoted_bytes_max = 60;

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool is_continuation(std::string_view text, std::size_t i) {
  return i < text.size() && (byte_at(text, i) & 0xC0U) == 0x80U;
}

// Length of the well-formed character at `i`, or 0.
std::size_t character_length(std::string_view text, std::size_t i) {
  const unsigned lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  if (!is_continuation(text, i + 1)) return 0;
  if (lead < 0xE0) return 2;
  const unsigned second = byte_at(text, i + 1);
  if (!is_continuation(text, i + 2)) return 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (!is_continuation(text, i + 3)) return 0;
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_large = lead == 0xF4 && second >= 0x90;
  return overlong || too_large ? 0 : 4;
}

// Eight characters at once; text must hold them.
std::uint64_t word_at(std::string_view text, std::size_t i) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + i, sizeof word);
  return word;
}

// How much of the front is known to be ASCII: a multiple of eight, all but the last seven at most.
std::size_t ascii_front(std::string_view text) {
  constexpr std::uint64_t high = 0x8080808080808080ULL;
  std::size_t i = 0;
  for (; i + 32 <= text.size(); i += 32) {
    const std::uint64_t any = word_at(text, i) | word_at(text, i + 8) | word_at(text, i + 16) |
                              word_at(text, i + 24);
    if ((any & high) != 0) break;
  }
  while (i + 8 <= text.size() && (word_at(text, i) & high) == 0) i += 8;
  return i;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    i += ascii_front(text.substr(i));
    if (i == text.size()) return true;
    const std::size_t length = character_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string in_quotes(std::string_view text) {
  std::string shown = "'";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (shown.size() + length > quoted_bytes_max) {
      shown += "…";
      break;
    }
    if (length == 0 || is_control(text[i])) {
      shown += '?';
      ++i;
    } else {
      shown += text.substr(i, length);
      i += length;
    }
  }
  return shown + "'";
}

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace tollbridge::intake
