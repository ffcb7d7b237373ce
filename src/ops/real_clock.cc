// SPDX-License-Identifier: Apache-2.0
#include "ops/real_clock.h"

#include <sys/random.h>

#include <algorithm>
#include <chrono>

#include "core/check.h"
#include "core/int256.h"

namespace tollbridge::ops {

Instant RealClock::now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

std::int64_t RealClock::mono_nanoseconds() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

Instant SpedClock::now() {
  const i128 passed = i128{(real_.now() - began_).count()} * speed_;
  const i128 at = i128{start_.time_since_epoch().count()} + passed;
  const i128 latest = Instant::max().time_since_epoch().count();
  const i128 earliest = Instant::min().time_since_epoch().count();
  return Instant(Instant::duration(static_cast<std::int64_t>(std::clamp(at, earliest, latest))));
}

std::uint64_t RealRandom::u64() {
  std::uint64_t value = 0;
  CHECK(getrandom(&value, sizeof value, 0) == static_cast<ssize_t>(sizeof value));
  return value;
}

}  // namespace tollbridge::ops
