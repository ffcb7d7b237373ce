// SPDX-License-Identifier: Apache-2.0
// Units of vendors' price files that stand for several: "10 Hours", "10K", "1M/Month". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/decimal.h"

namespace tollbridge::rating {

// How many single units one of `unit` is: 10, 10,000, 1,000,000. A text that does not begin with a
// number counts one ("Hours"). K, M and B are thousands, millions and billions where nothing, a
// blank or '/' follows ("100 MB" are 100). Empty: 0, or more than 10^15.
std::optional<std::int64_t> block_size(std::string_view unit);

// What makes single units of it: 1 / block_size. Empty where 18 digits do not hold it ("30 Days").
std::optional<Factor> single_unit_factor(std::string_view unit);

}  // namespace tollbridge::rating
