// SPDX-License-Identifier: Apache-2.0
#include "api/native/scopes.h"

namespace tollbridge::api::native {

engine::UsageScope usage_scope(const Call& call, const registry::Registry& registry) {
  const Principal& caller = call.principal;
  switch (caller.role) {
    case Role::provider: return {};
    case Role::stack_operator:
      return {[&caller](const StackId& stack) { return stack == caller.stack; }, {}};
    case Role::tenant:
      return {{}, [&caller](const attribution::AttributedRun& run) {
                return run.key.tenant == caller.tenant;
              }};
    default:
      return {{}, [&caller, &registry](const attribution::AttributedRun& run) {
                return relation_to(registry, caller, Object::subscription,
                                   run.payer.subscription.text()) != Relation::none;
              }};
  }
}

bool may_see_unregistered(const Call& call, const registry::Registry& registry,
                          const engine::UnregisteredRow& row) {
  if (call.principal.role == Role::stack_operator) return row.stack == call.principal.stack;
  return relation_to(registry, call.principal, Object::subscription, row.subscription.text()) !=
         Relation::none;
}

}  // namespace tollbridge::api::native
