// SPDX-License-Identifier: Apache-2.0
#include "registry/month_views.h"

namespace tollbridge::registry {

const Registry& MonthViews::in(Period month) {
  const auto found = views_.find(month);
  if (found != views_.end()) return found->second;
  return views_.emplace(month, registry_.in_period(month)).first->second;
}

std::vector<const Registry*> MonthViews::since(Period month, std::optional<Period> until) {
  std::vector<const Registry*> views{&in(month)};
  for (const Period later : months_) {
    if (later > month && (!until || later < *until)) views.push_back(&in(later));
  }
  return views;
}

}  // namespace tollbridge::registry
