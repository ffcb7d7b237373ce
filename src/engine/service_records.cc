// SPDX-License-Identifier: Apache-2.0
#include "engine/service_records.h"

namespace tollbridge::engine {

bool costs_visible(const std::vector<CostSwitch>& switches, const PartyId& customer, Hour hour) {
  const CostSwitch* held = nullptr;
  for (const CostSwitch& one : switches) {
    if (one.customer != customer || one.from > hour) continue;
    if (held == nullptr || one.from >= held->from) held = &one;
  }
  return held != nullptr && held->visible;
}

}  // namespace tollbridge::engine
