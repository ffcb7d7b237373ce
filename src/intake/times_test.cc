// SPDX-License-Identifier: Apache-2.0
// Goal: every way real tools write a time is read as the instant they meant, and a time that could
// mean several instants is refused. Method: the variants of azure-stack.md 3.4.2 and of FOCUS.
#include "intake/times.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tollbridge::intake {
namespace {

std::string read(std::string_view text, TimeStyle style) {
  const auto instant = parse_usage_time(text, style);
  return instant ? to_string(*instant) : instant.error().code;
}

TEST(UsageTime, rfc_3339_is_read_in_both_styles) {
  for (const TimeStyle style : {TimeStyle::strict, TimeStyle::lenient}) {
    EXPECT_EQ(read("2026-10-01T13:00:00Z", style), "2026-10-01T13:00:00Z");
    EXPECT_EQ(read("2026-10-01t13:00:00z", style), "2026-10-01T13:00:00Z");
    EXPECT_EQ(read("2019-12-10T11:00:00.0000000-08:00", style), "2019-12-10T19:00:00Z");
    EXPECT_EQ(read("2019-12-10T18:00:00+00:00", style), "2019-12-10T18:00:00Z");
    EXPECT_EQ(read("2019-12-10T18:00:00-00:00", style), "2019-12-10T18:00:00Z");
    EXPECT_EQ(read("2026-10-01T13:00:00.123456789Z", style), "2026-10-01T13:00:00.123456789Z");
    EXPECT_EQ(read("2026-10-01T13:00:60Z", style), "InvalidTime");
    EXPECT_EQ(read("10/01/2026 13:00", style), "InvalidTime");
    EXPECT_EQ(read("", style), "InvalidTime");
  }
}

TEST(UsageTime, what_azure_and_focus_send_means_utc) {
  EXPECT_EQ(read("2018-01-08T01:00:00+00:00Z", TimeStyle::lenient), "2018-01-08T01:00:00Z");
  EXPECT_EQ(read("2018-01-08T01:00:00.0000000+00:00Z", TimeStyle::lenient),
            "2018-01-08T01:00:00Z");
  EXPECT_EQ(read("2018-01-08T00:00:00", TimeStyle::lenient), "2018-01-08T00:00:00Z");
  EXPECT_EQ(read("2018-01-08T00:00:00.5", TimeStyle::lenient), "2018-01-08T00:00:00.5Z");
  EXPECT_EQ(read("2018-01-08T02:00:00 02:00", TimeStyle::lenient), "2018-01-08T00:00:00Z");
  EXPECT_EQ(read("2024-09-18 22:00:00", TimeStyle::lenient), "2024-09-18T22:00:00Z");
  EXPECT_EQ(read("2024-09-18", TimeStyle::lenient), "2024-09-18T00:00:00Z");
  EXPECT_EQ(read("2024-09-18T22:00:00.Z", TimeStyle::lenient), "InvalidTime");
}

TEST(UsageTime, a_compact_time_without_offset_could_be_anybodys_and_is_refused) {
  EXPECT_EQ(read("2026-10-01T13:00:00", TimeStyle::strict), "InvalidTime");
  EXPECT_EQ(read("2026-10-01", TimeStyle::strict), "InvalidTime");
  EXPECT_EQ(read("2026-10-01T13:00:00+00:00Z", TimeStyle::strict), "InvalidTime");
  EXPECT_EQ(read("2026-10-01T13:00:00 02:00", TimeStyle::strict), "InvalidTime");
}

TEST(UsageTime, a_span_may_last_as_long_as_the_month_it_starts_in) {
  const auto last = [](std::string_view start) {
    return to_string(span_end_max(*parse_usage_time(start, TimeStyle::strict)));
  };
  EXPECT_EQ(last("2026-10-01T00:00:00Z"), "2026-11-01T00:00:00Z");
  EXPECT_EQ(last("2026-09-15T10:30:00Z"), "2026-10-15T10:30:00Z");
  EXPECT_EQ(last("2026-02-01T00:00:00Z"), "2026-03-01T00:00:00Z");
  EXPECT_EQ(last("2024-02-29T00:00:00Z"), "2024-03-29T00:00:00Z");
}

RC_GTEST_PROP(UsageTime, no_text_breaks_the_reader, (const std::string& text)) {
  const auto instant = parse_usage_time(text, TimeStyle::lenient);
  RC_ASSERT(instant || instant.error().code == "InvalidTime");
}

}  // namespace
}  // namespace tollbridge::intake
