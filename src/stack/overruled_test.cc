// SPDX-License-Identifier: Apache-2.0
// Goal: an hour that commerce overruled is on the list until its readings count again, and none is
// lost or doubled by that. Method: a stack half in memory, its journal written as a bridge does.
#include "stack/overruled.h"

#include <gtest/gtest.h>

#include <string>

#include "stack/stack_half_testing.h"

namespace tollbridge::stack {
namespace {

// As a bridge does that takes back what commerce has of the hour of noon.
class OverruledWorld : public World {
 public:
  OverruledWorld() {
    know("shop");
    take({posted(Kind::delta, noon, "3")});
    settle(noon + hours(1));
  }
  void overrule(const std::string& quantity) {
    const Series series = posted(Kind::delta, noon, "1").track.series;
    const Overruled one{series, twelve, Quantity::from_whole(3),
                        Quantity::parse(quantity).value(), noon};
    CHECK(half().overrule(std::span(&one, 1), noon).has_value());
  }
  void append(const std::string& quantity) {
    journal::UsageBatch batch;
    journal::UsageRow row;
    row.stack = batch.strings.intern(stack_id.text());
    row.subscription = batch.strings.intern("shop");
    row.tenant = batch.strings.intern("tenant");
    row.meter = batch.strings.intern("cpu");
    row.resource = batch.strings.intern("/vm/1");
    row.start = noon;
    row.quantity = Quantity::parse(quantity).value();
    row.reported_at = noon;
    batch.rows.push_back(row);
    CHECK(journal().append(batch, {true}).has_value());
  }
};

TEST(Overruled, an_hour_counts_by_its_readings_again_when_these_are_posted_again) {
  OverruledWorld world;
  world.overrule("2");
  world.append("2");
  world.settle(noon + hours(2));
  EXPECT_EQ(world.told(), "12: 2 r1") << "commerce's word counts";
  EXPECT_EQ(world.books.overruled().size(), 1U);
  EXPECT_EQ(world.take({posted(Kind::delta, noon, "3")}).duplicate, 1U);
  world.settle(noon + hours(2));
  EXPECT_EQ(world.told(), "12: 3 r2");
  EXPECT_TRUE(world.books.overruled().empty());
  world.take({posted(Kind::delta, noon, "3")});
  EXPECT_EQ(world.settle(noon + hours(2)).restated, 0U) << "once";
}

TEST(Overruled, an_hour_of_which_commerce_says_more_waits_for_the_readings_that_are_missing) {
  OverruledWorld world;
  world.overrule("5");
  world.append("5");
  world.take({posted(Kind::delta, noon, "3")});
  world.settle(noon + hours(2));
  EXPECT_EQ(world.told(), "12: 5 r1") << "a duplicate lets no hour fall";
  EXPECT_EQ(world.books.overruled().size(), 1U);
  Posted lost = posted(Kind::delta, noon, "2");
  lost.reading.id = "lost";
  world.take({lost, posted(Kind::delta, noon, "3")});
  world.settle(noon + hours(2));
  EXPECT_EQ(world.told(), "12: 5 r1");
  EXPECT_TRUE(world.books.overruled().empty());
}

TEST(Overruled, an_hour_settled_while_commerces_word_is_on_its_way_stays_on_the_list) {
  OverruledWorld world;
  world.overrule("2");
  Posted late = posted(Kind::delta, noon, "4");
  late.reading.id = "late";
  world.take({late});
  world.settle(noon + hours(2));
  EXPECT_EQ(world.told(), "12: 7 r1");
  EXPECT_EQ(world.books.overruled().size(), 1U);
}

}  // namespace
}  // namespace tollbridge::stack
