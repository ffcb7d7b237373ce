// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"
#include "cli/stack_registering.h"
#include "stack/json/activation.h"

namespace tollbridge::cli {
namespace {

Result<stack::TokenRequest> request_of(const Arguments& arguments, const stack::Profile& profile) {
  stack::TokenRequest request;
  auto model = registry::parse_billing_model(arguments.text("--billing-model"));
  if (!model) return wrong_usage("--billing-model: " + model.error().message);
  request.cloud_id = profile.cloud_id;
  request.billing_model = *model;
  request.disconnected = arguments.has("--disconnected");
  request.usage_reporting = stack::reports_usage(*model) && !request.disconnected;
  if (arguments.has("--usage-reporting")) {
    request.usage_reporting = arguments.text("--usage-reporting") == "on";
  }
  request.marketplace_syndication = request.usage_reporting;
  request.agreement_number = arguments.text("--agreement");
  request.asset_tag = arguments.text("--asset-tag");
  request.regions = {profile.region};
  request.provider_subscription = profile.provider_subscription;
  if (auto checked = stack::check(request); !checked) return pass(checked);
  return request;
}

Result<Exit> run_stack_token(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto request = request_of(arguments, (*local)->profile());
  if (!request) return pass(request);
  request->bridge_key = (*local)->books().note(stack::bridge_key_note);
  const std::string token = stack::json::registration_token(*request);
  if (!context.out.json()) {
    context.out.line(token);
    return Exit::done;
  }
  Json json;
  json.object().field("token", token).field("cloud_id", request->cloud_id.text());
  json.field("billing_model", registry::to_string(request->billing_model));
  json.field("usage_reporting", request->usage_reporting).end();
  context.out.print(json);
  return Exit::done;
}

}  // namespace

Command stack_token_command() {
  std::vector<Parameter> parameters{stack_word()};
  for (Parameter& each : token_parameters()) parameters.push_back(std::move(each));
  parameters.push_back(flag("--disconnected", "it is carried by hand: no link to commerce (R56)"));
  return {"stack token",
          "a registration token of a stack, to be carried by hand",
          "Prints what commerce needs to register the stack: cloud id, billing model, the default "
          "provider subscription and the public key of the stack's bridge. A stack with a link "
          "does this, and the rest, with stack register. Without one, register with the token "
          "where there is a connection, fetch the activation key there, and bring it back to "
          "stack activate.",
          {"tollbridge stack token CLOUD_ID --billing-model Capacity --agreement EA-1 "
           "--disconnected"},
          std::move(parameters),
          run_stack_token};
}

}  // namespace tollbridge::cli
