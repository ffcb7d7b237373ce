// SPDX-License-Identifier: Apache-2.0
#include "exports/focus/flat_json.h"

#include "core/json.h"

namespace tollbridge::exports::focus {
namespace {

// Where the JSON value that begins at `at` ends. Canonical JSON has no blanks.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted) {
      if (letter == '\\') ++at;
      quoted = letter != '"';
      continue;
    }
    if (depth == 0 && (letter == ',' || letter == ':' || letter == '}' || letter == ']')) break;
    if (letter == '"') quoted = true;
    if (letter == '{' || letter == '[') ++depth;
    if (letter == '}' || letter == ']') --depth;
  }
  return at < text.size() ? at : text.size();
}

}  // namespace

std::string flat_json(std::string_view tags) {
  if (tags.empty()) return {};
  if (tags.size() < 2 || tags.front() != '{' || tags.back() != '}') {
    return "{\"x_Tags\":" + json_string(tags) + "}";
  }
  std::string result = "{";
  std::size_t at = 1;
  while (at + 1 < tags.size()) {
    const std::size_t name_end = end_of_value(tags, at);
    if (name_end + 1 >= tags.size()) return "{\"x_Tags\":" + json_string(tags) + "}";
    const std::size_t value_end = end_of_value(tags, name_end + 1);
    const std::string_view value = tags.substr(name_end + 1, value_end - name_end - 1);
    const bool nested = !value.empty() && (value.front() == '{' || value.front() == '[');
    if (result.size() > 1) result += ',';
    result.append(tags.substr(at, name_end - at)).append(":");
    result += nested ? json_string(value) : std::string(value);
    at = value_end + 1;
  }
  return result + "}";
}

}  // namespace tollbridge::exports::focus
