// SPDX-License-Identifier: Apache-2.0
// Goal: what simulated usage is compared with follows the written rules. Method: cases by hand.
#include "simulate/exact_hours.h"

#include <gtest/gtest.h>

namespace tollbridge::simulate {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
const ExactHours::Key key{"s", "m"};
constexpr i128 one = 1'000'000'000'000'000'000;

TEST(ExactHours, a_quantity_is_spread_exactly_and_what_is_left_over_goes_to_the_earlier_hour) {
  ExactHours hours_of(Hour::containing(noon));
  hours_of.spread(key, noon + minutes(30), noon + hours(2), one);
  EXPECT_EQ(hours_of.csv(),
            "subscription,meter,hour,quantity\n"
            "s,m,2026-10-01T12:00:00Z,0.333333333333333333\n"
            "s,m,2026-10-01T13:00:00Z,0.666666666666666667\n");
  ExactHours equal(Hour::containing(noon));
  equal.spread(key, noon + minutes(30), noon + minutes(90), 3);
  EXPECT_EQ(equal.all().begin()->second, 2);
}

TEST(ExactHours, a_level_is_summed_inside_an_hour_and_rounded_once) {
  ExactHours hours_of(Hour::containing(noon));
  HeldLevel level(hours_of, key, false);
  for (int i = 0; i < 60; ++i) level.hold(4 * one, noon + minutes(i), noon + minutes(i + 1));
  level.hold(one, noon + hours(1), noon + hours(1) + seconds(1));
  level.finish();
  EXPECT_EQ(hours_of.csv(),
            "subscription,meter,hour,quantity\n"
            "s,m,2026-10-01T12:00:00Z,4\n"
            "s,m,2026-10-01T13:00:00Z,0.000277777777777778\n");
}

TEST(ExactHours, a_whole_month_is_one) {
  ExactHours hours_of(Hour::containing(noon));
  HeldLevel level(hours_of, key, true);
  const Instant november = parse_instant("2026-11-01T00:00:00Z").value();
  const Instant december = parse_instant("2026-12-01T00:00:00Z").value();
  level.hold(one, november, december);
  level.finish();
  i128 sum = 0;
  for (const auto& [where, units] : hours_of.all()) sum += units;
  EXPECT_EQ(sum, one);
  EXPECT_EQ(hour_of_month(Hour::containing(november)), one / 720);
}

}  // namespace
}  // namespace tollbridge::simulate
