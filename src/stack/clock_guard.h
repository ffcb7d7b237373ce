// SPDX-License-Identifier: Apache-2.0
// Whether what a wall clock says has passed: held against a clock that cannot jump. Without it a
// clock that is set days ahead by mistake would have running machines told for those days.
//
// The rule. From one look to the next the wall clock may gain `leap_max` (an hour) on the steady
// clock. A larger gain is a jump: from then on time passes as the steady clock says, until the wall
// clock has stayed ahead for `confirm_after` (an hour of the steady clock), which confirms it, or
// is back. A machine that was suspended looks the same, and has its hours told an hour later; none
// is lost. A clock that goes back is followed at once, since nothing can be told too early by that.
// The first look is believed: a process that starts has nothing to hold its clock against.
//
// Pure: both clocks are arguments. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/time.h"

namespace tollbridge::stack {

class ClockGuard {
 public:
  static constexpr std::chrono::nanoseconds leap_max = std::chrono::hours(1);
  static constexpr std::chrono::nanoseconds confirm_after = std::chrono::hours(1);

  // The time up to which hours may be told, never later than `wall`. Times of `steady` never go
  // back; only their differences count.
  Instant look(Instant wall, std::chrono::nanoseconds steady);

  // By how much the clock was ahead of what has passed at the last look; 0: it is believed.
  [[nodiscard]] std::chrono::nanoseconds ahead() const { return ahead_; }

 private:
  struct Look {
    Instant passed{};
    std::chrono::nanoseconds steady{};
  };
  std::optional<Look> last_;
  std::optional<std::chrono::nanoseconds> since_;  // steady; when the jump was seen
  std::chrono::nanoseconds ahead_{0};
};

}  // namespace tollbridge::stack
