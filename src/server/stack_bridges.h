// SPDX-License-Identifier: Apache-2.0
// The bridges of all stacks of this process, on threads of their own: one for each stack, up to
// `lanes_max`; then stacks share them in turn, and one whose commerce hangs makes its neighbours
// wait. Stacks that are made later are picked up.
//
// Members may be called on any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/stack_bridge.h"

namespace tollbridge::server {

inline constexpr std::size_t lanes_max = 32;

class StackBridges {
 public:
  // What `world` names must outlive it. Its `stopping` is asked too.
  explicit StackBridges(BridgeWorld world);
  ~StackBridges();
  StackBridges(const StackBridges&) = delete;
  StackBridges& operator=(const StackBridges&) = delete;

  // What each bridge told last, by stack.
  [[nodiscard]] std::vector<stack::BridgeState> states() const;
  // Ends requests under way, and the threads. To be called before the engine stops.
  void stop();

 private:
  struct Lane {
    std::vector<std::unique_ptr<StackBridge>> bridges;
    std::thread thread;
  };
  void watch();           // adds stacks that are new
  void drive(Lane& lane);
  void add(const StackId& stack);
  // Waits a second, which is soon enough for hours that are settled every few; false: stop.
  bool rest();

  BridgeWorld world_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable stopped_;
  std::vector<StackId> known_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::atomic<bool> stopping_ = false;
  std::thread watcher_;  // last: starts when the rest is there
};

}  // namespace tollbridge::server
