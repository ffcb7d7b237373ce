// SPDX-License-Identifier: Apache-2.0
// How long a client may still take to send a body or to read an answer: a grace, and a second for
// each so many bytes that moved. Only the time spent waiting for it counts.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "api/http/server.h"

namespace tollbridge::api::http {

class Pace {
 public:
  explicit Pace(const Patience& patience)
      : grace_(patience.pace_grace), bytes_per_second_(patience.pace_bytes) {}

  void waited(std::int64_t nanoseconds, std::uint64_t bytes) {
    waited_ += std::chrono::nanoseconds(nanoseconds);
    bytes_ += bytes;
  }
  // Never more than the grace for one wait: nothing at all is too slow as well.
  [[nodiscard]] std::chrono::nanoseconds left() const {
    const auto earned = std::chrono::seconds(bytes_ / bytes_per_second_);
    return std::clamp(grace_ + earned - waited_, std::chrono::nanoseconds(0), grace_);
  }

 private:
  std::chrono::nanoseconds grace_;
  std::uint64_t bytes_per_second_;
  std::chrono::nanoseconds waited_{0};
  std::uint64_t bytes_ = 0;
};

}  // namespace tollbridge::api::http
