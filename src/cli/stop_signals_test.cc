// SPDX-License-Identifier: Apache-2.0
// Goal: a process that is asked to end can finish what it does. Method: signals to ourselves.
#include "cli/stop_signals.h"

#include <gtest/gtest.h>

#include "ops/real_clock.h"

namespace tollbridge::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

TEST(StopSignals, a_wait_ends_in_time_or_by_a_signal) {
  for (const int number : {SIGTERM, SIGINT}) {
    StopSignals signals;
    ops::RealClock clock;
    const std::int64_t begun = clock.mono_nanoseconds();
    const auto passed = [&] { return nanoseconds(clock.mono_nanoseconds() - begun); };
    EXPECT_FALSE(signals.wait(milliseconds(0)));
    EXPECT_FALSE(signals.wait(milliseconds(20)));
    EXPECT_GE(passed(), milliseconds(20));
    raise(number);
    EXPECT_TRUE(signals.wait(milliseconds(60'000)));
    EXPECT_TRUE(signals.wait(milliseconds(0))) << "it stays asked";
    EXPECT_LT(passed(), milliseconds(30'000));
  }
}

}  // namespace
}  // namespace tollbridge::cli
