// SPDX-License-Identifier: Apache-2.0
// Events as lines of JSON on the standard error, written by a thread of its own, so that nobody who
// has something to tell waits for whoever reads it. What cannot be written in time is dropped and
// counted. Members may be called on any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace tollbridge::ops {

class EventLog {
 public:
  // `descriptor` is written to and not closed.
  explicit EventLog(int descriptor, std::size_t bytes_max = std::size_t{1024} * 1024);
  // Writes what is left.
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  // One JSON object, without a line feed.
  void write(std::string_view line);
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  void serve();

  const int descriptor_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;  // guards all below but thread_
  std::condition_variable came_;
  std::string waiting_;
  std::uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace tollbridge::ops
