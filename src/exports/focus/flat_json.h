// SPDX-License-Identifier: Apache-2.0
// Tags as FOCUS Key-Value: one flat JSON object. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tollbridge::exports::focus {

// `tags` in the canonical form of intake/tags.h. A value that is itself an object or a list becomes
// its text; tags that are no JSON object at all become the member x_Tags. Empty stays empty.
std::string flat_json(std::string_view tags);

}  // namespace tollbridge::exports::focus
