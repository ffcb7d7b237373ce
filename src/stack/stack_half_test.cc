// SPDX-License-Identifier: Apache-2.0
// Goal: what the journal says of every hour is what the readings say, whatever is posted, settled
// and fails, and each change is told once. Method: by hand on the memory adapters. Random
// histories: stack_half_history_test.cc.
#include "stack/stack_half.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stack/stack_half_testing.h"

namespace tollbridge::stack {
namespace {

TEST(StackHalf, an_hour_is_told_when_it_has_passed) {
  World world;
  world.know("shop");
  world.take({posted(Kind::delta, noon + minutes(5), "3")}, noon + minutes(6));
  EXPECT_EQ(world.settle(noon + minutes(59)).rows, 0U);
  EXPECT_EQ(world.told(), "");
  EXPECT_EQ(world.settle(noon + minutes(60)).rows, 1U);
  EXPECT_EQ(world.told(), "12: 3 r0");
  EXPECT_EQ(world.settle(noon + minutes(61)).rows, 0U) << "once";
}

TEST(StackHalf, an_hour_waits_for_its_grace) {
  World world;
  world.rules.grace = minutes(10);
  world.open();
  world.know("shop");
  world.take({posted(Kind::delta, noon, "3")});
  EXPECT_EQ(world.settle(noon + minutes(69)).rows, 0U);
  EXPECT_EQ(world.settle(noon + minutes(70)).rows, 1U);
}

TEST(StackHalf, a_late_reading_restates_the_hours_between_its_neighbours) {
  World world;
  world.know("shop");
  world.take({posted(Kind::counter, noon, "0"), posted(Kind::counter, noon + hours(4), "40")},
             noon + hours(4));
  world.settle(noon + hours(5));
  EXPECT_EQ(world.told(), "12: 10 r0, 13: 10 r0, 14: 10 r0, 15: 10 r0");
  world.take({posted(Kind::counter, noon + hours(2), "40")}, noon + hours(5));
  const auto settled = world.settle(noon + hours(5));
  EXPECT_EQ(settled.restated, 4U);
  EXPECT_EQ(world.told(), "12: 20 r1, 13: 20 r1, 14: 0 r1, 15: 0 r1");
}

TEST(StackHalf, a_running_machine_is_told_every_hour_until_it_stops) {
  World world;
  world.know("shop");
  world.take({posted(Kind::duration, noon + minutes(30), "2")}, noon + minutes(30));
  world.settle(noon + hours(1));
  world.settle(noon + hours(2));
  EXPECT_EQ(world.settle(noon + hours(3)).rows, 1U);
  EXPECT_EQ(world.told(), "12: 1 r0, 13: 2 r0, 14: 2 r0");
  world.take({posted(Kind::duration, noon + minutes(90), "0")}, noon + hours(3));
  EXPECT_EQ(world.settle(noon + hours(4)).rows, 0U);
  EXPECT_EQ(world.told(), "12: 1 r0, 13: 1 r1, 14: 0 r1") << "the stop came late";
  EXPECT_TRUE(world.books.due().empty());
}

TEST(StackHalf, hours_a_clock_ahead_has_told_are_taken_back_when_the_machine_has_stopped) {
  World world;
  world.know("shop");
  world.take({posted(Kind::duration, noon, "2")}, noon);
  world.settle(noon + hours(6));  // the clock is hours ahead
  EXPECT_EQ(world.told(), "12: 2 r0, 13: 2 r0, 14: 2 r0, 15: 2 r0, 16: 2 r0, 17: 2 r0");
  world.take({posted(Kind::duration, noon + hours(1), "0")}, noon + hours(1));
  world.settle(noon + hours(2));  // it is right again
  EXPECT_EQ(world.told(), "12: 2 r0, 13: 0 r1, 14: 2 r0, 15: 2 r0, 16: 2 r0, 17: 2 r0");
  world.settle(noon + hours(4));
  world.settle(noon + hours(9));
  EXPECT_EQ(world.told(), "12: 2 r0, 13: 0 r1, 14: 0 r1, 15: 0 r1, 16: 0 r1, 17: 0 r1");
  EXPECT_TRUE(world.books.due().empty());
}

TEST(StackHalf, sources_of_one_series_are_counted_apart_and_told_together) {
  World world;
  world.know("shop");
  world.take({posted(Kind::counter, noon, "1000", "shop", "eth0"),
              posted(Kind::counter, noon, "7", "shop", "eth1"),
              posted(Kind::counter, noon + minutes(30), "1005", "shop", "eth0"),
              posted(Kind::counter, noon + minutes(30), "9", "shop", "eth1"),
              posted(Kind::delta, noon + minutes(40), "-1", "shop", "by hand")},
             noon + minutes(40));
  world.settle(noon + hours(1));
  EXPECT_EQ(world.told(), "12: 6 r0");
  world.take({posted(Kind::counter, noon + minutes(45), "10", "shop", "eth1")}, noon + hours(1));
  world.settle(noon + hours(1));
  EXPECT_EQ(world.told(), "12: 7 r1");
}

TEST(StackHalf, usage_waits_for_the_directory) {
  World world;
  world.take({posted(Kind::delta, noon, "3")});
  EXPECT_EQ(world.settle(noon + hours(1)).waiting, 1U);
  EXPECT_EQ(world.told(), "");
  world.know("shop", noon + hours(2), SubscriptionState::enabled, noon + hours(2));
  EXPECT_EQ(world.settle(noon + hours(2)).rows, 1U) << "though it is said to begin later";
  EXPECT_EQ(world.told(), "12: 3 r0");
}

TEST(StackHalf, r52_a_disabled_subscription_emits_nothing_also_when_that_is_learned_late) {
  World world;
  world.know("shop");
  world.take({posted(Kind::duration, noon, "1")});
  world.settle(noon + hours(3));
  EXPECT_EQ(world.told(), "12: 1 r0, 13: 1 r0, 14: 1 r0");
  world.know("shop", noon + minutes(60), SubscriptionState::disabled, noon + hours(3));
  EXPECT_GE(world.settle(noon + hours(3)).withheld, 2U);
  EXPECT_EQ(world.told(), "12: 1 r0, 13: 0 r1, 14: 0 r1");
  world.know("shop", noon + hours(2), SubscriptionState::enabled, noon + hours(3));
  world.settle(noon + hours(4));
  EXPECT_EQ(world.told(), "12: 1 r0, 13: 0 r1, 14: 1 r2, 15: 1 r0");
}

TEST(StackHalf, what_is_wrong_is_refused_alone_with_its_line) {
  World world;
  world.know("shop");
  auto negative = posted(Kind::gauge, noon, "-1");
  negative.line = 2;
  auto conflict = posted(Kind::delta, noon, "4");
  conflict.line = 3;
  auto other = posted(Kind::gauge, noon, "4");
  other.line = 4;
  const auto outcome = world.take({posted(Kind::delta, noon, "3"), other, conflict, negative,
                                   posted(Kind::delta, noon, "3")});
  EXPECT_EQ(outcome.accepted, 1U);
  EXPECT_EQ(outcome.duplicate, 1U);
  ASSERT_EQ(outcome.rejected.size(), 3U);
  EXPECT_EQ(outcome.rejected[0].code, "NegativeValue");
  EXPECT_EQ(outcome.rejected[1].code, "ReadingConflict");
  EXPECT_EQ(outcome.rejected[2].code, "OtherMeaning");
  EXPECT_EQ(outcome.rejected[2].line, 4U);
}

TEST(StackHalf, one_absurd_series_keeps_nobody_from_being_told) {
  World world;
  world.know("shop");
  world.know("absurd");
  auto most = posted(Kind::delta, noon, "170000000000000000000", "absurd");
  auto more = most;
  more.reading.id = "again";
  world.take({most, more, posted(Kind::delta, noon, "3")});
  const auto settled = world.settle(noon + hours(1));
  EXPECT_EQ(settled.too_large, 1U);
  EXPECT_EQ(world.told(), "12: 3 r0");
  EXPECT_EQ(world.told("absurd"), "");
  more.reading.id = "taken back";
  more.reading.value = *more.reading.value.negated();
  world.take({more});
  world.settle(noon + hours(1));
  EXPECT_EQ(world.told("absurd"), "12: 170000000000000000000 r0");
}

TEST(StackHalf, a_fall_between_journal_and_books_tells_nothing_twice) {
  World world;
  world.know("shop");
  world.take({posted(Kind::delta, noon, "3")});
  const auto due = world.books.due();
  world.settle(noon + hours(1));
  // The books do not know that it was settled.
  ASSERT_TRUE(world.books.settle({}, due, noon));
  world.open();
  const auto again = world.settle(noon + hours(1));
  EXPECT_EQ(again.rows + again.restated, 0U);
  EXPECT_EQ(world.told(), "12: 3 r0");
  EXPECT_TRUE(world.books.due().empty());
}

TEST(StackHalf, a_journal_that_fails_leaves_the_hours_due) {
  World world;
  world.know("shop");
  world.take({posted(Kind::delta, noon, "3")});
  world.marks().fail_with(Error{ErrorKind::io, "DiskFull", "full", {}, {}, 0, {}});
  EXPECT_EQ(world.half().settle(noon + hours(1)).error().code, "DiskFull");
  world.marks().fail_with({});
  EXPECT_EQ(world.settle(noon + hours(1)).rows, 1U);
}

TEST(StackHalf, r59_reported_time_never_goes_back_with_the_clock) {
  World world;
  world.know("shop");
  std::vector<Instant> reported;
  const auto settle_at = [&](Instant at, const std::string& id) {
    auto one = posted(Kind::delta, noon - hours(5), "1");
    one.reading.id = id;
    world.take({one});
    world.settle(at);
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {twelve.plus(-10), twelve.plus(10)};
    CHECK(world.journal()
              .scan(request, [&](const journal::StringPool&, const auto& rows) -> Status {
                for (const auto& row : rows) reported.push_back(*row.row.reported_at);
                return {};
              })
              .has_value());
  };
  settle_at(noon, "a");
  settle_at(noon - hours(2), "b");
  world.open();
  settle_at(noon - hours(1), "c");
  settle_at(noon + minutes(1), "d");
  EXPECT_EQ(reported, (std::vector{noon, noon, noon, noon + minutes(1)}));
}

TEST(StackHalf, old_readings_are_forgotten_once_settled_and_the_hours_stay) {
  World world;
  world.rules.keep = hours(10);
  world.open();
  world.know("shop", noon - hours(1000));
  world.take({posted(Kind::counter, noon, "0"), posted(Kind::counter, noon + hours(1), "5"),
              posted(Kind::counter, noon + hours(3), "9")}, noon + hours(3));
  ASSERT_TRUE(world.half().forget(noon + hours(14)));
  const auto kept = [&] {
    return world.books.readings(1, Instant::min(), Instant::max()).value().size();
  };
  EXPECT_EQ(kept(), 3U) << "not settled yet";
  world.settle(noon + hours(14));
  ASSERT_TRUE(world.half().forget(noon + hours(15)));
  EXPECT_EQ(kept(), 1U) << "the last one is what the next is compared with";
  const auto late = world.take({posted(Kind::counter, noon + hours(2), "7")}, noon + hours(15));
  ASSERT_EQ(late.rejected.size(), 1U);
  EXPECT_EQ(late.rejected[0].code, "TooLate");
  world.take({posted(Kind::counter, noon + hours(15), "21")}, noon + hours(15));
  world.settle(noon + hours(16));
  EXPECT_TRUE(world.told().starts_with("12: 5 r0, 13: 2 r0, 14: 2 r0, 15: 1 r0, 16: 1 r0"));
}

TEST(StackHalf, a_track_that_was_silent_for_longer_than_readings_are_kept_is_dropped) {
  World world;
  world.rules.keep = hours(48);
  world.open();
  world.know("shop", noon - hours(1000));
  world.take({posted(Kind::delta, noon, "3", "shop", "delta"),
              posted(Kind::gauge, noon, "4", "shop", "gauge"),
              posted(Kind::counter, noon, "0", "shop", "counter"),
              posted(Kind::duration, noon, "1", "shop", "running"),
              posted(Kind::duration, noon, "1", "shop", "stopped"),
              posted(Kind::duration, noon + hours(1), "0", "shop", "stopped")}, noon + hours(1));
  world.settle(noon + hours(2));
  const auto told = world.told();
  EXPECT_TRUE(told.starts_with("12: 9 r0, 13: 1 r0")) << told;
  const auto sources = [&] {
    std::string text;
    for (const KnownTrack& known : world.books.tracks()) text += known.track.source + " ";
    return text;
  };
  ASSERT_TRUE(world.half().forget(noon + hours(48 + 24)));
  EXPECT_EQ(sources(), "delta gauge counter running stopped ") << "hours are still due";
  world.settle(noon + hours(48 + 25));
  ASSERT_TRUE(world.half().forget(noon + hours(48 + 25)));
  EXPECT_EQ(sources(), "running stopped ");
  world.settle(noon + hours(500));
  ASSERT_TRUE(world.half().forget(noon + hours(500)));
  EXPECT_EQ(sources(), "running ") << "one that runs is never dropped";
  world.take({posted(Kind::duration, noon + hours(500), "0", "shop", "running"),
              posted(Kind::delta, noon + hours(500), "2", "shop", "delta"),
              posted(Kind::counter, noon + hours(500), "7", "shop", "counter")},
             noon + hours(500));
  world.settle(noon + hours(502));
  EXPECT_EQ(sources(), "running delta counter ");
  EXPECT_TRUE(world.told().starts_with(told)) << "what was told stays";
  EXPECT_TRUE(world.told().ends_with("511: 1 r0, 512: 2 r0")) << world.told();
}

TEST(StackHalf, a_machine_that_runs_is_never_dropped_even_if_no_hour_of_it_is_due) {
  World world;
  world.know("shop", noon - hours(1000));
  world.take({posted(Kind::duration, noon, "1")});
  const std::vector<TrackNo> all = {1};
  ASSERT_TRUE(world.books.settle(all, {}, noon));
  ASSERT_TRUE(world.half().forget(noon + hours(100 * 24)));
  EXPECT_EQ(world.books.tracks().size(), 1U);
}

TEST(StackHalf, readings_of_one_source_are_kept_while_another_reaches_back_to_their_hours) {
  World world;
  world.rules.keep = hours(48);
  world.open();
  world.know("shop", noon - hours(1000));
  world.take({posted(Kind::delta, noon, "3", "shop", "a"),
              posted(Kind::counter, noon, "0", "shop", "b")});
  world.take({posted(Kind::counter, noon + hours(60), "0", "shop", "b")}, noon + hours(60));
  world.settle(noon + hours(61));
  EXPECT_EQ(world.told(), "12: 3 r0");
  ASSERT_TRUE(world.half().forget(noon + hours(48 + 59)));
  ASSERT_EQ(world.books.tracks().size(), 2U);
  // Within what may still come late: hours from noon on are computed anew.
  world.take({posted(Kind::counter, noon + hours(59), "59", "shop", "b")}, noon + hours(107));
  world.settle(noon + hours(108));
  EXPECT_TRUE(world.told().starts_with("12: 4 r1, 13: 1 r0")) << world.told();
}

TEST(StackHalf, work_is_done_in_portions) {
  World world;
  world.rules.tracks_max = 2;
  world.open();
  std::vector<Posted> readings;
  for (int i = 0; i < 5; ++i) {
    readings.push_back(posted(Kind::delta, noon, "1", "s" + std::to_string(i)));
    world.know("s" + std::to_string(i));
  }
  world.take(readings);
  int portions = 1;
  while (world.settle(noon + hours(1)).more) ++portions;
  EXPECT_EQ(portions, 3);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(world.told("s" + std::to_string(i)), "12: 1 r0");
}

TEST(StackHalf, too_many_readings_at_once_are_refused) {
  World world;
  const std::vector<Posted> many(posted_readings_max + 1, posted(Kind::delta, noon, "1"));
  EXPECT_EQ(world.half().take(many, noon).error().code, "TooManyReadings");
}

TEST(StackHalf, posts_taken_together_each_get_what_they_would_get_one_after_the_other) {
  World world;
  const std::vector first{posted(Kind::delta, noon, "3"), posted(Kind::delta, noon, "4")};
  const std::vector second{posted(Kind::delta, noon, "3"),
                           posted(Kind::delta, noon + hours(100), "3")};
  const std::vector<StackHalf::Post> posts{first, {}, second};
  const auto taken = world.half().take_together(posts, noon).value();
  ASSERT_EQ(taken.size(), 3U);
  EXPECT_EQ(taken[0].accepted, 1U);
  ASSERT_EQ(taken[0].rejected.size(), 1U);
  EXPECT_EQ(taken[0].rejected[0].code, "ReadingConflict");
  EXPECT_EQ(taken[1].accepted + taken[1].duplicate + taken[1].rejected.size(), 0U);
  EXPECT_EQ(taken[2].duplicate, 1U);
  ASSERT_EQ(taken[2].rejected.size(), 1U);
  EXPECT_EQ(taken[2].rejected[0].code, "TooFarAhead");
}

}  // namespace
}  // namespace tollbridge::stack
