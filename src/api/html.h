// SPDX-License-Identifier: Apache-2.0
// Text in pages of our own making. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tollbridge::api {

// A text as it stands in HTML, also in an attribute's quotes.
std::string escaped_for_html(std::string_view text);

}  // namespace tollbridge::api
