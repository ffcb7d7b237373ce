// SPDX-License-Identifier: Apache-2.0
// GET /v1/stacks/{cloud_id}/metering: how a stack stands.
#include "api/native/answers.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "api/stack/standing.h"

namespace tollbridge::api::stack_face {
namespace {

Result<Response> show_metering(const Call& call, Desk& desk, const StackFaceOptions& options) {
  auto local = own_stack(call, desk);
  if (!local) return pass(local);
  auto standing = standing_of(**local, call.now);
  if (!standing) return pass(standing);
  if (call.request.parameter("silent") == "true") {
    auto silent = silent_gauges(**local, call.now);
    if (!silent) return pass(silent);
    standing->silent = *std::move(silent);
  }
  std::optional<Settled> settled;
  if (options.settled) settled = options.settled(standing->profile.cloud_id);
  Json json;
  append_standing(json, *standing, settled);
  return native::document(call, json);
}

}  // namespace

std::vector<Operation> metering_operations(const StackFaceOptions& options) {
  auto show = native::row("metering_show", Method::get, "/v1/stacks/{cloud_id}/metering",
                          "How the metering of a stack stands");
  show.text = "What waits to be told as hours and since when, which local subscriptions are not "
              "known, how settling went last, the registration and what is alerted. For the "
              "stack's operator and the provider.";
  show.query = {{"silent", ParameterType::flag, false,
                 "also gauges without a sample for longer than their gap", {}, false}};
  show.tag = "Stack half";
  show.answers = {{200, "Metering", "how it stands", "application/json"}};
  show.access = operators_access();
  show.run = [options](const Call& call, Desk& desk) { return show_metering(call, desk, options); };
  return {show};
}

}  // namespace tollbridge::api::stack_face
