// SPDX-License-Identifier: Apache-2.0
#include "api/relation_here.h"

namespace tollbridge::api {
namespace {

Relation relation_of(const Principal& caller, const stack::Profile& profile,
                     const stack::LocalSubscription& subscription) {
  switch (caller.role) {
    case Role::provider: return Relation::any;
    case Role::stack_operator:
      return caller.stack == profile.cloud_id ? Relation::own : Relation::none;
    case Role::tenant:
      return caller.tenant == subscription.tenant ? Relation::self : Relation::none;
    default: return Relation::none;
  }
}

}  // namespace

// Ids may repeat on other stacks; the caller's counts.
Here relation_here(stack::Stacks& stacks, const Principal& caller, const LocalSubscriptionId& id,
                   Instant now) {
  for (stack::LocalStack* one : stacks.all()) {
    const auto* subscription = one->half().directory().subscription(id, now);
    if (subscription == nullptr) continue;
    const Relation relation = relation_of(caller, one->profile(), *subscription);
    if (relation != Relation::none) return {one, relation};
  }
  return {};
}

}  // namespace tollbridge::api
