// SPDX-License-Identifier: Apache-2.0
// Tags of a usage record: a JSON object in its canonical text, or whatever text was given.
// Canonical: no blanks, members sorted by name, of equal names the last, strings with the fewest
// escapes, numbers as written. So equal tags are equal text, whichever form carried them.
#pragma once

#include <string>
#include <string_view>

namespace tollbridge::intake {

// "", "null" and "{}" are no tags: empty. A JSON object gets its canonical text; text that is no
// JSON object (or nested deeper than 32) is kept as given. Pure.
std::string canonical_tags(std::string_view text);

}  // namespace tollbridge::intake
