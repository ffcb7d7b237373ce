// SPDX-License-Identifier: Apache-2.0
// Whose usage a provider subscription may ask for (azure-stack.md 1.1, R61): of its direct tenants.
// The stack's operator has those that no delegated provider has; a delegated provider has its own.
// Who is whose direct tenant is known where the stack runs; elsewhere all of a stack's local
// subscriptions are the operator's.
#pragma once

#include "api/desk.h"
#include "api/principal.h"
#include "core/ids.h"
#include "core/result.h"
#include "registry/registry.h"
#include "stack/stacks.h"

namespace tollbridge::api::arm {

class DirectTenants {
 public:
  // `provider` is the subscription of the path. Empty stack(): it is none of the caller's. Where
  // the registry names no provider subscription the operator's own stack answers to any. `desk` and
  // `registry` must outlive it.
  static DirectTenants of(Desk& desk, const registry::Registry& registry, const Principal& caller,
                          const LocalSubscriptionId& provider);

  [[nodiscard]] const registry::Stack* stack() const { return stack_; }
  // Whether they are only some of the stack's.
  [[nodiscard]] bool known() const { return local_ != nullptr; }
  // Only where they are known. Deleted ones are direct tenants too (R60).
  [[nodiscard]] bool has(const LocalSubscriptionId& id) const;

 private:
  const registry::Stack* stack_ = nullptr;
  stack::LocalStack* local_ = nullptr;  // where its directory is
  LocalSubscriptionId delegated_;       // empty: the operator's
};

}  // namespace tollbridge::api::arm
