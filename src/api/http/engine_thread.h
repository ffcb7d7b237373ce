// SPDX-License-Identifier: Apache-2.0
// The thread that owns books and journal: runs pieces of work one at a time, in the order they
// came, with a bounded number waiting.
//
// post() and run() may be called on any thread but the engine's own. The Desk is touched by the
// engine's thread only, from construction to stop().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "api/desk.h"
#include "core/world.h"

namespace tollbridge::api::http {

class EngineThread final : public Engine {
 public:
  using Work = std::function<void(Desk&)>;

  // `desk` and `clock` must outlive it; `clock` is asked on any thread.
  EngineThread(Desk& desk, Clock& clock, std::size_t waiting_max);
  ~EngineThread() override;

  // Runs `work` later; it must not throw. False if as many as allowed wait already, or after
  // stop().
  [[nodiscard]] bool post(Work work);

  // Its callers are the few threads that read streams, so they may always wait. Errors:
  // ServerStopping; InternalError if `work` threw; and those of `work`.
  Status run(const std::function<Status(Desk&)>& work) override;
  Instant now() override { return clock_.now(); }

  [[nodiscard]] std::size_t waiting() const;
  // Takes nothing more, does what was taken, ends the thread. May be called again.
  void stop();

 private:
  void serve();

  Desk& desk_;
  Clock& clock_;
  const std::size_t waiting_max_;
  mutable std::mutex mutex_;  // guards queue_ and stopping_
  std::condition_variable came_;
  std::deque<Work> queue_;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace tollbridge::api::http
