// SPDX-License-Identifier: Apache-2.0
// Goal: a wall clock set ahead by mistake tells no hour too early, and a real gain loses none.
// Method: by hand around each limit of the rule; then any looks against its promises.
#include "stack/clock_guard.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::stack {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();

TEST(ClockGuard, a_clock_that_runs_as_time_does_is_believed) {
  ClockGuard guard;
  EXPECT_EQ(guard.look(noon, minutes(5)), noon) << "whatever the first look says";
  EXPECT_EQ(guard.look(noon + hours(30), minutes(5) + hours(30)), noon + hours(30));
  EXPECT_EQ(guard.look(noon + hours(32), minutes(5) + hours(31)), noon + hours(32))
      << "an hour more is set right by hand, by summer time, by NTP";
  EXPECT_EQ(guard.ahead(), nanoseconds(0));
}

TEST(ClockGuard, after_a_jump_time_passes_as_the_steady_clock_says) {
  ClockGuard guard;
  guard.look(noon, minutes(0));
  EXPECT_EQ(guard.look(noon + hours(72), minutes(1)), noon + minutes(1));
  EXPECT_EQ(guard.ahead(), hours(72) - minutes(1));
  EXPECT_EQ(guard.look(noon + hours(72) + minutes(30), minutes(31)), noon + minutes(31));
}

TEST(ClockGuard, a_jump_is_confirmed_when_the_clock_stays_ahead_for_an_hour) {
  ClockGuard guard;
  guard.look(noon, minutes(0));
  guard.look(noon + hours(72), minutes(1));
  EXPECT_EQ(guard.look(noon + hours(73) - nanoseconds(1), minutes(61) - nanoseconds(1)),
            noon + minutes(61) - nanoseconds(1));
  EXPECT_EQ(guard.look(noon + hours(73), minutes(61)), noon + hours(73));
  EXPECT_EQ(guard.ahead(), nanoseconds(0));
}

TEST(ClockGuard, a_clock_that_is_set_right_again_is_believed_at_once) {
  ClockGuard guard;
  guard.look(noon, minutes(0));
  guard.look(noon + hours(72), minutes(1));
  EXPECT_EQ(guard.look(noon + minutes(40), minutes(40)), noon + minutes(40));
  EXPECT_EQ(guard.look(noon + hours(72), minutes(70)), noon + minutes(70))
      << "another jump, which waits its own hour";
  EXPECT_EQ(guard.look(noon - hours(20), minutes(80)), noon - hours(20));
}

RC_GTEST_PROP(AnyClock, tells_nothing_early_and_catches_up_within_the_hour, ()) {
  ClockGuard guard;
  Instant wall = noon;
  nanoseconds steady{0};
  Instant passed = guard.look(wall, steady);
  const int looks = *rc::gen::inRange(1, 60);
  for (int i = 0; i < looks; ++i) {
    const nanoseconds by = minutes(*rc::gen::inRange(0, 30));
    steady += by;
    wall += by + (*rc::gen::inRange(0, 6) == 0 ? hours(*rc::gen::inRange(-100, 100)) : hours(0));
    const Instant now = guard.look(wall, steady);
    RC_ASSERT(now <= wall);
    RC_ASSERT(now == wall || now - passed == by);
    passed = now;
  }
  for (int i = 0; i < 5; ++i) {
    wall += minutes(15);
    steady += minutes(15);
    passed = guard.look(wall, steady);
  }
  RC_ASSERT(passed == wall);
}

}  // namespace
}  // namespace tollbridge::stack
