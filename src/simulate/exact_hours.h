// SPDX-License-Identifier: Apache-2.0
// What simulated usage must come to, hour by hour, to the last digit.
//
// An arithmetic of its own that shares nothing with stack/hours.h: it knows what happened, not what
// was told of it, and follows the rules as they are written down (stack/README.md): level x time
// summed inside an hour and rounded once, half-even; a quantity of an interval spread by time with
// the largest remainder, ties to the earlier hour; calendar months as floor((k+1) 10^18 / n) -
// floor(k 10^18 / n). Levels in months must be whole numbers. What happens must be told in order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/int256.h"
#include "core/time.h"

namespace tollbridge::simulate {

class ExactHours {
 public:
  struct Key {
    std::string subscription;
    std::string meter;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  // Hours from `first` on.
  explicit ExactHours(Hour first) : first_(first) {}

  // Units are 10^-18.
  void add(const Key& key, Hour hour, i128 units);
  void spread(const Key& key, Instant from, Instant to, i128 units);

  // subscription,meter,hour,quantity; hours with 0 are left out.
  [[nodiscard]] std::string csv() const;
  [[nodiscard]] std::map<std::pair<Key, Hour>, i128> all() const;

 private:
  Hour first_;
  std::map<Key, std::vector<i128>> sums_;
};

// The level x time of one track, as it goes on.
class HeldLevel {
 public:
  HeldLevel(ExactHours& hours, ExactHours::Key key, bool months)
      : hours_(hours), key_(std::move(key)), months_(months) {}

  // `units` (10^-18) from `from` to `to`; not before what was told last.
  void hold(i128 units, Instant from, Instant to);
  // Nothing more comes.
  void finish();

 private:
  ExactHours& hours_;
  ExactHours::Key key_;
  bool months_;
  Hour hour_;
  i128 sum_ = 0;  // units x nanoseconds; in months: whole levels x nanoseconds
};

// What an hour is worth in calendar months, in 10^-18.
i128 hour_of_month(Hour hour);

}  // namespace tollbridge::simulate
