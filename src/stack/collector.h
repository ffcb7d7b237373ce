// SPDX-License-Identifier: Apache-2.0
// What collectors share: they make readings of something that is measured already, and hand them to
// whoever takes them, in this process or over the network.
//
// A collector may do anything again after a fall: what was taken is a duplicate then.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "stack/reading.h"
#include "stack/stack_half.h"

namespace tollbridge::stack {

// Takes readings durably, at most posted_readings_max at a time.
using Taker = std::function<Result<TakeOutcome>(std::span<const Posted>)>;

inline constexpr std::size_t rejected_listed_max = 100;

// What one round of a collector came to.
struct Collected {
  std::uint64_t readings = 0;  // handed on
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::vector<intake::Rejected> rejected;  // the first of them
  std::uint64_t rejected_count = 0;
  std::vector<std::string> problems;  // what could not be measured, and why
};

// Hands all of them on, in as many calls as it takes.
Status hand_on(std::span<const Posted> readings, const Taker& take, Collected& collected);

}  // namespace tollbridge::stack
