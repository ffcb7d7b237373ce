// SPDX-License-Identifier: Apache-2.0
// Goal: a collector goes on through whatever may pass, stops at what may not, and hurries nobody.
// Method: rounds that fail as told, on a clock that moves when somebody waits.
#include "stack/post/pace.h"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

namespace tollbridge::stack::post {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Chance final : public Random {
 public:
  std::uint64_t u64() override { return value; }
  std::uint64_t value = 0;
};

class World final : public Clock {
 public:
  Instant now() override { return Instant(std::chrono::nanoseconds(mono)); }
  std::int64_t mono_nanoseconds() override { return mono; }

  // Runs rounds that end as `ends` says; when there are no more, somebody wants it to end.
  Status go(const Pace& pace) {
    Round round;
    round.run = [this]() -> Status {
      ++rounds;
      mono += std::chrono::nanoseconds(took).count();
      if (ends.empty()) return {};
      auto end = std::move(ends.front());
      ends.pop_front();
      return end;
    };
    round.retry_after = [this] { return asked; };
    return keep_going(round, pace, {*this, chance,
                                    [this](milliseconds wait) {
                                      waits.push_back(wait.count());
                                      mono += std::chrono::nanoseconds(wait).count();
                                      return ends.empty() && !pace_once;
                                    },
                                    [this](const std::string& text) { said.push_back(text); }});
  }

  Chance chance;
  std::deque<Status> ends;
  std::vector<std::int64_t> waits;
  std::vector<std::string> said;
  std::optional<seconds> asked;
  milliseconds took{0};
  std::int64_t mono = 0;
  int rounds = 0;
  bool pace_once = false;
};

Status down() { return fail(ErrorKind::io, "Unreachable", "It is down."); }
Status denied() { return fail(ErrorKind::denied, "PostRefused", "Not yours."); }

TEST(Pace, rounds_begin_at_even_distances) {
  World world;
  world.ends = {Status(), Status()};
  world.took = milliseconds(1500);
  EXPECT_TRUE(world.go({.every = seconds(10)}).has_value());
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{8500, 8500}));
}

TEST(Pace, a_round_longer_than_its_time_is_followed_at_once) {
  World world;
  world.ends = {Status()};
  world.took = seconds(11);
  EXPECT_TRUE(world.go({.every = seconds(10)}).has_value());
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{0}));
}

TEST(Pace, what_may_pass_is_waited_for_longer_and_longer) {
  World world;
  world.ends = {down(), down(), down(), down(), down(), down(), down(), down(), Status(), down()};
  EXPECT_TRUE(world.go({.every = seconds(10)}).has_value());
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 32000, 60000,
                                                    60000, 10000, 1000}));
  EXPECT_EQ(world.said[0], "It is down. Trying again in 1 s.");
}

TEST(Pace, chance_takes_off_a_quarter_at_most_and_the_server_is_listened_to) {
  World world;
  world.chance.value = 250;
  world.ends = {down()};
  EXPECT_TRUE(world.go({}).has_value());
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{750}));
  world.waits.clear();
  world.asked = seconds(30);
  world.ends = {down()};
  EXPECT_TRUE(world.go({}).has_value());
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{30'000}));
}

TEST(Pace, what_does_not_pass_ends_it) {
  World world;
  world.ends = {Status(), denied()};
  EXPECT_EQ(world.go({}).error().code, "PostRefused");
  EXPECT_EQ(world.rounds, 2);
}

TEST(Pace, once_is_one_round_that_succeeds_or_patience_ends) {
  World world;
  world.pace_once = true;
  world.ends = {down(), Status(), denied()};
  EXPECT_TRUE(world.go({.once = true}).has_value());
  EXPECT_EQ(world.rounds, 2);
  world.ends = {down(), down(), down(), down(), down(), down()};
  world.waits.clear();
  EXPECT_EQ(world.go({.once = true, .patience = seconds(10)}).error().code, "Unreachable");
  EXPECT_EQ(world.waits, (std::vector<std::int64_t>{1000, 2000, 4000}));
}

TEST(Pace, a_call_that_was_stopped_is_a_clean_end) {
  World world;
  world.ends = {fail(ErrorKind::busy, "Stopped", "Asked to stop."), Status()};
  EXPECT_TRUE(world.go({}).has_value());
  EXPECT_EQ(world.rounds, 1);
}

}  // namespace
}  // namespace tollbridge::stack::post
