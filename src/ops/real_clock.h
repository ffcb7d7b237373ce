// SPDX-License-Identifier: Apache-2.0
// The machine's clock and chance behind the doors of core/world.h. Safe on any thread.
#pragma once

#include "core/world.h"

namespace tollbridge::ops {

class RealClock final : public Clock {
 public:
  Instant now() override;
  std::int64_t mono_nanoseconds() override;
};

// A clock that stands still: `--now`, and tests. The monotonic part stands still with it.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now) {}
  Instant now() override { return now_; }
  std::int64_t mono_nanoseconds() override { return 0; }

 private:
  Instant now_;
};

// Runs `speed` times as fast as another clock: `start` when that one says `began`. For trying out
// weeks in minutes; the monotonic part is the other's.
class SpedClock final : public Clock {
 public:
  // `real` must outlive it; `speed` is at least 1.
  SpedClock(Clock& real, Instant start, std::int64_t speed, Instant began)
      : real_(real), start_(start), speed_(speed), began_(began) {}
  Instant now() override;  // at most the last instant there is
  std::int64_t mono_nanoseconds() override { return real_.mono_nanoseconds(); }

 private:
  Clock& real_;
  const Instant start_;
  const std::int64_t speed_;
  const Instant began_;
};

// The kernel's cryptographic source. A kernel that gives no randomness ends the process.
class RealRandom final : public Random {
 public:
  std::uint64_t u64() override;
};

}  // namespace tollbridge::ops
