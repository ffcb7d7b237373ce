// SPDX-License-Identifier: Apache-2.0
// Base64 of registration tokens (RFC 4648 section 4) and of opaque page tokens (section 5, without
// padding). Reading takes either alphabet, with or without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollbridge::api::arm {

std::string base64url(std::string_view bytes);
// Empty if the text is no base64: another character, an impossible length, or bits left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace tollbridge::api::arm
