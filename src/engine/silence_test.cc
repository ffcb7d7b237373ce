// SPDX-License-Identifier: Apache-2.0
// How long a stack has been silent is told from its newest hour: exactly for two days, by days
// after that, and not at all beyond the hours asked for.
#include "engine/silence.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;

std::optional<Hour> newest(World& world, Hour now, int hours_back = 600) {
  return must(newest_usage(world.journal(), stack_one, now, hours_back));
}

TEST(Silence, the_newest_hour_is_found_exactly_within_two_days) {
  World world;
  const Hour noon = october.begin().plus(12);
  world.use({.hour = noon});
  world.use({.hour = noon.plus(-5), .resource = "vm-2"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = noon.plus(3)});
  EXPECT_EQ(newest(world, noon), noon);
  EXPECT_EQ(newest(world, noon.plus(47)), noon);
  EXPECT_EQ(newest(world, noon.plus(-1)), noon.plus(-5)) << "what is to come does not count";
}

TEST(Silence, after_two_days_it_is_told_by_the_day) {
  World world;
  const Hour noon = october.begin().plus(12);
  world.use({.hour = noon});
  EXPECT_EQ(newest(world, noon.plus(48)), noon.plus(0)) << "the day ends with that hour";
  EXPECT_EQ(newest(world, noon.plus(60)), noon.plus(12));
  EXPECT_EQ(newest(world, noon.plus(599)), noon.plus(23));
}

TEST(Silence, nothing_is_looked_for_beyond_the_hours_asked_for) {
  World world;
  EXPECT_EQ(newest(world, october.begin()), std::nullopt);
  world.use({.hour = october.begin()});
  EXPECT_EQ(newest(world, october.begin().plus(599)), october.begin().plus(23));
  EXPECT_EQ(newest(world, october.begin().plus(600)), std::nullopt);
  EXPECT_EQ(newest(world, october.begin().plus(24), 24), std::nullopt);
}

}  // namespace
}  // namespace tollbridge::engine
