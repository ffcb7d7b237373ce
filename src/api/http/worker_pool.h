// SPDX-License-Identifier: Apache-2.0
// A few threads for work that may wait for others: keys of an issuer, bytes of an upload, parts
// of a long answer. Every member may be called on any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tollbridge::api::http {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t waiting_max);
  ~WorkerPool();

  // Runs `work` later; it must not throw. False if as many as allowed wait already, or after
  // stop().
  [[nodiscard]] bool post(std::function<void()> work);
  // Does what was taken and ends the threads. May be called again.
  void stop();

 private:
  void serve();

  const std::size_t waiting_max_;
  std::mutex mutex_;  // guards queue_ and stopping_
  std::condition_variable came_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tollbridge::api::http
