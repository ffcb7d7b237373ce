// SPDX-License-Identifier: Apache-2.0
#include "intake/json_scan.h"

#include <algorithm>
#include <array>

namespace tollbridge::intake {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Bytes that matter outside of strings.
constexpr std::array<bool, 256> structural = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("{}[]\",")) table[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view(" \t\r\n")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

// A '{' that begins a line where JSON allows no value: the value before it was never closed.
bool begins_another(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] != '\n') return false;
  std::size_t before = at;
  while (before > 0 && is_blank(text[before - 1])) --before;
  return before > 0 && std::string_view(":[,").find(text[before - 1]) == npos;
}

}  // namespace

// Goes behind the closing quote; stops on a raw newline, or at the end of the text.
std::size_t JsonValueScanner::skip_string(std::string_view text, std::size_t at) {
  while (true) {
    const std::size_t quote = std::min(text.find('"', at), text.size());
    const std::size_t newline = text.substr(0, quote).find('\n', at);
    if (newline != npos) return newline;
    std::size_t slashes = 0;
    while (slashes < quote - at && text[quote - slashes - 1] == '\\') ++slashes;
    const bool escaped = (slashes % 2 == 1) != (slashes == quote - at && escaped_);
    escaped_ = false;
    if (quote == text.size()) {
      escaped_ = escaped;
      return quote;
    }
    at = quote + 1;
    if (!escaped) {
      in_string_ = false;
      return at;
    }
  }
}

std::size_t JsonValueScanner::end(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size()) {
    if (in_string_) {
      at = skip_string(text, at);
      if (in_string_) return at < text.size() ? at : npos;
      if (depth_ == 0) return at;
      continue;
    }
    const char c = text[at];
    if (!structural[static_cast<unsigned char>(c)]) {
      ++at;
      continue;
    }
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (c == '{' && depth_ > 0 && begins_another(text, at)) return at;
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ == 0) return at;
      if (--depth_ == 0) return at + 1;
    } else if (depth_ == 0) {
      return at;
    }
    ++at;
  }
  return npos;
}

void JsonMembers::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

bool JsonMembers::next() {
  if (!first_) {
    at_ = JsonValueScanner().end(text_, value_at_);
    if (at_ == npos || at_ == value_at_) return false;
  }
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == ',' && !first_) {
    ++at_;
    skip_blanks();
  }
  first_ = false;
  if (at_ >= text_.size()) return false;
  if (text_[at_] == '}') {
    object_end_ = at_ + 1;
    return false;
  }
  if (text_[at_] != '"') return false;
  const std::size_t name_end = JsonValueScanner().end(text_, at_);
  if (name_end == npos || text_[name_end - 1] != '"') return false;
  name_ = text_.substr(at_ + 1, name_end - at_ - 2);
  at_ = name_end;
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != ':') return false;
  ++at_;
  skip_blanks();
  value_at_ = at_;
  return at_ < text_.size();
}

}  // namespace tollbridge::intake
