// SPDX-License-Identifier: Apache-2.0
// Goal: a receiver that is down gets everything once it is back, and not all of it at one moment.
// Method: the whole run of attempts of a message; properties over messages and what receivers ask.
#include "delivery/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace tollbridge::delivery {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant start = parse_instant("2026-11-24T00:00:00Z").value();

TEST(Attempts, are_ten_in_some_three_days) {
  Instant time = start;
  for (std::uint32_t made = 1; made < attempts_max; ++made) {
    const auto next = next_attempt("msg_1", made, time);
    ASSERT_TRUE(next) << made;
    EXPECT_GT(*next, time);
    time = *next;
  }
  EXPECT_FALSE(next_attempt("msg_1", attempts_max, time));
  EXPECT_GE(time - start, hours(75));
  EXPECT_LE(time - start, hours(92));
}

TEST(Attempts, of_messages_that_failed_together_are_spread) {
  std::set<Instant> times;
  for (int i = 0; i < 1000; ++i) {
    times.insert(next_attempt("msg_" + std::to_string(i), 3, start).value());
  }
  EXPECT_GT(times.size(), 990U);
  EXPECT_GT(*times.rbegin() - *times.begin(), std::chrono::minutes(5));
}

RC_GTEST_PROP(Attempts, wait_as_planned_and_at_most_a_fifth_longer, (const std::string& message)) {
  const auto next = next_attempt(message, 1, start);
  RC_ASSERT(next.has_value());
  RC_ASSERT(*next >= start + seconds(5));
  RC_ASSERT(*next <= start + seconds(6));
  RC_ASSERT(next == next_attempt(message, 1, start));
}

RC_GTEST_PROP(Attempts, wait_at_least_what_the_receiver_asks_up_to_a_day, ()) {
  const seconds asked(*rc::gen::inRange(0, 1'000'000));
  const auto made = static_cast<std::uint32_t>(*rc::gen::inRange(1, 10));
  const auto next = next_attempt("msg_1", made, start, asked);
  RC_ASSERT(*next >= start + std::min<seconds>(asked, hours(24)));
  RC_ASSERT(*next == std::max(*next_attempt("msg_1", made, start),
                              start + std::min<seconds>(asked, hours(24))));
}

}  // namespace
}  // namespace tollbridge::delivery
