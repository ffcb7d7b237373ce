// SPDX-License-Identifier: Apache-2.0
// Resources on a stack as their providers meter them: machines that are started, resized, stopped
// and deallocated; disks and addresses from birth to death; storage that is sampled; transactions
// counted by processes that restart; traffic by intervals; calls one by one. Each with the rhythm
// of days and weeks.
//
// A resource tells readings in the order in which they happen, and tells ExactHours what happened.
// Its clock may be wrong by a constant: then that is the time it tells, and counts.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "simulate/exact_hours.h"
#include "simulate/random_source.h"
#include "stack/reading.h"

namespace tollbridge::simulate {

enum class ResourceKind : std::uint8_t {
  machine, disk, address, storage, snapshots, transactions, traffic, calls
};
inline constexpr int resource_kinds = 8;

struct ResourceSetting {
  ResourceKind kind = ResourceKind::machine;
  std::string subscription;
  std::uint64_t number = 0;
  Instant from{};
  Instant until{};  // everything ends then
  std::chrono::milliseconds skew{0};
};

class ProviderResource {
 public:
  virtual ~ProviderResource() = default;

  // When it tells next; empty: never again.
  [[nodiscard]] std::optional<Instant> next() const { return next_; }
  // Tells what it has to at next().
  virtual void tell(std::vector<stack::Posted>& to) = 0;

 protected:
  std::optional<Instant> next_;
};

// The same setting and source give the same resource.
std::unique_ptr<ProviderResource> make_resource(const ResourceSetting& setting,
                                                const RandomSource& random, ExactHours& truth);

// How busy the world is, 5 to 100: office hours of weekdays most, nights and weekends least.
std::int64_t busyness(Instant when);

}  // namespace tollbridge::simulate
