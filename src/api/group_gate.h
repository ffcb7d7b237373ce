// SPDX-License-Identifier: Apache-2.0
// Group commit (design.md section 6): what waits at the moment the engine is free is stored
// together, so that many small uploads share the syncs of one.
//
// One caller at a time leads: it goes to the engine, and there takes along those that wait then.
// The others wait until a leader has stored theirs, or until they are first and lead themselves.
// How many wait is bounded by the threads that read uploads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "api/desk.h"
#include "core/result.h"

namespace tollbridge::api {

// An Item has a Status `stored`.
template <class Item>
class GroupGate {
 public:
  // Stores the first of those that wait, at least one, each with its own `stored`, and says how
  // many; on the engine's thread. An Error is the first one's.
  using Store = std::function<Result<std::size_t>(Desk& desk, std::vector<Item*>& waiting)>;

  // What became of the item. Errors: its own, those of `store`, and of Engine::run. Any thread but
  // the engine's.
  Status store(Item& item, Engine& engine, const Store& store) {
    Waiting mine{item};
    {
      std::unique_lock lock(mutex_);
      queue_.push_back(&mine);
      changed_.wait(lock, [&] { return mine.done || queue_.front() == &mine; });
      if (mine.done) return item.stored;
    }
    std::size_t taken = 1;  // mine, also if the engine takes nothing any more
    Status ran;
    try {
      ran = engine.run([&](Desk& desk) { return store_waiting(desk, store, taken); });
    } catch (const std::exception& thrown) {  // no memory: those that wait must not wait for ever
      ran = fail(ErrorKind::damaged, "InternalError",
                 std::string("The server failed: ") + thrown.what() + ".");
    }
    const std::lock_guard lock(mutex_);
    for (; taken > 0; --taken) {
      Waiting& one = *queue_.front();
      queue_.pop_front();
      if (!ran) one.item.stored = ran;
      one.done = true;
    }
    changed_.notify_all();
    return item.stored;
  }

  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  struct Waiting {
    Item& item;
    bool done = false;
  };

  Status store_waiting(Desk& desk, const Store& store, std::size_t& taken) {
    std::vector<Item*> waiting;
    {
      const std::lock_guard lock(mutex_);
      for (Waiting* one : queue_) waiting.push_back(&one->item);
    }
    auto stored = store(desk, waiting);
    if (!stored) return pass(stored);
    taken = *stored;
    return {};
  }

  mutable std::mutex mutex_;  // guards queue_ and Waiting::done
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;  // the first leads; those being stored stay until they are
};

}  // namespace tollbridge::api
