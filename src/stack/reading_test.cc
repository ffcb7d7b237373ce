// SPDX-License-Identifier: Apache-2.0
// Goal: what a provider posts is taken or refused for a reason it can act on. Method: one fault at
// a time in a good reading, each limit at and beyond its edge.
#include "stack/reading.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "core/limits.h"

namespace tollbridge::stack {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();

Posted good(Kind kind = Kind::delta) {
  Posted posted;
  posted.track.series = {LocalSubscriptionId("shop"), MeterId("cpu"), ResourceId("/vm/1")};
  posted.meaning.kind = kind;
  posted.reading.at = noon;
  posted.reading.value = Quantity::from_whole(2);
  return posted;
}

// The code of what the change makes wrong; "" if nothing.
std::string fault(Kind kind, const std::function<void(Posted&)>& change) {
  Posted posted = good(kind);
  change(posted);
  const Status checked = check(posted, noon);
  return checked ? "" : checked.error().code;
}

TEST(Reading, each_kind_is_taken) {
  for (const Kind kind : {Kind::delta, Kind::counter, Kind::gauge, Kind::duration}) {
    EXPECT_TRUE(check(good(kind), noon));
    EXPECT_EQ(parse_kind(to_string(kind)).value(), kind);
  }
  EXPECT_EQ(parse_kind("Counter").error().code, "InvalidField");
  EXPECT_EQ(parse_measure("months").value(), Measure::months);
  EXPECT_EQ(to_string(Measure::hours), "hours");
  EXPECT_EQ(parse_measure("days").error().code, "InvalidField");
}

TEST(Reading, a_series_is_told_whole) {
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) { p.track.series.subscription = {}; }),
            "MissingField");
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) { p.track.series.meter = {}; }), "MissingField");
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) { p.track.series.resource = {}; }), "MissingField");
}

TEST(Reading, texts_are_bounded_and_printable) {
  const std::string longest(limits::id_bytes_max, 'x');
  EXPECT_EQ(fault(Kind::delta, [&](Posted& p) { p.reading.id = longest; }), "");
  EXPECT_EQ(fault(Kind::delta, [&](Posted& p) { p.reading.id = longest + "x"; }), "FieldTooLong");
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) { p.track.source = "eth0\n"; }), "InvalidField");
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) { p.reading.location = "\xff"; }), "InvalidField");
  EXPECT_EQ(fault(Kind::delta, [](Posted& p) {
              p.reading.tags.assign(limits::tags_bytes_max + 1, 't');
            }),
            "FieldTooLong");
}

TEST(Reading, an_interval_ends_after_it_begins_and_within_a_day) {
  const auto until = [](Kind kind, Instant end) {
    return fault(kind, [end](Posted& p) { p.reading.end = end; });
  };
  EXPECT_EQ(until(Kind::delta, noon), "InvalidTime");
  EXPECT_EQ(until(Kind::delta, noon + nanoseconds(1)), "");
  EXPECT_EQ(until(Kind::delta, noon + delta_length_max), "");
  EXPECT_EQ(until(Kind::delta, noon + delta_length_max + nanoseconds(1)), "SpanTooLong");
  EXPECT_EQ(until(Kind::gauge, noon + hours(1)), "InvalidField");
}

TEST(Reading, a_clock_may_be_a_day_ahead) {
  EXPECT_EQ(fault(Kind::counter, [](Posted& p) { p.reading.at = noon + ahead_max; }), "");
  EXPECT_EQ(fault(Kind::counter, [](Posted& p) { p.reading.at = noon + ahead_max + seconds(1); }),
            "TooFarAhead");
}

TEST(Reading, a_gap_is_one_second_to_a_day) {
  const auto gap = [](seconds length) {
    return fault(Kind::gauge, [length](Posted& p) { p.reading.gap = length; });
  };
  EXPECT_EQ(gap(seconds(0)), "InvalidField");
  EXPECT_EQ(gap(seconds(1)), "");
  EXPECT_EQ(gap(gap_max), "");
  EXPECT_EQ(gap(gap_max + seconds(1)), "InvalidField");
}

TEST(Reading, only_a_delta_takes_back) {
  const auto minus = [](Posted& p) { p.reading.value = Quantity::from_whole(-1); };
  EXPECT_EQ(fault(Kind::delta, minus), "");
  EXPECT_EQ(fault(Kind::counter, minus), "NegativeValue");
  EXPECT_EQ(fault(Kind::gauge, minus), "NegativeValue");
  EXPECT_EQ(fault(Kind::duration, minus), "NegativeValue");
}

}  // namespace
}  // namespace tollbridge::stack
