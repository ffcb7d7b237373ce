// SPDX-License-Identifier: Apache-2.0
// Settles the hours of this process's stacks as they pass, on a thread of its own that hands the
// engine short pieces of work; once a day it has old readings forgotten, and the commits of the
// stack's books that are older than a keep time and than all that commerce does not have yet. What
// fails is told once and tried again the next time. A wall clock that jumps ahead is not believed
// for a while.
//
// How often is machine's time; what has passed is the desk's time, which may be simulated. Members
// may be called on any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/desk.h"
#include "api/stack/operations.h"
#include "api/stack/standing.h"
#include "core/world.h"
#include "stack/clock_guard.h"
#include "stack/stack_half.h"

namespace tollbridge::server {

class StackClock {
 public:
  static constexpr std::chrono::hours keep_commits_default{45 * 24};

  // A word for the log: "stack.settle_failed" and of which stack, why.
  using Event = std::function<void(std::string_view name, std::string_view detail)>;

  // `engine` and `machine` must outlive it. With `machine` the desk's time is its wall clock's, and
  // is held against its steady one (stack/clock_guard.h); null: the desk's time is believed, as it
  // must be where it is simulated.
  StackClock(api::Engine& engine, std::chrono::seconds every, Event event,
             Clock* machine = nullptr, std::chrono::hours keep_commits = keep_commits_default);
  ~StackClock();

  // Waits for the piece of work that is under way.
  void stop();

  // To be told of readings; for facts().
  void taken(const StackId& stack, const api::stack_face::TakenCounts& counts);

  struct Facts {
    StackId stack;
    api::stack_face::TakenCounts taken;  // since the server began
    api::stack_face::Settled settled;
    api::stack_face::Due due;  // after the last settling
  };
  [[nodiscard]] std::vector<Facts> facts() const;  // by stack
  [[nodiscard]] std::optional<api::stack_face::Settled> settled(const StackId& stack) const;

  // By how much the wall clock is ahead of what has passed; 0: it is believed.
  [[nodiscard]] std::chrono::nanoseconds ahead() const;

  // All stacks once: what the thread does at each turn. One thread at a time.
  void turn();

 private:
  void serve();
  [[nodiscard]] bool stopping() const;
  Result<std::vector<StackId>> stacks();
  void settle(const StackId& stack);
  // One piece of work. Whether there is more of it now.
  Result<bool> settle_once(const StackId& stack);
  Status forget(const StackId& stack);
  Status forget_commits(const StackId& stack);
  // The time up to which hours have passed.
  Instant passed();
  void tell_of_jump(std::chrono::nanoseconds before, std::chrono::nanoseconds ahead,
                    Instant passed);
  void tell(const StackId& stack, const Status& status);
  Facts& facts_of(const StackId& stack);  // mutex_ is held

  api::Engine& engine_;
  const std::chrono::seconds every_;
  const Event event_;
  Clock* const machine_;
  const std::chrono::hours keep_commits_;
  stack::ClockGuard guard_;  // of turn()
  std::map<StackId, Instant> forgotten_;  // of turn()
  std::map<StackId, Instant> commits_forgotten_;  // of turn()
  mutable std::mutex mutex_;              // guards all below
  std::condition_variable stopped_;
  std::map<StackId, Facts> facts_;
  std::chrono::nanoseconds ahead_{0};
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace tollbridge::server
