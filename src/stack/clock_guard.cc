// SPDX-License-Identifier: Apache-2.0
#include "stack/clock_guard.h"

#include <algorithm>

#include "core/check.h"

namespace tollbridge::stack {

Instant ClockGuard::look(Instant wall, std::chrono::nanoseconds steady) {
  CHECK(!last_ || steady >= last_->steady);
  const Instant expected = last_ ? last_->passed + (steady - last_->steady) : wall;
  const bool jumped = wall - expected > leap_max;
  if (!jumped) since_.reset();
  if (jumped && !since_) since_ = steady;
  const bool confirmed = since_ && steady - *since_ >= confirm_after;
  if (confirmed) since_.reset();
  const Instant passed = jumped && !confirmed ? expected : wall;
  ahead_ = wall - passed;
  last_ = {passed, steady};
  return passed;
}

}  // namespace tollbridge::stack
