// SPDX-License-Identifier: Apache-2.0
// Small things about ASCII text and lists that the faces share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace tollbridge::api {

std::string lower_case(std::string_view text);  // ASCII letters only
bool same_without_case(std::string_view a, std::string_view b);

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

}  // namespace tollbridge::api
