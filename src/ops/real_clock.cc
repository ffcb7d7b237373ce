// SPDX-License-Identifier: Apache-2.0
#include "ops/real_clock.h"

#include <sys/random.h>

#include <chrono>

#include "core/check.h"

namespace tollbridge::ops {

Instant RealClock::now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

std::int64_t RealClock::mono_nanoseconds() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

std::uint64_t RealRandom::u64() {
  std::uint64_t value = 0;
  CHECK(getrandom(&value, sizeof value, 0) == static_cast<ssize_t>(sizeof value));
  return value;
}

}  // namespace tollbridge::ops
