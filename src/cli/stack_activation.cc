// SPDX-License-Identifier: Apache-2.0
#include "bridge/status/state_at_rest.h"
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Json activation_json(const StackId& id, const std::optional<stack::Activation>& activation,
                     stack::RegistrationState state, const std::string& commerce_key) {
  Json json;
  json.object().field("cloud_id", id.text()).field("state", to_string(state));
  if (activation) {
    json.field("subscription", activation->subscription.text());
    json.field("resource_group", activation->resource_group);
    json.field("registration", activation->registration);
    json.field("commerce", activation->usage_endpoint);
    json.field("billing_model", registry::to_string(activation->billing_model));
    json.field("agreement_number", activation->agreement_number);
    json.field("usage_reporting", activation->usage_reporting);
    json.text_or_null("expires", activation->expires ? to_string(*activation->expires) : "");
  }
  json.text_or_null("commerce_key", commerce_key);
  json.end();
  return json;
}

Result<Exit> run_stack_activation(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto activation = bridge::activation_of(**local);
  if (!activation) return pass(activation);
  const StackId& id = (*local)->profile().cloud_id;
  const auto state = stack::state_of(*activation, context.now);
  const std::string commerce_key = (*local)->books().note(stack::commerce_key_note);
  if (context.out.json()) {
    context.out.print(activation_json(id, *activation, state, commerce_key));
    return Exit::done;
  }
  context.out.line("Stack " + id.text() + ": " + std::string(to_string(state)));
  if (!*activation) {
    context.out.line("Register it with: tollbridge stack register");
    return Exit::done;
  }
  const stack::Activation& key = **activation;
  Table table({{"", Cell::text}, {"", Cell::text}});
  table.row({"registration", key.registration});
  table.row({"default subscription", key.subscription.text()});
  table.row({"resource group", key.resource_group});
  table.row({"billing model", std::string(registry::to_string(key.billing_model))});
  table.row({"usage", key.usage_reporting ? "sent to " + key.usage_endpoint : "kept here"});
  table.row({"expires", key.expires ? to_string(*key.expires) : "never"});
  table.row({"commerce's key", commerce_key.empty() ? "not known" : commerce_key});
  context.out.print(table);
  return Exit::done;
}

}  // namespace

Command stack_activation_command() {
  return {"stack activation",
          "what a stack's activation key says",
          "The registration the stack is activated by, where its usage goes, and until when.",
          {"tollbridge stack activation CLOUD_ID"},
          {stack_word()},
          run_stack_activation};
}

}  // namespace tollbridge::cli
