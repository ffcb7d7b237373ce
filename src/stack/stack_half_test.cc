// SPDX-License-Identifier: Apache-2.0
// Goal: what the journal says of every hour is what the readings say, after any order of posts,
// settlements, restarts and failures, and each change is told once. Method: by hand on the memory
// adapters; then random histories against the pure function of hours.h.
#include "stack/stack_half.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/check.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/hours.h"
#include "stack/memory/memory_stack_books.h"

namespace tollbridge::stack {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
const Hour twelve = Hour::containing(noon);
const StackId stack_id{"9c1e0000-0000-4000-8000-000000000001"};

// A half over memory, with a journal that can be made to fail.
class World {
 public:
  World() : journal_(journal::open_memory_journal(marks_).value()) {
    rules.grace = minutes(0);
    open();
  }

  void open() { half_ = StackHalf::open(stack_id, books, *journal_, rules).value(); }
  StackHalf& half() { return *half_; }
  journal::Journal& journal() { return *journal_; }

  void know(const std::string& subscription, Instant from = noon - hours(48),
            SubscriptionState state = SubscriptionState::enabled, Instant now = noon) {
    LocalSubscription one;
    one.id = LocalSubscriptionId(subscription);
    one.tenant = TenantId("tenant");
    one.state = state;
    CHECK(half_->record(std::vector{DirectoryFact{one, from, now, "operator"}}, now).has_value());
  }

  TakeOutcome take(const std::vector<Posted>& readings, Instant now = noon) {
    return half_->take(readings, now).value();
  }
  SettleOutcome settle(Instant now) { return half_->settle(now).value(); }

  // "12: 1.5 r0, 13: 2 r1": hours of the day, quantities and revisions that count, with the
  // subscription's rows only.
  std::string told(const std::string& subscription = "shop") {
    std::map<Hour, std::string> found;
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {twelve.plus(-1000), twelve.plus(1000)};
    request.subscription = LocalSubscriptionId(subscription);
    CHECK(journal_
              ->scan(request,
                     [&](const journal::StringPool&,
                         std::span<const journal::ScannedRow> rows) -> Status {
                       for (const auto& one : rows) {
                         found[one.row.hour()] =
                             std::to_string(one.row.hour().index() - twelve.index() + 12) + ": " +
                             one.row.quantity.to_string() + " r" +
                             std::to_string(one.row.revision);
                       }
                       return {};
                     })
              .has_value());
    std::string text;
    for (const auto& [hour, one] : found) text += (text.empty() ? "" : ", ") + one;
    return text;
  }

  MemoryStackBooks books;
  StackRules rules;
  journal::MemoryMarkStore& marks() { return marks_; }

 private:
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<StackHalf> half_;
};

Posted posted(Kind kind, Instant at, const std::string& value,
              const std::string& subscription = "shop", const std::string& source = "") {
  Posted one;
  one.track.series = {LocalSubscriptionId(subscription), MeterId("cpu"), ResourceId("/vm/1")};
  one.track.source = source;
  one.meaning.kind = kind;
  one.reading.at = at;
  one.reading.value = Quantity::parse(value).value();
  return one;
}

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

// ---- any history ----

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

Posted any_reading(int& number) {
  const Kind kind = *rc::gen::element(Kind::delta, Kind::counter, Kind::gauge, Kind::duration);
  Posted one = posted(kind, noon + std::chrono::seconds(*rc::gen::inRange(0, 8 * 3600)),
                      std::to_string(*rc::gen::inRange(0, 50)),
                      *rc::gen::element<std::string>("shop", "late"),
                      std::string(to_string(kind)));
  if (kind == Kind::gauge) one.reading.gap = minutes(*rc::gen::inRange(1, 200));
  if (kind == Kind::delta && *rc::gen::arbitrary<bool>()) {
    one.reading.end = one.reading.at + minutes(*rc::gen::inRange(1, 300));
  }
  one.reading.id = std::to_string(++number);
  return one;
}

// What the readings say of the hours before the horizon.
std::string expected(const std::vector<Posted>& readings, const std::string& subscription) {
  std::map<std::string, std::vector<Reading>> tracks;
  std::map<std::string, Meaning> meanings;
  for (const Posted& one : readings) {
    if (one.track.series.subscription.text() != subscription) continue;
    tracks[one.track.source].push_back(one.reading);
    meanings[one.track.source] = one.meaning;
  }
  std::map<Hour, i128> sums;
  for (const auto& [source, list] : tracks) {
    const auto found = quantities(meanings[source], list, {twelve, twelve.plus(10)}).value();
    for (const HourQuantity& one : found) sums[one.hour] += one.quantity.units();
  }
  std::string text;
  for (const auto& [hour, units] : sums) {
    if (units == 0) continue;
    text += std::to_string(hour.index() - twelve.index() + 12) + ": " +
            Quantity::from_units(units).to_string() + ", ";
  }
  return text;
}

std::string told_without_revisions(World& world, const std::string& subscription) {
  std::string text = world.told(subscription) + ", ";
  std::string found;
  for (std::size_t at = 0; at + 2 < text.size();) {
    const std::size_t end = text.find(", ", at);
    const std::string one = text.substr(at, text.find(" r", at) - at);
    if (!one.ends_with(": 0")) found += one + ", ";
    at = end + 2;
  }
  return found;
}

RC_GTEST_PROP(AnyHistory, ends_with_the_hours_its_readings_make, ()) {
  World world;
  world.know("shop");
  int number = 0;
  std::vector<Posted> all;
  Instant now = noon;
  const int steps = *rc::gen::inRange(1, 25);
  for (int i = 0; i < steps; ++i) {
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1: {
        std::vector<Posted> few;
        for (int n = *rc::gen::inRange(1, 4); n > 0; --n) few.push_back(any_reading(number));
        all.insert(all.end(), few.begin(), few.end());
        world.take(few, noon + hours(9));
        break;
      }
      case 2:
        if (!all.empty()) {  // posted again
          const auto again = *rc::gen::inRange<std::size_t>(0, all.size());
          RC_ASSERT(world.take({all[again]}, noon + hours(9)).duplicate == 1U);
        }
        break;
      case 3:
        now = noon + minutes(*rc::gen::inRange(0, 600));  // the clock jumps
        world.settle(now);
        break;
      case 4:
        world.open();
        break;
      default:
        // Falls after the journal was written.
        const auto due = world.books.due();
        world.settle(now);
        RC_ASSERT(world.books.settle({}, due, now).has_value());
        world.open();
    }
  }
  world.know("late");
  world.settle(noon + hours(10));
  RC_ASSERT(told_without_revisions(world, "shop") == expected(all, "shop"));
  RC_ASSERT(told_without_revisions(world, "late") == expected(all, "late"));
  const auto again = world.settle(noon + hours(10));
  RC_ASSERT(again.rows + again.restated == 0U);
}

// A counter that comes back counts from there: to the one that forgets nothing, it is another.
class Twins {
 public:
  Twins() {
    forgetful_.rules.keep = hours(30);
    forgetful_.open();
    for (World* world : {&forgetful_, &other_}) world->know("shop", noon - hours(1000));
  }
  void take(Posted one) {
    const auto known = forgetful_.books.tracks();
    const bool there = std::ranges::any_of(
        known, [&](const KnownTrack& track) { return track.track == one.track; });
    forgetful_.take({one}, now_);
    if (!there) ++lives_[one.track.source];
    if (one.meaning.kind == Kind::counter) {
      one.track.source += std::to_string(lives_[one.track.source]);
    }
    other_.take({one}, now_);
  }
  void pass(int by) {
    now_ += hours(by);
    forgetful_.settle(now_);
    other_.settle(now_);
    const auto before = forgetful_.books.tracks().size();
    RC_ASSERT(forgetful_.half().forget(now_).has_value());
    dropped_ += before - forgetful_.books.tracks().size();
  }
  void restart() { forgetful_.open(); }
  void compare() {
    RC_ASSERT(told_without_revisions(forgetful_, "shop") == told_without_revisions(other_, "shop"));
  }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  World forgetful_;
  World other_;
  Instant now_ = noon;
  std::size_t dropped_ = 0;
  std::map<std::string, int> lives_;  // of each source, how often its track was made
};

RC_GTEST_PROP(AnyHistory, has_the_hours_of_a_twin_that_forgets_nothing, ()) {
  Twins twins;
  int number = 0;
  const int steps = *rc::gen::inRange(1, 40);
  for (int i = 0; i < steps; ++i) {
    const int step = *rc::gen::inRange(0, 5);
    if (step < 3) {
      // As late as 20 hours, well within the time readings are kept.
      Posted one = any_reading(number);
      one.track.series.subscription = LocalSubscriptionId("shop");
      one.track.source += *rc::gen::element<std::string>("", " b");
      one.reading.at = twins.now() - minutes(*rc::gen::inRange(0, 20 * 60));
      one.reading.end.reset();
      twins.take(one);
    } else if (step == 3) {
      twins.pass(*rc::gen::inRange(1, 60));
    } else {
      twins.restart();
    }
  }
  twins.pass(1);
  twins.compare();
  RC_CLASSIFY(twins.dropped() > 0, "dropped");
}

}  // namespace
}  // namespace tollbridge::stack
