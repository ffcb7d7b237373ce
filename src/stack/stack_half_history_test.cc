// SPDX-License-Identifier: Apache-2.0
// Goal: after any order of posts, settlements, restarts and falls the journal says what the
// readings say, and a stack that forgets says what one says that does not. Method: random histories
// against the pure function of hours.h, and against a twin.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "stack/hours.h"
#include "stack/stack_half_testing.h"

namespace tollbridge::stack {
namespace {

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
