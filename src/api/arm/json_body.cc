// SPDX-License-Identifier: Apache-2.0
#include "api/arm/json_body.h"

#include "api/text.h"

namespace tollbridge::api::arm {
namespace {

constexpr int depth_max = 32;

bool shallow(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > depth_max) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

}  // namespace

std::optional<nlohmann::json> parse_object(std::string_view text) {
  if (!shallow(text)) return {};
  auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (!parsed.is_object()) return {};
  return parsed;
}

Result<nlohmann::json> read_body(const Request& request) {
  if (request.body.empty()) return nlohmann::json::object();
  auto parsed = parse_object(request.body);
  if (parsed) return std::move(*parsed);
  return fail(ErrorKind::invalid, "InvalidRequestContent",
              "The body must be a JSON object, nested at most 32 deep.");
}

const nlohmann::json* member(const nlohmann::json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.items()) {
    if (same_without_case(key, name)) return value.is_null() ? nullptr : &value;
  }
  return nullptr;
}

std::optional<std::string> text_member(const nlohmann::json& object, std::string_view name) {
  const auto* found = member(object, name);
  if (found == nullptr) return std::string();
  if (!found->is_string()) return {};
  return found->get<std::string>();
}

}  // namespace tollbridge::api::arm
