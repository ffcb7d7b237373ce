// SPDX-License-Identifier: Apache-2.0
#include "core/ids.h"

namespace tollbridge {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool dash_belongs_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::optional<std::string> normal_guid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, 36);
  }
  if (text.size() != 32 && text.size() != 36) return std::nullopt;
  std::string guid;
  guid.reserve(36);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.size() == 36 && dash_belongs_at(i)) {
      if (text[i] != '-') return std::nullopt;
      guid.push_back('-');
      continue;
    }
    if (text.size() == 32 && dash_belongs_at(guid.size())) guid.push_back('-');
    const char c = lower(text[i]);
    if (!is_hex(c)) return std::nullopt;
    guid.push_back(c);
  }
  return guid;
}

std::string guid_or_text(std::string_view text) {
  auto guid = normal_guid(text);
  return guid ? std::move(*guid) : std::string(text);
}

std::string normal_resource(std::string_view text) {
  std::string resource(text);
  for (char& c : resource) c = c == '\\' ? '/' : lower(c);
  return resource;
}

}  // namespace tollbridge
