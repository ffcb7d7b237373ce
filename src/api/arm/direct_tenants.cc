// SPDX-License-Identifier: Apache-2.0
#include "api/arm/direct_tenants.h"

namespace tollbridge::api::arm {
namespace {

using registry::Registry;
using registry::Stack;

// What a subscription is now, or will first be.
const stack::LocalSubscription* known_as(stack::LocalStack& local, const LocalSubscriptionId& id) {
  return local.half().directory().subscription(id, Instant::max());
}

bool is_delegated_provider(stack::LocalStack& local, const LocalSubscriptionId& id) {
  return known_as(local, id) != nullptr &&
         !local.half().directory().direct_tenants(id, Instant::max()).empty();
}

// The caller's stack by its operator's subscription.
const Stack* operated(const Registry& registry, const Principal& caller,
                      const LocalSubscriptionId& id) {
  if (caller.role == Role::stack_operator) {
    const Stack* stack = registry.stack(caller.stack);
    const bool its_own = stack != nullptr && (stack->provider_subscription.empty() ||
                                              stack->provider_subscription == id);
    return its_own ? stack : nullptr;
  }
  if (caller.role != Role::provider) return nullptr;
  for (const Stack* stack : registry.stacks()) {
    if (stack->provider_subscription == id) return stack;
  }
  return nullptr;
}

// Whether the caller may speak for a delegated provider of the stack.
bool may_speak(const Principal& caller, stack::LocalStack& local, const LocalSubscriptionId& id) {
  if (caller.role == Role::provider) return true;
  if (caller.role == Role::stack_operator) return caller.stack == local.profile().cloud_id;
  return caller.role == Role::tenant && known_as(local, id)->tenant == caller.tenant;
}

}  // namespace

DirectTenants DirectTenants::of(Desk& desk, const Registry& registry, const Principal& caller,
                                const LocalSubscriptionId& provider) {
  DirectTenants found;
  found.stack_ = operated(registry, caller, provider);
  if (found.stack_ != nullptr) {
    found.local_ = desk.stacks().find(found.stack_->cloud_id);
    return found;
  }
  for (stack::LocalStack* local : desk.stacks().all()) {
    if (!is_delegated_provider(*local, provider) || !may_speak(caller, *local, provider)) continue;
    found.stack_ = registry.stack(local->profile().cloud_id);
    found.local_ = local;
    found.delegated_ = provider;
    if (found.stack_ != nullptr) return found;
  }
  return {};
}

bool DirectTenants::has(const LocalSubscriptionId& id) const {
  const auto* known = known_as(*local_, id);
  if (known == nullptr) return false;
  const LocalSubscriptionId& of = known->delegated_provider;
  if (!delegated_.empty()) return of == delegated_;
  return of.empty() || of == local_->profile().provider_subscription;
}

}  // namespace tollbridge::api::arm
