// SPDX-License-Identifier: Apache-2.0
// JSON from strangers, where a second reading would be a hole. For sources only: it brings
// a large header.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollbridge::jose {

using JsonValue = nlohmann::json;

// The one object the text holds. Empty if it is anything else, if an object in it has two members
// of one name, if it is nested deeper than 8, or holds a byte order mark or a NUL byte.
std::optional<JsonValue> parse_object(std::string_view text);

// Members of an object, by what they must be; `nullptr` or empty if missing.
const JsonValue* member(const JsonValue& object, const char* name);
// Empty also if the member is no string.
std::optional<std::string> text_of(const JsonValue& object, const char* name);
// A string, or a list of strings. Empty if the member is missing or anything else.
std::optional<std::vector<std::string>> texts_of(const JsonValue& object, const char* name);

}  // namespace tollbridge::jose
