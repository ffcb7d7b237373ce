// SPDX-License-Identifier: Apache-2.0
// Goal: reading on another thread changes nothing but the speed. Method: sources that count,
// fail, or never end by themselves.
#include "server/pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tollbridge::server {
namespace {

engine::UsageSource numbered(std::uint64_t count) {
  return [count](const intake::PortionSink& sink) -> Status {
    for (std::uint64_t i = 0; i < count; ++i) {
      intake::Portion portion;
      portion.bytes_read = i;
      if (auto taken = sink(std::move(portion)); !taken) return taken;
    }
    return {};
  };
}

TEST(Pipeline, portions_arrive_in_order_on_the_thread_of_the_import) {
  std::uint64_t next = 0;
  const auto here = std::this_thread::get_id();
  const auto done = pipelined(numbered(1000), [&](intake::Portion&& portion) -> Status {
    EXPECT_EQ(portion.bytes_read, next++);
    EXPECT_EQ(std::this_thread::get_id(), here);
    return {};
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(next, 1000U);
}

TEST(Pipeline, a_full_disk_stops_the_reader) {
  std::atomic<std::uint64_t> read{0};
  const engine::UsageSource endless = [&](const intake::PortionSink& sink) -> Status {
    for (;;) {
      ++read;
      if (auto taken = sink(intake::Portion{}); !taken) return taken;
    }
  };
  int stored = 0;
  const auto done = pipelined(endless, [&](intake::Portion&&) -> Status {
    if (++stored == 3) return fail(ErrorKind::io, "DiskFull", "no room");
    return {};
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "DiskFull");
  EXPECT_LE(read.load(), 7U);
}

// An upload whose client sends nothing more held its worker until the client gave up.
TEST(Pipeline, a_reader_that_waits_for_its_input_is_stopped_with_the_import) {
  std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  bool in_time = false;
  const engine::UsageSource silent = [&](const intake::PortionSink& sink) -> Status {
    if (auto taken = sink(intake::Portion{}); !taken) return taken;
    std::unique_lock lock(mutex);
    in_time = changed.wait_for(lock, std::chrono::seconds(20), [&] { return stopped; });
    return fail(ErrorKind::io, "BodyNotWanted", "nobody reads it");
  };
  const auto done = pipelined(
      silent,
      [](intake::Portion&&) -> Status { return fail(ErrorKind::io, "DiskFull", "no room"); },
      [&] {
        const std::lock_guard lock(mutex);
        stopped = true;
        changed.notify_all();
      });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "DiskFull");
  EXPECT_TRUE(in_time);
}

TEST(Pipeline, a_source_that_fails_has_handed_over_what_came_before) {
  int stored = 0;
  const engine::UsageSource broken = [](const intake::PortionSink& sink) -> Status {
    if (auto taken = sink(intake::Portion{}); !taken) return taken;
    return fail(ErrorKind::io, "DiskFailed", "the file cannot be read");
  };
  const auto done = pipelined(broken, [&](intake::Portion&&) -> Status {
    ++stored;
    return {};
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "DiskFailed");
  EXPECT_EQ(stored, 1);
}

}  // namespace
}  // namespace tollbridge::server
