// SPDX-License-Identifier: Apache-2.0
// A JWS in its compact form (RFC 7515): header.claims.signature, all base64url.
#pragma once

#include <optional>
#include <string_view>

namespace tollbridge::jose {

// Views into the text.
struct JwsParts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_part;  // header and claims as they stand
};

// Empty if there are not exactly three parts.
inline std::optional<JwsParts> split(std::string_view text) {
  const auto first = text.find('.');
  if (first == std::string_view::npos) return {};
  const auto second = text.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  if (text.find('.', second + 1) != std::string_view::npos) return {};
  return JwsParts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                  text.substr(second + 1), text.substr(0, second)};
}

}  // namespace tollbridge::jose
