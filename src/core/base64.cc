// SPDX-License-Identifier: Apache-2.0
#include "core/base64.h"

#include <cstdint>

namespace tollbridge {
namespace {

constexpr std::string_view url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::optional<std::uint32_t> value_of(char c) {
  if (c == '+') c = '-';
  if (c == '/') c = '_';
  const auto at = url_digits.find(c);
  if (at == std::string_view::npos) return {};
  return static_cast<std::uint32_t>(at);
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (held += 8; held >= 6; held -= 6) text += url_digits[(bits >> (held - 6)) & 63];
  }
  if (held > 0) text += url_digits[(bits << (6 - held)) & 63];
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text = base64url(bytes);
  for (char& c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  return text.append((4 - text.size() % 4) % 4, '=');
}

std::optional<std::string> from_base64(std::string_view text) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) return {};
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = value_of(c);
    if (!value) return {};
    bits = (bits << 6) | *value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 255);
  }
  if ((bits & ((1U << held) - 1)) != 0) return {};
  return bytes;
}

}  // namespace tollbridge
