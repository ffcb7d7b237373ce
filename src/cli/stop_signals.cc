// SPDX-License-Identifier: Apache-2.0
#include "cli/stop_signals.h"

#include "core/check.h"
#include "ops/real_clock.h"

namespace tollbridge::cli {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

StopSignals::StopSignals() {
  sigemptyset(&awaited_);
  for (const int number : {SIGTERM, SIGINT}) sigaddset(&awaited_, number);
  CHECK(pthread_sigmask(SIG_BLOCK, &awaited_, &before_) == 0);
}

StopSignals::~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool StopSignals::wait(milliseconds longest) {
  ops::RealClock clock;
  const nanoseconds end = nanoseconds(clock.mono_nanoseconds()) + longest;
  // Other signals (a stop and continue) end the waiting early.
  while (!came_) {
    const auto left = std::chrono::ceil<milliseconds>(
                          end - nanoseconds(clock.mono_nanoseconds())).count();
    const timespec time{left > 0 ? left / 1000 : 0, left > 0 ? left % 1000 * 1'000'000 : 0};
    came_ = sigtimedwait(&awaited_, nullptr, &time) > 0;
    if (left <= 0) break;
  }
  return came_;
}

}  // namespace tollbridge::cli
