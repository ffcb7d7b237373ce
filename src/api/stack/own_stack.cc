// SPDX-License-Identifier: Apache-2.0
#include "api/stack/own_stack.h"

#include "api/error_answer.h"

namespace tollbridge::api::stack_face {

Status may_work_on(const Call& call) {
  const std::string& id = call.at("cloud_id");
  const bool may = call.principal.role == Role::provider ||
                   (call.principal.role == Role::stack_operator &&
                    call.principal.stack == StackId(id));
  if (!may) return std::unexpected<Error>(not_found_error(Object::stack, id));
  return {};
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
