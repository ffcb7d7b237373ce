// SPDX-License-Identifier: Apache-2.0
// Goal: every hour of every month is counted once, in UTC. Method: all hours of a leap year and
// its neighbours are walked, printing and parsing are inverse, and odd texts are refused.
#include "core/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge {
namespace {

TEST(Period, months_follow_each_other_without_gap_or_overlap) {
  Period period = Period::parse("2023-01").value();
  for (int i = 0; i < 36; ++i, period = period.next()) {
    EXPECT_EQ(period.end(), period.next().begin());
    for (Hour hour = period.begin(); hour < period.end(); hour = hour.plus(1)) {
      ASSERT_EQ(Period::containing(hour), period) << hour.to_string();
    }
  }
}

TEST(Period, has_the_hours_of_its_calendar_month) {
  const auto hours = [](std::string_view text) { return Period::parse(text)->hours(); };
  EXPECT_EQ(hours("2026-02"), 28 * 24);
  EXPECT_EQ(hours("2024-02"), 29 * 24);
  EXPECT_EQ(hours("2026-04"), 30 * 24);
  EXPECT_EQ(hours("2026-12"), 31 * 24);
  EXPECT_EQ(hours("2100-02"), 28 * 24);
}

TEST(Period, is_printed_as_it_is_read) {
  for (const auto* text : {"1970-01", "2026-10", "2261-12"}) {
    EXPECT_EQ(Period::parse(text)->to_string(), text);
  }
  for (const auto* text : {"2026-13", "2026-00", "2026-1", "2026", "26-10", "2026-10-01", "1969-12",
                           "2262-01", ""}) {
    EXPECT_EQ(Period::parse(text).error().code, "InvalidPeriod") << text;
  }
}

TEST(Instant, is_read_with_any_offset_and_up_to_nine_fraction_digits) {
  const auto utc = [](std::string_view text) { return to_string(parse_instant(text).value()); };
  EXPECT_EQ(utc("2026-10-01T13:00:00Z"), "2026-10-01T13:00:00Z");
  EXPECT_EQ(utc("2026-10-01t13:00:00z"), "2026-10-01T13:00:00Z");
  EXPECT_EQ(utc("2019-12-10T11:00:00.0000000-08:00"), "2019-12-10T19:00:00Z");
  EXPECT_EQ(utc("2026-10-01 00:30:00+05:30"), "2026-09-30T19:00:00Z");
  EXPECT_EQ(utc("2026-10-01T13:00:00.123456789Z"), "2026-10-01T13:00:00.123456789Z");
  EXPECT_EQ(utc("2026-10-01T13:00:00.5Z"), "2026-10-01T13:00:00.5Z");
  EXPECT_EQ(utc("2024-02-29T00:00:00-00:00"), "2024-02-29T00:00:00Z");
}

TEST(Instant, what_is_no_time_is_refused) {
  for (const auto* text :
       {"", "2026-10-01", "2026-10-01T13:00:00", "2026-10-01T24:00:00Z", "2026-10-01T13:60:00Z",
        "2026-10-01T23:59:60Z", "2026-02-29T00:00:00Z", "2026-10-01T13:00:00.Z",
        "2026-10-01T13:00:00.1234567890Z", "2026-10-01T13:00:00Zx", "1677-12-31T00:00:00Z",
        "2262-01-01T00:00:00Z", "2026-10-01T13:00:00+24:00", "9999-12-31T23:59:59Z"}) {
    EXPECT_EQ(parse_instant(text).error().code, "InvalidTime") << text;
  }
}

TEST(Instant, a_bare_date_means_midnight_in_books_and_on_command_lines) {
  EXPECT_EQ(to_string(parse_instant_or_date("2026-10-01").value()), "2026-10-01T00:00:00Z");
  EXPECT_EQ(parse_instant_or_date("2026-13-01").error().code, "InvalidTime");
}

RC_GTEST_PROP(Instant, printing_and_parsing_are_inverse, ()) {
  const Instant first = parse_instant("1678-01-01T00:00:00Z").value();
  const Instant last = parse_instant("2261-12-31T23:59:59Z").value();
  const auto nanos = *rc::gen::inRange(first.time_since_epoch().count(),
                                       last.time_since_epoch().count());
  const Instant instant{std::chrono::nanoseconds{nanos}};
  RC_ASSERT(parse_instant(to_string(instant)).value() == instant);
}

RC_GTEST_PROP(Hour, contains_its_instants_and_no_others, (std::int32_t seconds)) {
  const Instant instant{std::chrono::seconds{seconds}};
  const Hour hour = Hour::containing(instant);
  RC_ASSERT(hour.start() <= instant && instant < hour.plus(1).start());
}

TEST(Hour, before_1970_is_truncated_towards_the_past_too) {
  EXPECT_EQ(Hour::containing(Instant{std::chrono::seconds{-1}}).index(), -1);
}

}  // namespace
}  // namespace tollbridge
