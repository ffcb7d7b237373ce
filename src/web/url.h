// SPDX-License-Identifier: Apache-2.0
// What an address says of the way to it.
#pragma once

#include <string>

namespace tollbridge::web {

// Plain HTTP to another machine than this one: others could read what goes along.
bool leaves_the_machine_in_clear(const std::string& url);

}  // namespace tollbridge::web
