// SPDX-License-Identifier: Apache-2.0
#include "jose/strict_json.h"

#include <set>

namespace tollbridge::jose {
namespace {

constexpr int depth_max = 8;

}  // namespace

std::optional<JsonValue> parse_object(std::string_view text) {
  // The library skips a mark at the beginning and ends at a NUL.
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) return {};
  std::vector<std::set<std::string>> open;
  bool sound = true;
  const auto watch = [&](int depth, JsonValue::parse_event_t event, JsonValue& parsed) {
    using Event = JsonValue::parse_event_t;
    if (depth > depth_max) sound = false;
    if (event == Event::object_start) open.emplace_back();
    if (event == Event::object_end) open.pop_back();
    if (event == Event::key && !open.back().insert(parsed.get<std::string>()).second) sound = false;
    return true;
  };
  JsonValue value = JsonValue::parse(text.begin(), text.end(), watch, false);
  if (!sound || !value.is_object()) return {};
  return value;
}

const JsonValue* member(const JsonValue& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_of(const JsonValue& object, const char* name) {
  const JsonValue* value = member(object, name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get<std::string>();
}

std::optional<std::vector<std::string>> texts_of(const JsonValue& object, const char* name) {
  const JsonValue* value = member(object, name);
  if (value == nullptr) return {};
  if (value->is_string()) return std::vector{value->get<std::string>()};
  if (!value->is_array()) return {};
  std::vector<std::string> texts;
  for (const JsonValue& each : *value) {
    if (!each.is_string()) return {};
    texts.push_back(each.get<std::string>());
  }
  return texts;
}

}  // namespace tollbridge::jose
