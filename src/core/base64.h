// SPDX-License-Identifier: Apache-2.0
// Base64: RFC 4648 section 4, and section 5 without padding, as JOSE and page tokens use it.
// Reading takes either alphabet, with or without padding. Pure, safe on any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollbridge {

std::string base64(std::string_view bytes);     // "+/", padded
std::string base64url(std::string_view bytes);  // "-_", not padded
// Empty if the text is no base64: another character, an impossible length, or bits left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace tollbridge
