// SPDX-License-Identifier: Apache-2.0
// Long work is done in order, so many at once, one at a time in a lane; who began it can see how
// far it is and end it; what has ended is kept for a while and within bounds. Method: work that
// waits for the test, on real threads, with a clock and random numbers of the test's own.
#include "api/work/work_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>

namespace tollbridge::api::work {
namespace {

using namespace std::chrono_literals;

class TestClock final : public Clock {
 public:
  Instant now() override { return Instant(std::chrono::hours(hours)); }
  std::int64_t mono_nanoseconds() override { return nanoseconds += 1'000'000'000; }
  std::atomic<int> hours = 500'000;
  std::atomic<std::int64_t> nanoseconds = 0;
};

class Counting final : public Random {
 public:
  std::uint64_t u64() override { return ++next; }
  std::atomic<std::uint64_t> next = 0;
};

Principal caller(const std::string& subject) {
  Principal made;
  made.role = Role::partner;
  made.subject = subject;
  return made;
}

// Runs until it is let go or told to end.
struct Gate {
  std::atomic<bool> open = false;
  std::atomic<bool> entered = false;

  Work work(std::string body = "\"done\"") {
    return {[this, body](engine::Progress& progress) -> Result<Response> {
              entered = true;
              for (std::uint64_t i = 0; !open; ++i) {
                auto told = progress.step({"waiting for the test", i, 0, "rounds"});
                if (!told) return pass(told);
                std::this_thread::sleep_for(1ms);
              }
              return json_response(200, body);
            },
            [](const Error& error) { return json_response(409, "\"" + error.code + "\""); }};
  }
};

class WorkThreadsTest : public testing::Test {
 protected:
  std::string begin(WorkThreads& threads, Gate& gate, const std::string& who = "anna",
                    const std::string& lane = {}) {
    auto id = threads.begin({caller(who), "op", "POST /v1/op", lane}, gate.work());
    return id ? *id : id.error().code;
  }
  WorkStatus ended(WorkThreads& threads, const std::string& id) {
    auto status = threads.find(id);
    while (status && !has_ended(status->state)) status = threads.wait(id, status->version, 10s);
    return status.value();
  }
  static void await(const std::atomic<bool>& flag) {
    while (!flag) std::this_thread::sleep_for(1ms);
  }

  TestClock clock_;
  Counting random_;
};

TEST_F(WorkThreadsTest, what_was_begun_can_be_watched_and_its_answer_read) {
  WorkThreads threads(clock_, random_);
  Gate gate;
  const std::string id = begin(threads, gate);
  std::uint64_t seen = 0;
  auto status = threads.wait(id, seen, 10s);
  while (status->step.done < 3) {
    EXPECT_NE(status->version, seen);
    seen = status->version;
    status = threads.wait(id, seen, 10s);
  }
  EXPECT_EQ(status->state, WorkState::running);
  EXPECT_EQ(status->step.doing, "waiting for the test");
  EXPECT_FALSE(status->answer);
  gate.open = true;
  const WorkStatus done = ended(threads, id);
  EXPECT_EQ(done.state, WorkState::succeeded);
  EXPECT_EQ(done.answer->body, "\"done\"");
  EXPECT_TRUE(done.started_at && done.ended_at);
  EXPECT_FALSE(threads.find("unknown"));
}

TEST_F(WorkThreadsTest, work_that_fails_or_throws_is_refused_and_the_next_goes_on) {
  WorkThreads threads(clock_, random_, {.running = 1});
  const auto refuse = [](const Error& error) { return json_response(409, error.code); };
  const WorkOrder order{caller("anna"), "op", "POST /v1/op", {}};
  const auto failed = threads.begin(order, {[](auto&) -> Result<Response> {
                                              return fail(ErrorKind::refused, "NotToday", "No.");
                                            }, refuse});
  const auto thrown = threads.begin(order, {[](auto&) -> Result<Response> {
                                              throw std::runtime_error("out of paper");
                                            }, refuse});
  EXPECT_EQ(ended(threads, *failed).answer->body, "NotToday");
  EXPECT_EQ(ended(threads, *thrown).answer->body, "InternalError");
  EXPECT_EQ(ended(threads, *thrown).state, WorkState::failed);
}

TEST_F(WorkThreadsTest, told_to_end_it_ends_whether_it_runs_or_waits) {
  WorkThreads threads(clock_, random_, {.running = 1});
  Gate first, second;
  const std::string running = begin(threads, first);
  const std::string waiting = begin(threads, second);
  await(first.entered);
  EXPECT_EQ(threads.cancel(waiting)->state, WorkState::cancelled);
  EXPECT_TRUE(threads.cancel(running)->cancelling);
  EXPECT_EQ(ended(threads, running).state, WorkState::cancelled);
  EXPECT_EQ(ended(threads, running).answer->body, "\"Cancelled\"");
  EXPECT_FALSE(second.entered);
  EXPECT_EQ(threads.cancel(running)->state, WorkState::cancelled);
  EXPECT_FALSE(threads.cancel("unknown"));
}

TEST_F(WorkThreadsTest, only_so_many_run_at_once_and_of_one_lane_only_one) {
  WorkThreads threads(clock_, random_, {.running = 2});
  Gate first, second, other, fourth;
  const std::string a = begin(threads, first, "anna", "close");
  const std::string b = begin(threads, second, "anna", "close");
  const std::string c = begin(threads, other, "anna", "books");
  const std::string d = begin(threads, fourth);
  await(first.entered);
  await(other.entered);
  EXPECT_EQ(threads.find(b)->state, WorkState::waiting) << "its lane is taken";
  EXPECT_EQ(threads.find(d)->state, WorkState::waiting) << "two run";
  first.open = true;
  await(second.entered);
  EXPECT_FALSE(fourth.entered) << "the one before it came first";
  second.open = other.open = fourth.open = true;
  for (const auto& id : {a, b, c, d}) EXPECT_EQ(ended(threads, id).state, WorkState::succeeded);
}

TEST_F(WorkThreadsTest, beyond_what_may_wait_nothing_is_begun) {
  WorkThreads threads(clock_, random_, {.running = 1, .waiting = 3, .waiting_of_caller = 2});
  Gate gate;
  begin(threads, gate);
  await(gate.entered);
  EXPECT_NE(begin(threads, gate), "TooManyOperations");
  EXPECT_NE(begin(threads, gate), "TooManyOperations");
  EXPECT_EQ(begin(threads, gate), "TooManyOperations");
  EXPECT_NE(begin(threads, gate, "bert"), "TooManyOperations");
  EXPECT_EQ(begin(threads, gate, "carl"), "TooManyOperations");
  EXPECT_EQ(threads.list(caller("anna")).size(), 3U);
  EXPECT_EQ(threads.list(caller("bert")).size(), 1U);
  gate.open = true;
}

TEST_F(WorkThreadsTest, what_has_ended_is_forgotten_after_a_day_and_beyond_the_bounds) {
  WorkThreads threads(clock_, random_, {.running = 1, .kept = 3, .kept_of_caller = 2});
  Gate gate;
  gate.open = true;
  std::vector<std::string> ids;
  for (const char* who : {"anna", "anna", "anna", "bert", "bert"}) {
    ids.push_back(begin(threads, gate, who));
    ended(threads, ids.back());
  }
  begin(threads, gate, "carl");
  EXPECT_FALSE(threads.find(ids[0]));
  EXPECT_FALSE(threads.find(ids[1])) << "three are kept";
  EXPECT_TRUE(threads.find(ids[2]));
  EXPECT_TRUE(threads.find(ids[4]));
  clock_.hours += 25;
  begin(threads, gate, "carl");
  EXPECT_FALSE(threads.find(ids[4]));
}

TEST_F(WorkThreadsTest, stopping_ends_what_runs_and_begins_nothing_more) {
  WorkThreads threads(clock_, random_, {.running = 1});
  Gate gate, next;
  const std::string running = begin(threads, gate);
  const std::string waiting = begin(threads, next);
  await(gate.entered);
  threads.stop();
  EXPECT_EQ(threads.find(waiting)->state, WorkState::failed);
  EXPECT_EQ(threads.find(running)->state, WorkState::failed);
  EXPECT_EQ(threads.find(running)->answer->body, "\"ServerStopping\"");
  EXPECT_FALSE(next.entered);
  EXPECT_EQ(begin(threads, next), "ServerStopping");
}

}  // namespace
}  // namespace tollbridge::api::work
