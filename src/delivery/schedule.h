// SPDX-License-Identifier: Apache-2.0
// When a message that did not get through is tried again: after seconds first, after a day at
// last, ten times in some three days. Each wait is longer by up to a fifth, by the message's own
// id, so that what failed together does not come back together. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"

namespace tollbridge::delivery {

inline constexpr std::uint32_t attempts_max = 10;

// After `attempts` attempts, the last ended at `ended_at`; empty: it is given up. `retry_after` is
// what the receiver asked for: the wait is not shorter, and at most a day.
std::optional<Instant> next_attempt(const std::string& message, std::uint32_t attempts,
                                    Instant ended_at,
                                    std::optional<std::chrono::seconds> retry_after = {});

}  // namespace tollbridge::delivery
