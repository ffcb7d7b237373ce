// SPDX-License-Identifier: Apache-2.0
// Small tools for text that came from outside: is it UTF-8, does it hold control characters, how
// may it be quoted in a message. Pure, safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace tollbridge::intake {

// Well-formed UTF-8: no overlong forms, no surrogates, at most U+10FFFF. Fast for ASCII.
bool is_utf8(std::string_view text);

// U+0000 .. U+001F or U+007F is in it.
bool has_control_character(std::string_view text);

// ASCII letters compare without case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

// 'text' in quotes for a message: at most 60 bytes, control characters and broken UTF-8 as '?'.
std::string in_quotes(std::string_view text);

std::string_view without_blanks_around(std::string_view text);

}  // namespace tollbridge::intake
