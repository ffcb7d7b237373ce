// SPDX-License-Identifier: Apache-2.0
// Base64 with the alphabet of RFC 4648 section 5, as JOSE uses it: without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollbridge::api::token {

std::string base64url(std::string_view bytes);

// Strict: no padding, no blanks, no other alphabet, and the unused bits of the last character are
// zero, so that different texts never mean the same bytes. Empty otherwise.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace tollbridge::api::token
