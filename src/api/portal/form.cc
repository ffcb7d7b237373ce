// SPDX-License-Identifier: Apache-2.0
#include "api/portal/form.h"

#include <algorithm>

namespace tollbridge::api::portal {
namespace {

constexpr std::size_t fields_max = 64;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return {};
      const int high = digit_of(text[i + 1]);
      const int low = digit_of(text[i + 2]);
      if (high < 0 || low < 0) return {};
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (is_control(c)) return {};
    out += c;
  }
  return out;
}

}  // namespace

bool Form::put(std::string name, std::string value) {
  return fields_.size() < fields_max &&
         fields_.try_emplace(std::move(name), std::move(value)).second;
}

std::optional<Form> Form::parse(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('&'), body.size());
    const std::string_view field = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    auto name = decoded(field.substr(0, equals));
    auto value = decoded(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value || !form.put(std::move(*name), std::move(*value))) return {};
  }
  return form;
}

std::optional<Form> Form::of(const std::vector<std::pair<std::string, std::string>>& query) {
  Form form;
  for (const auto& [name, value] : query) {
    if (std::ranges::any_of(value, is_control) || !form.put(name, value)) return {};
  }
  return form;
}

std::string Form::operator[](std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string() : found->second;
}

std::string escaped_for_query(std::string_view text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit_of(c) >= 0 ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
  }
  return out;
}

}  // namespace tollbridge::api::portal
