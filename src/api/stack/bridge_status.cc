// SPDX-License-Identifier: Apache-2.0
// How the bridge of a stack goes, for its operator.
#include "api/native/answers.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "stack/bridge_state.h"

namespace tollbridge::api::stack_face {
namespace {

Result<Response> bridge_status(const Call& call, Desk& desk) {
  const auto local = own_stack(call, desk);
  if (!local) return std::unexpected<Error>(local.error());
  stack::BridgeState state;
  state.stack = (*local)->profile().cloud_id;
  state.as_of = call.now;
  if (const auto& told = (*local)->bridge_state()) state = *told;
  stack::show_overruled((*local)->books().overruled(), state);
  return json_response(200, stack::bridge_json(state));
}

}  // namespace

std::vector<Operation> bridge_status_operations() {
  auto get = native::row("bridge_get", Method::get, "/v1/stacks/{cloud_id}/bridge",
                         "How far a stack's usage has come");
  get.run = bridge_status;
  get.text =
      "When commerce answered last, what it has, what it does not have yet, what went wrong last "
      "and when it is tried again, hours that commerce overruled after the stack was restored, and "
      "the alerts. For the stack's operator and the provider.";
  get.tag = "Stack half";
  get.answers = {{200, "BridgeState", "the bridge", "application/json"}};
  get.access = operators_access();
  return {get};
}

}  // namespace tollbridge::api::stack_face
