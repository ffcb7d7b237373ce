// SPDX-License-Identifier: Apache-2.0
// Text from outside that is shown on a terminal: what could steer the terminal, and bytes that are
// no UTF-8, are shown as escapes.
#pragma once

#include <string>
#include <string_view>

namespace tollbridge {

// Control characters (C0, DEL, C1) and each byte that belongs to no UTF-8 character become "\x1b";
// newlines stay. Everything else is left as it is.
std::string printable(std::string_view text);

}  // namespace tollbridge
