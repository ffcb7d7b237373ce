// SPDX-License-Identifier: Apache-2.0
// What a tenant's user may see of costs: nothing, unless the customer's seller switched it on.
#pragma once

#include <vector>

#include "api/desk.h"
#include "api/operation.h"
#include "engine/service_records.h"

namespace tollbridge::api::native {

struct CostView {
  bool restricted = false;  // the caller is a tenant's user
  PartyId customer;         // whose costs it may see, if any
  bool on_now = false;
  std::vector<engine::CostSwitch> switches;

  // Costs of this month: always, unless restricted.
  [[nodiscard]] bool shows(Period period) const;
};
Result<CostView> cost_view(const Call& call, Desk& desk);

}  // namespace tollbridge::api::native
