// SPDX-License-Identifier: Apache-2.0
// Goal: a worker never waits for bytes nobody wants or nobody sends any more. Method: a worker that
// waits at an empty queue while another thread ends it; a wait that does not end is ended by the
// test, which then fails.
#include "api/http/body_queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace tollbridge::api::http {
namespace {

TEST(BodyQueue, a_worker_that_waits_is_ended_when_the_rest_is_not_wanted) {
  BodyQueue queue(1024, [] {});
  queue.push("first");
  ASSERT_EQ(queue.next().value(), "first");
  auto waits = std::async(std::launch::async, [&queue] { return queue.next(); });
  queue.stop();
  const bool ended = waits.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
  EXPECT_TRUE(ended);
  if (!ended) queue.finish();
  const auto next = waits.get();
  ASSERT_FALSE(next.has_value());
  EXPECT_EQ(next.error().code, "BodyNotWanted");
  queue.push("more");
  EXPECT_FALSE(queue.next().has_value()) << "and so is every later one";
}

TEST(BodyQueue, a_body_that_is_here_whole_is_given_to_its_end) {
  BodyQueue queue(1024, [] {});
  queue.push("all of it");
  queue.finish();
  queue.stop();
  EXPECT_EQ(queue.next().value(), "all of it");
  EXPECT_EQ(queue.next().value(), "");
}

}  // namespace
}  // namespace tollbridge::api::http
