// SPDX-License-Identifier: Apache-2.0
// Goal: hours are settled as they pass, faults are told once and tried again, and a server that
// stops stops. Method: the timer's turns by hand and by its thread, over stacks in memory.
#include "server/stack_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "api/stack/face_testing.h"

namespace tollbridge::server {
namespace {

using api::stack_face::Clouds;
using api::stack_face::north;

// May be made to refuse.
class OneAtATime final : public api::Engine {
 public:
  explicit OneAtATime(api::Desk& desk) : desk_(desk) {}
  Status run(const std::function<Status(api::Desk&)>& work) override {
    const std::lock_guard lock(mutex);
    if (works_left == 0) return fail(ErrorKind::io, "DiskFailed", "The disk failed.");
    if (works_left > 0) --works_left;
    return work(desk_);
  }
  Instant now() override {
    const std::lock_guard lock(mutex);
    return desk_.now();
  }

  std::mutex mutex;
  int works_left = -1;  // then it fails; negative: never

 private:
  api::Desk& desk_;
};

// The machine's: its steady part is set by hand.
class SteadyClock final : public Clock {
 public:
  Instant now() override { return {}; }
  std::int64_t mono_nanoseconds() override { return steady.load().count(); }
  std::atomic<std::chrono::nanoseconds> steady{std::chrono::nanoseconds(0)};
};

class StackClockTest : public testing::Test {
 protected:
  static constexpr std::chrono::seconds never{3600};

  void take(const std::string& subscription, const std::string& at) {
    const std::lock_guard lock(engine_.mutex);
    stack::Posted one;
    one.track.series = {LocalSubscriptionId(subscription), MeterId("vcpu"), ResourceId("/vm/1")};
    one.reading.at = parse_instant(at).value();
    one.reading.value = Quantity::from_whole(3);
    ASSERT_TRUE(clouds_.northern->half().take(std::span(&one, 1), clouds_.desk.now()));
  }
  void start(const std::string& subscription, const std::string& at) {
    const std::lock_guard lock(engine_.mutex);
    stack::Posted one;
    one.track.series = {LocalSubscriptionId(subscription), MeterId("vcpu"), ResourceId("/vm/1")};
    one.meaning.kind = stack::Kind::duration;
    one.reading.at = parse_instant(at).value();
    one.reading.value = Quantity::from_whole(1);
    ASSERT_TRUE(clouds_.northern->half().take(std::span(&one, 1), clouds_.desk.now()));
  }
  void set_time(const std::string& time) {
    const std::lock_guard lock(engine_.mutex);
    clouds_.desk.clock.time = parse_instant(time).value();
  }
  // What is known of the northern stack, when the first turn is over.
  StackClock::Facts northern(const StackClock& clock) {
    while (true) {
      for (const auto& one : clock.facts()) {
        if (one.stack == StackId(north) && (one.settled.at || !one.settled.failure.empty())) {
          return one;
        }
      }
      std::this_thread::yield();
    }
  }
  StackClock::Event remember() {
    return [this](std::string_view name, std::string_view detail) {
      const std::lock_guard lock(engine_.mutex);
      events_.push_back(std::string(name) + " " + std::string(detail));
    };
  }

  Clouds clouds_;
  OneAtATime engine_{clouds_.desk};
  std::vector<std::string> events_;
};

TEST_F(StackClockTest, hours_that_have_passed_are_settled_and_counted) {
  take("shop", "2026-11-02T04:00:00Z");
  take("shop", "2026-11-02T05:30:00Z");
  take("unknown", "2026-11-02T04:00:00Z");
  StackClock clock(engine_, never, remember());
  const auto first = northern(clock);
  EXPECT_EQ(first.settled.rows, 1U) << "at 06:00 the hour from 05:00 has its grace";
  EXPECT_EQ(first.due.waiting, 1U);
  ASSERT_EQ(first.due.waiting_for.size(), 1U);
  EXPECT_EQ(first.due.waiting_for[0].text(), "unknown");
  EXPECT_EQ(first.due.hours, 1U);
  clock.stop();
  set_time("2026-11-02T06:10:00Z");
  clock.turn();
  EXPECT_EQ(clock.facts().size(), 2U);
  EXPECT_EQ(northern(clock).settled.rows, 1U) << "it was stopped";
}

TEST_F(StackClockTest, the_next_turn_settles_what_has_passed_since) {
  take("shop", "2026-11-02T05:30:00Z");
  StackClock clock(engine_, std::chrono::seconds(0), remember());
  EXPECT_EQ(northern(clock).settled.rows, 0U);
  set_time("2026-11-02T06:10:00Z");
  while (northern(clock).settled.rows == 0) std::this_thread::yield();
  EXPECT_EQ(northern(clock).settled.at, parse_instant("2026-11-02T06:10:00Z").value());
  EXPECT_TRUE(events_.empty());
}

TEST_F(StackClockTest, a_fault_is_told_once_and_tried_again) {
  take("shop", "2026-11-02T04:00:00Z");
  engine_.works_left = 1;
  StackClock clock(engine_, std::chrono::seconds(0), remember());
  EXPECT_EQ(northern(clock).settled.failure, "The disk failed.");
  {
    const std::lock_guard lock(engine_.mutex);
    ASSERT_FALSE(events_.empty());
    EXPECT_EQ(events_.front(), "stack.settle_failed " + north + ": The disk failed.");
    engine_.works_left = -1;
  }
  while (northern(clock).settled.rows == 0) std::this_thread::yield();
  clock.stop();
  EXPECT_EQ(northern(clock).settled.failure, "");
  const auto times_told = [&](const std::string& event) {
    return std::ranges::count(events_, event);
  };
  EXPECT_EQ(times_told("stack.settle_failed " + north + ": The disk failed."), 1);
  EXPECT_EQ(times_told("stack.settle_resumed " + north), 1);
}

TEST_F(StackClockTest, hours_a_clock_jumps_over_wait_until_it_has_stayed_ahead_for_an_hour) {
  start("shop", "2026-11-02T04:00:00Z");
  SteadyClock machine;
  StackClock clock(engine_, std::chrono::seconds(0), remember(), &machine);
  EXPECT_EQ(northern(clock).settled.rows, 1U);
  set_time("2026-11-05T06:00:00Z");
  while (clock.ahead().count() == 0) std::this_thread::yield();
  machine.steady = std::chrono::hours(1) - std::chrono::seconds(1);
  while (northern(clock).settled.rows < 2) std::this_thread::yield();
  EXPECT_EQ(northern(clock).settled.rows, 2U) << "the hour that passed meanwhile";
  machine.steady = std::chrono::hours(1);
  while (clock.ahead().count() != 0) std::this_thread::yield();
  while (northern(clock).settled.rows < 73) std::this_thread::yield();
  clock.stop();
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_TRUE(events_[0].starts_with("stack.clock_jumped the clock is 4320 minutes ahead"));
  EXPECT_EQ(events_[1], "stack.clock_believed it is 2026-11-05T06:00:00Z");
}

TEST_F(StackClockTest, readings_are_counted_as_they_are_told) {
  StackClock clock(engine_, never, remember());
  clock.taken(StackId(north), {3, 2, 1});
  clock.taken(StackId(north), {1, 0, 0});
  const auto facts = northern(clock);
  EXPECT_EQ(facts.taken.accepted, 4U);
  EXPECT_EQ(facts.taken.duplicate, 2U);
  EXPECT_EQ(facts.taken.rejected, 1U);
  EXPECT_TRUE(clock.settled(StackId(north)).has_value());
  EXPECT_FALSE(clock.settled(StackId("elsewhere")).has_value());
}

TEST_F(StackClockTest, commits_stay_for_the_keep_time_and_while_commerce_lacks_usage_of_then) {
  auto& books = dynamic_cast<stack::MemoryStackBooks&>(clouds_.northern->books());
  set_time("2026-11-02T06:00:00Z");
  StackClock clock(engine_, never, remember(), nullptr, std::chrono::hours(35 * 24));
  northern(clock);
  clock.stop();
  EXPECT_EQ(books.commits_before, std::nullopt) << "no bridge has said yet what commerce has";
  stack::BridgeState bridge;
  bridge.work = stack::BridgeWork::waiting;
  bridge.backlog.oldest = Hour::containing(parse_instant("2026-08-20T07:00:00Z").value());
  const auto turn_with = [&](const std::string& time) {
    clouds_.northern->show(bridge);
    set_time(time);
    books.commits_before.reset();
    clock.turn();
  };
  turn_with("2026-11-02T06:00:01Z");
  EXPECT_EQ(books.commits_before, parse_instant("2026-08-19T07:00:00Z").value());
  turn_with("2026-11-03T05:00:00Z");
  EXPECT_EQ(books.commits_before, std::nullopt) << "once a day";
  bridge.backlog.oldest = Hour::containing(parse_instant("2026-11-03T07:00:00Z").value());
  turn_with("2026-11-03T06:00:01Z");
  EXPECT_EQ(books.commits_before, parse_instant("2026-09-29T06:00:01Z").value());
  bridge.work = stack::BridgeWork::off;
  bridge.backlog.oldest = Hour::containing(parse_instant("2026-08-20T07:00:00Z").value());
  turn_with("2026-11-05T06:00:00Z");
  EXPECT_EQ(books.commits_before, parse_instant("2026-10-01T06:00:00Z").value())
      << "nothing is to be sent";
}

}  // namespace
}  // namespace tollbridge::server
