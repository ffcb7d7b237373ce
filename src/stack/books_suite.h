// SPDX-License-Identifier: Apache-2.0
// What every StackBooks promises. An adapter's test derives from StackBooksSuite, says how its
// books are opened and opened again, and instantiates the suite.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "stack/books.h"

namespace tollbridge::stack {

// Where books of one kind are kept during a test.
class BooksPlace {
 public:
  virtual ~BooksPlace() = default;
  virtual StackBooks& books() = 0;
  virtual void reopen() = 0;  // as after a restart; may do nothing
};

using MakeBooksPlace = std::unique_ptr<BooksPlace> (*)();

class StackBooksSuite : public ::testing::TestWithParam<MakeBooksPlace> {
 protected:
  static Instant noon() { return parse_instant("2026-10-01T12:00:00Z").value(); }
  static Hour twelve() { return Hour::containing(noon()); }

  static Posted posted(const std::string& resource, Instant at, const std::string& value,
                       const std::string& id = "", Kind kind = Kind::counter) {
    Posted one;
    one.track.series = {LocalSubscriptionId("shop"), MeterId("cpu"), ResourceId(resource)};
    one.meaning.kind = kind;
    one.reading.at = at;
    one.reading.id = id;
    one.reading.value = Quantity::parse(value).value();
    one.reading.location = "north";
    one.reading.tags = R"({"a":"1"})";
    return one;
  }
  std::vector<Taken> add(const std::vector<Posted>& readings) {
    return books().add(readings, noon()).value();
  }
  StackBooks& books() { return place_->books(); }
  void reopen() { place_->reopen(); }

  static std::string ids(const std::vector<Reading>& readings) {
    std::string text;
    for (const Reading& reading : readings) text += reading.id + " ";
    return text;
  }

 private:
  std::unique_ptr<BooksPlace> place_ = GetParam()();
};

TEST_P(StackBooksSuite, a_reading_comes_back_as_it_was_taken) {
  Posted one = posted("/vm/1", noon() + std::chrono::nanoseconds(7), "1.000000000000000001");
  one.meaning = {Kind::delta, Measure::months};
  one.track.source = "eth0";
  one.reading.end = noon() + std::chrono::hours(2);
  one.reading.gap = std::chrono::seconds(60);
  EXPECT_EQ(add({one}), std::vector{Taken::accepted});
  reopen();
  ASSERT_EQ(books().tracks().size(), 1U);
  EXPECT_EQ(books().tracks()[0].track, one.track);
  EXPECT_EQ(books().tracks()[0].meaning, one.meaning);
  EXPECT_EQ(books().readings(1, Instant::min(), Instant::max()).value(),
            std::vector{one.reading});
}

TEST_P(StackBooksSuite, readings_are_a_set_across_calls_and_restarts) {
  const Posted first = posted("/vm/1", noon(), "5");
  Posted other = posted("/vm/1", noon(), "6");
  EXPECT_EQ(add({first, first, other}),
            (std::vector{Taken::accepted, Taken::duplicate, Taken::conflict}));
  reopen();
  EXPECT_EQ(add({other, first}), (std::vector{Taken::conflict, Taken::duplicate}));
  other.reading.id = "another";
  EXPECT_EQ(add({other}), std::vector{Taken::accepted});
  EXPECT_EQ(books().readings(1, noon(), noon() + std::chrono::seconds(1)).value().size(), 2U);
}

TEST_P(StackBooksSuite, a_track_keeps_its_meaning_and_another_source_may_have_its_own) {
  EXPECT_EQ(add({posted("/vm/1", noon(), "5")}), std::vector{Taken::accepted});
  Posted delta = posted("/vm/1", noon(), "-1", "fix", Kind::delta);
  EXPECT_EQ(add({delta}), std::vector{Taken::other_meaning});
  delta.track.source = "by hand";
  EXPECT_EQ(add({delta, posted("/vm/2", noon(), "1")}),
            (std::vector{Taken::accepted, Taken::accepted}));
  reopen();
  EXPECT_EQ(books().tracks_of(delta.track.series), (std::vector<TrackNo>{1, 2}));
  EXPECT_EQ(books().tracks_of(LocalSubscriptionId("shop")).size(), 3U);
  EXPECT_EQ(books().tracks_of(LocalSubscriptionId("other")).size(), 0U);
}

TEST_P(StackBooksSuite, parts_of_a_track_are_found_by_time) {
  using std::chrono::minutes;
  add({posted("/vm/1", noon() + minutes(10), "2", "c"), posted("/vm/1", noon(), "1", "b"),
       posted("/vm/1", noon(), "1", "a"), posted("/vm/2", noon() + minutes(5), "1", "x")});
  EXPECT_EQ(ids(books().readings(1, noon(), noon() + minutes(10)).value()), "a b ");
  EXPECT_EQ(ids(books().readings(1, noon() + minutes(1), Instant::max()).value()), "c ");
  EXPECT_EQ(books().last_before(1, noon()).value(), std::nullopt);
  EXPECT_EQ(books().last_before(1, noon() + minutes(1)).value(), noon());
  EXPECT_EQ(books().last_before(1, Instant::max()).value(), noon() + minutes(10));
}

TEST_P(StackBooksSuite, hours_with_new_readings_are_due_until_they_are_settled) {
  using std::chrono::hours;
  add({posted("/vm/1", noon(), "1"), posted("/vm/1", noon() + hours(1), "2"),
       posted("/vm/1", noon() + hours(5), "2"), posted("/vm/2", noon(), "1")});
  reopen();
  const std::vector<DueHours> expected = {{1, {twelve(), twelve().plus(2)}},
                                          {1, {twelve().plus(5), twelve().plus(6)}},
                                          {2, {twelve(), twelve().plus(1)}}};
  EXPECT_EQ(books().due(), expected);
  const std::vector<TrackNo> done = {1};
  const std::vector<DueHours> left = {{1, {twelve().plus(5), twelve().plus(9)}}};
  ASSERT_TRUE(books().settle(done, left, noon()));
  reopen();
  EXPECT_EQ(books().due(), (std::vector{left[0], expected[2]}));
  add({posted("/vm/1", noon(), "1")});
  EXPECT_EQ(books().due(), (std::vector{left[0], expected[2]})) << "a duplicate changes nothing";
}

TEST_P(StackBooksSuite, what_is_forgotten_is_gone_and_cannot_come_back) {
  using std::chrono::hours;
  add({posted("/vm/1", noon(), "1"), posted("/vm/1", noon() + hours(1), "2"),
       posted("/vm/1", noon() + hours(2), "3")});
  EXPECT_EQ(books().closed_to(), std::nullopt);
  const std::vector<StackBooks::Forget> forget = {{1, noon() + hours(1)}};
  ASSERT_TRUE(books().close(twelve().plus(2), forget, noon()));
  reopen();
  EXPECT_EQ(books().closed_to(), twelve().plus(2));
  EXPECT_EQ(books().readings(1, Instant::min(), Instant::max()).value().size(), 2U);
  EXPECT_EQ(add({posted("/vm/1", noon() + hours(2) - std::chrono::seconds(1), "9"),
                 posted("/vm/1", noon() + hours(2), "9", "b")}),
            (std::vector{Taken::too_late, Taken::accepted}));
}

TEST_P(StackBooksSuite, a_dropped_track_is_gone_and_its_number_is_never_given_again) {
  using std::chrono::hours;
  add({posted("/vm/1", noon(), "1"), posted("/vm/2", noon(), "2"), posted("/vm/3", noon(), "3")});
  const std::vector<TrackNo> all = {1, 2, 3};
  ASSERT_TRUE(books().settle(all, {}, noon()));
  const auto numbers = [&] {
    std::string text;
    for (const KnownTrack& known : books().tracks()) {
      EXPECT_EQ(books().track(known.no).track, known.track);
      text += std::to_string(known.no) + known.track.series.resource.text() + " ";
    }
    return text;
  };
  const std::vector<StackBooks::Forget> forget = {{1, {}, true}, {3, {}, true}};
  ASSERT_TRUE(books().close(twelve().plus(2), forget, noon()));
  EXPECT_EQ(numbers(), "2/vm/2 ");
  reopen();
  EXPECT_EQ(numbers(), "2/vm/2 ");
  EXPECT_TRUE(books().readings(3, Instant::min(), Instant::max()).value().empty());
  EXPECT_EQ(books().tracks_of(posted("/vm/1", noon(), "1").track.series).size(), 0U);
  Posted again = posted("/vm/3", noon() + hours(3), "1", "", Kind::gauge);
  EXPECT_EQ(add({again, posted("/vm/1", noon() + hours(3), "4"), again}),
            (std::vector{Taken::accepted, Taken::accepted, Taken::duplicate}));
  EXPECT_EQ(numbers(), "2/vm/2 4/vm/3 5/vm/1 ") << "and it may be told in another way";
  reopen();
  EXPECT_EQ(numbers(), "2/vm/2 4/vm/3 5/vm/1 ");
  EXPECT_EQ(books().readings(4, Instant::min(), Instant::max()).value().size(), 1U);
}

TEST_P(StackBooksSuite, all_tracks_may_be_dropped) {
  add({posted("/vm/1", noon(), "1")});
  const std::vector<TrackNo> all = {1};
  ASSERT_TRUE(books().settle(all, {}, noon()));
  const std::vector<StackBooks::Forget> forget = {{1, {}, true}};
  ASSERT_TRUE(books().close(twelve().plus(2), forget, noon()));
  reopen();
  EXPECT_TRUE(books().tracks().empty());
  add({posted("/vm/1", noon() + std::chrono::hours(3), "1")});
  EXPECT_EQ(books().tracks().front().no, 2U);
}

TEST_P(StackBooksSuite, overruled_hours_are_kept_until_they_are_settled_or_closed) {
  const Series series = posted("/vm/1", noon(), "1").track.series;
  const auto hour = [&](int after, int stack, int commerce) {
    return Overruled{series, twelve().plus(after), Quantity::from_whole(stack),
                     Quantity::from_whole(commerce), noon() + std::chrono::hours(after)};
  };
  const std::vector<Overruled> first = {hour(0, 5, 3), hour(1, 2, 4), hour(2, 6, 1)};
  ASSERT_TRUE(books().overrule(first, noon()));
  reopen();
  EXPECT_EQ(books().overruled().first(9), first);
  // Commerce's next word: what this stack's readings said first stays, or is right after all.
  const std::vector<Overruled> next = {hour(0, 3, 4), hour(2, 1, 6)};
  ASSERT_TRUE(books().overrule(next, noon()));
  const std::vector<Overruled> merged = {hour(0, 5, 4), hour(1, 2, 4)};
  EXPECT_EQ(books().overruled().first(9), merged);
  reopen();
  EXPECT_EQ(books().overruled().first(9), merged);
  const std::vector<Overruled> settled = {hour(1, 2, 4)};
  ASSERT_TRUE(books().reinstate(settled, noon()));
  reopen();
  EXPECT_EQ(books().overruled().first(9), std::vector{hour(0, 5, 4)});
  ASSERT_TRUE(books().close(twelve().plus(1), {}, noon()));
  reopen();
  EXPECT_TRUE(books().overruled().empty());
}

TEST_P(StackBooksSuite, a_reading_posted_again_makes_hours_due_of_which_readings_say_more) {
  const Posted one = posted("/vm/1", noon(), "1");
  add({one});
  const std::vector<TrackNo> all = {1};
  ASSERT_TRUE(books().settle(all, {}, noon()));
  const auto overrule = [&](int after, int stack, int commerce) {
    const Overruled hour{one.track.series, twelve().plus(after), Quantity::from_whole(stack),
                         Quantity::from_whole(commerce), noon()};
    ASSERT_TRUE(books().overrule(std::span(&hour, 1), noon()));
  };
  overrule(0, 2, 5);
  EXPECT_EQ(add({one}), std::vector{Taken::duplicate});
  EXPECT_TRUE(books().due().empty()) << "readings are missing; the hour must not fall";
  overrule(3, 7, 5);
  EXPECT_EQ(add({one}), std::vector{Taken::duplicate});
  reopen();
  EXPECT_EQ(books().due(), (std::vector<DueHours>{{1, {twelve().plus(3), twelve().plus(4)}}}));
}

TEST_P(StackBooksSuite, the_directory_comes_back_in_the_order_it_was_learned) {
  add({posted("/vm/1", noon(), "1")});
  Offer offer{"small", "rg", "Small", "For trying", "ref", OfferState::open, {"compute", "disk"},
              {"gpu"}, {LocalSubscriptionId("reseller")}, false};
  Plan plan{"compute", "rg", "Compute", "", "", {"q1", "q2"}, true};
  LocalSubscription subscription{LocalSubscriptionId("shop"), "Shop", "ann@contoso.example",
                                 TenantId("t"), "small", SubscriptionState::partially_deleted,
                                 LocalSubscriptionId("reseller"), "x"};
  GuestDirectory guest{"contoso.example", TenantId("t"), false};
  AcquiredPlan acquired{LocalSubscriptionId("shop"), "more", "gpu", "r-7", true};
  const std::vector<DirectoryFact> first = {{guest, noon(), noon(), "ann"},
                                            {offer, noon(), noon(), "ann"}};
  const std::vector<DirectoryFact> second = {{subscription, noon(), noon(), "bob"},
                                             {acquired, noon(), noon(), "bob"},
                                             {plan, noon(), noon(), "bob"}};
  const std::vector<DueHours> due = {{1, {twelve().plus(-3), twelve()}}};
  ASSERT_TRUE(books().record(first, {}, noon()));
  ASSERT_TRUE(books().record(second, due, noon()));
  reopen();
  std::vector<DirectoryFact> all = first;
  all.insert(all.end(), second.begin(), second.end());
  EXPECT_EQ(books().facts().value(), all);
  EXPECT_EQ(books().due(),
            (std::vector<DueHours>{{1, {twelve().plus(-3), twelve().plus(1)}}}));
}

TEST_P(StackBooksSuite, commits_that_are_forgotten_take_nothing_else_with_them) {
  add({posted("/vm/1", noon(), "1"), posted("/vm/2", noon(), "2")});
  add({posted("/vm/1", noon() + std::chrono::hours(1), "4")});
  ASSERT_TRUE(books().keep_note("reported_at", "one", noon()));
  const auto due = books().due();
  const Instant later = noon() + std::chrono::hours(1000);
  EXPECT_TRUE(books().forget_commits(later, 100, later));
  reopen();
  EXPECT_EQ(books().tracks().size(), 2U);
  EXPECT_EQ(books().readings(1, Instant::min(), Instant::max()).value().size(), 2U);
  EXPECT_EQ(books().due(), due);
  EXPECT_EQ(books().note("reported_at"), "one");
  EXPECT_EQ(add({posted("/vm/1", noon(), "1")}), std::vector{Taken::duplicate});
}

TEST_P(StackBooksSuite, a_note_is_kept_by_its_name) {
  EXPECT_EQ(books().note("reported_at"), "");
  ASSERT_TRUE(books().keep_note("reported_at", "one", noon()));
  ASSERT_TRUE(books().keep_note("reported_at", "two", noon()));
  reopen();
  EXPECT_EQ(books().note("reported_at"), "two");
  EXPECT_EQ(books().note("other"), "");
}

}  // namespace tollbridge::stack
