// SPDX-License-Identifier: Apache-2.0
// Long work on a few threads, in the order it was begun, with bounds on what runs, waits and is
// kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/long_work.h"
#include "core/world.h"

namespace tollbridge::api::work {

struct Limits {
  unsigned running = 2;
  std::size_t waiting = 64;
  std::size_t waiting_of_caller = 8;
  std::size_t kept = 1000;  // that have ended
  std::size_t kept_of_caller = 100;
  std::size_t kept_bytes = std::size_t{64} * 1024 * 1024;  // of their answers
  std::chrono::hours keep{24};
};

class WorkThreads final : public LongWork {
 public:
  // `clock` and `random` are asked on any thread and must outlive it.
  WorkThreads(Clock& clock, Random& random, const Limits& limits = {});
  ~WorkThreads() override;

  Result<std::string> begin(const WorkOrder& order, Work work) override;
  std::optional<WorkStatus> find(const std::string& id) override;
  std::vector<WorkStatus> list(const Principal& caller) override;
  std::optional<WorkStatus> cancel(const std::string& id) override;
  std::optional<WorkStatus> wait(const std::string& id, std::uint64_t version,
                                 std::chrono::milliseconds span) override;

  // Tells all to end, waits for those that run, ends the threads. What work asks of the engine must
  // still be answered until then. May be called again.
  void stop();

 private:
  class Watched;
  struct Entry {
    WorkStatus status;
    Work work;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  void serve();
  EntryPtr next();                          // with mutex_ held, as all below
  EntryPtr known(const std::string& id);
  Status admit(const Principal& caller);
  void change(Entry& entry);
  void end(Entry& entry, WorkState state, Response answer);
  void forget();

  Clock& clock_;
  Random& random_;
  const Limits limits_;
  std::mutex mutex_;  // guards all below
  std::condition_variable came_;
  std::condition_variable changed_;
  std::deque<EntryPtr> entries_;  // oldest first
  std::multiset<std::string> lanes_;  // of what runs
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // last: start when the rest is there
};

}  // namespace tollbridge::api::work
