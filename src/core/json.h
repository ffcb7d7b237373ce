// SPDX-License-Identifier: Apache-2.0
// Writes one JSON document, fields in the order they are given. Amounts, quantities and prices
// are strings (contract.md), so no number here is ever anything but a count or a duration.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tollbridge {

// `text` with quotes, escaped; bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

class Json {
 public:
  Json& object() { return open('{', '}'); }
  Json& object(std::string_view key) { return name(key).open('{', '}'); }
  Json& array() { return open('[', ']'); }
  Json& array(std::string_view key) { return name(key).open('[', ']'); }
  // Closes what was opened last.
  Json& end();

  Json& field(std::string_view key, std::string_view value) {
    return name(key).raw(json_string(value));
  }
  Json& field(std::string_view key, const char* value) {
    return field(key, std::string_view(value));
  }
  Json& field(std::string_view key, bool value) { return name(key).raw(value ? "true" : "false"); }
  template <std::integral Count>
  Json& field(std::string_view key, Count value) {
    return name(key).raw(std::to_string(value));
  }
  // A text, or null where it is empty.
  Json& text_or_null(std::string_view key, std::string_view value) {
    return name(key).raw(value.empty() ? "null" : json_string(value));
  }
  Json& null(std::string_view key) { return name(key).raw("null"); }
  // Text that is JSON already.
  Json& raw_field(std::string_view key, std::string_view json) { return name(key).raw(json); }
  Json& value(std::string_view text) { return raw(json_string(text)); }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  Json& name(std::string_view key);
  Json& raw(std::string_view json);
  Json& open(char first, char last);
  void separate();

  std::string text_;
  std::vector<char> closers_;
  bool fresh_ = true;  // nothing stands before the next value in its object or array
};

}  // namespace tollbridge
