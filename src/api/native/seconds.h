// SPDX-License-Identifier: Apache-2.0
// Durations of answers.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>

#include "core/time.h"

namespace tollbridge::api::native {

// A number in JSON: "1.234"; 0.000 if the clock went back.
inline std::string seconds_between(Instant begin, Instant end) {
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(end - begin).count();
  const auto milliseconds = std::max<std::int64_t>(passed, 0);
  const std::string rest = std::to_string(1000 + milliseconds % 1000).substr(1);
  return std::to_string(milliseconds / 1000) + "." + rest;
}

}  // namespace tollbridge::api::native
