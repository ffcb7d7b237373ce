// SPDX-License-Identifier: Apache-2.0
// How many calls each caller may still make in this hour, reads and writes apart. Members may be
// called on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "api/principal.h"
#include "core/time.h"

namespace tollbridge::api::http {

class Quota {
 public:
  // `calls_max`: of each kind, caller and hour.
  explicit Quota(std::uint64_t calls_max) : calls_max_(calls_max) {}

  struct Taken {
    bool allowed = true;
    std::uint64_t left = 0;          // after this call
    std::uint64_t seconds_left = 0;  // of the hour, rounded up
  };
  // Counts a call of that caller.
  Taken take(const Principal& caller, bool read, Instant now);

 private:
  // More callers than these in an hour are not counted.
  static constexpr std::size_t callers_max = 100'000;
  struct Used {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
  };

  const std::uint64_t calls_max_;
  std::mutex mutex_;  // guards all below
  Hour hour_;
  std::unordered_map<std::string, Used> used_;
};

}  // namespace tollbridge::api::http
