// SPDX-License-Identifier: Apache-2.0
#include "api/stack/own_stack.h"

#include "api/error_answer.h"

namespace tollbridge::api::stack_face {

bool works_on(const Principal& caller, const StackId& stack) {
  return caller.role == Role::provider ||
         (caller.role == Role::stack_operator && caller.stack == stack);
}

Status may_work_on(const Call& call) {
  const std::string& id = call.at("cloud_id");
  if (!works_on(call.principal, StackId(id))) {
    return std::unexpected<Error>(not_found_error(Object::stack, id));
  }
  return {};
}

Result<stack::LocalStack*> administered(const Call& call, Desk& desk) {
  const std::string& id = call.at("subscriptionId");
  const LocalSubscriptionId provider(id);
  for (stack::LocalStack* one : desk.stacks().all()) {
    const stack::Profile& profile = one->profile();
    if (profile.provider_subscription != provider) continue;
    if (works_on(call.principal, profile.cloud_id)) return one;
  }
  return std::unexpected<Error>(not_found_error(Object::local_subscription, id));
}

Result<stack::LocalStack*> own_stack(const Call& call, Desk& desk) {
  if (auto may = may_work_on(call); !may) return pass(may);
  const std::string& id = call.at("cloud_id");
  stack::LocalStack* found = desk.stacks().find(StackId(id));
  if (found == nullptr) return std::unexpected<Error>(not_found_error(Object::stack, id));
  return found;
}

Access operators_access() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::stack_operator, {Relation::any}}}};
}

}  // namespace tollbridge::api::stack_face
