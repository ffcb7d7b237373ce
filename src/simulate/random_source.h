// SPDX-License-Identifier: Apache-2.0
// Repeatable randomness for generated landscapes: the same seed gives the same numbers on every
// machine (SplitMix64; no distribution of the standard library, which may differ by vendor).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/check.h"

namespace tollbridge::simulate {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  // 0 <= result < bound.
  std::uint64_t below(std::uint64_t bound) {
    CHECK(bound > 0);
    return next() % bound;
  }

  // low <= result <= high.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }

  // True `count` times in `of`.
  bool chance(std::uint64_t count, std::uint64_t of) { return below(of) < count; }

  // An independent source, so that adding draws in one place moves nothing elsewhere.
  RandomSource fork(std::uint64_t label) {
    return RandomSource(next() ^ (label * 0xd1342543de82ef95U));
  }

  // A version-4 shaped GUID.
  std::string guid();

 private:
  std::uint64_t state_;
};

}  // namespace tollbridge::simulate
