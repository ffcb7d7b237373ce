// SPDX-License-Identifier: Apache-2.0
#include "stack/collector.h"

#include <algorithm>

namespace tollbridge::stack {

Status hand_on(std::span<const Posted> readings, const Taker& take, Collected& collected) {
  while (!readings.empty()) {
    const auto part = readings.first(std::min(readings.size(), posted_readings_max));
    auto taken = take(part);
    if (!taken) return pass(taken);
    collected.readings += part.size();
    collected.accepted += taken->accepted;
    collected.duplicate += taken->duplicate;
    collected.rejected_count += taken->rejected.size();
    for (const intake::Rejected& one : taken->rejected) {
      if (collected.rejected.size() < rejected_listed_max) collected.rejected.push_back(one);
    }
    readings = readings.subspan(part.size());
  }
  return {};
}

}  // namespace tollbridge::stack
