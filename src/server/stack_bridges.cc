// SPDX-License-Identifier: Apache-2.0
#include "server/stack_bridges.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "stack/stacks.h"

namespace tollbridge::server {
namespace {

constexpr std::chrono::seconds look_every{1};

}  // namespace

StackBridges::StackBridges(BridgeWorld world) : world_(std::move(world)) {
  world_.stopping = [this, also = world_.stopping] { return stopping_ || (also && also()); };
  watcher_ = std::thread([this] { watch(); });
}

StackBridges::~StackBridges() { stop(); }

std::vector<stack::BridgeState> StackBridges::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<stack::BridgeState> all;
  for (const auto& lane : lanes_) {
    for (const auto& bridge : lane->bridges) {
      if (auto state = bridge->state()) all.push_back(*std::move(state));
    }
  }
  std::ranges::sort(all, {}, &stack::BridgeState::stack);
  return all;
}

void StackBridges::stop() {
  {
    const std::lock_guard lock(mutex_);  // or whoever is about to wait would miss it
    stopping_ = true;
  }
  stopped_.notify_all();
  if (watcher_.joinable()) watcher_.join();
  for (const auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
}

bool StackBridges::rest() {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, look_every, [&] { return stopping_.load(); });
}

void StackBridges::watch() {
  do {
    std::vector<StackId> all;
    const auto read = world_.engine.run([&](api::Desk& desk) -> Status {
      for (stack::LocalStack* local : desk.stacks().all()) {
        all.push_back(local->profile().cloud_id);
      }
      return {};
    });
    if (!read) continue;  // the engine stops, and so shall we
    for (const StackId& stack : all) {
      if (std::ranges::find(known_, stack) == known_.end()) add(stack);
    }
  } while (rest());
}

// Lanes and what is in them are only ever added to, by the watcher alone.
void StackBridges::add(const StackId& stack) {
  auto bridge = std::make_unique<StackBridge>(stack, world_);
  const std::lock_guard lock(mutex_);
  known_.push_back(stack);
  if (lanes_.size() == lanes_max) {
    lanes_[known_.size() % lanes_max]->bridges.push_back(std::move(bridge));
    return;
  }
  Lane& lane = *lanes_.emplace_back(std::make_unique<Lane>());
  lane.bridges.push_back(std::move(bridge));
  lane.thread = std::thread([this, &lane] { drive(lane); });
}

void StackBridges::drive(Lane& lane) {
  bool more = false;
  do {
    std::vector<StackBridge*> bridges;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& bridge : lane.bridges) bridges.push_back(bridge.get());
    }
    more = false;
    for (StackBridge* bridge : bridges) {
      if (!stopping_) more = bridge->turn() || more;
    }
  } while (more ? !stopping_ : rest());
}

}  // namespace tollbridge::server
