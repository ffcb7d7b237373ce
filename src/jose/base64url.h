// SPDX-License-Identifier: Apache-2.0
// Base64 as JOSE reads it: RFC 4648 section 5 without padding, and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base64.h"

namespace tollbridge::jose {

// Strict: no padding, no blanks, no other alphabet, and the unused bits of the last character are
// zero, so that different texts never mean the same bytes. Empty otherwise.
inline std::optional<std::string> from_base64url(std::string_view text) {
  auto bytes = from_base64(text);
  if (bytes && base64url(*bytes) != text) return {};
  return bytes;
}

}  // namespace tollbridge::jose
