// SPDX-License-Identifier: Apache-2.0
#include "cli/stack_commands.h"
#include "cli/stack_registering.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_renew(const Arguments& arguments, Context& context) {
  const std::string id = arguments.text("CLOUD_ID");
  auto activated = activated_by(arguments, context);
  if (!activated) return pass(activated);
  auto setting = commerce_of(arguments, context, activated->commerce);
  if (!setting) return pass(setting);
  Registering wish{
      id,
      {"--billing-model",
       arguments.optional_text("--billing-model").value_or(activated->billing_model)},
      {}};
  const std::string agreement =
      arguments.optional_text("--agreement").value_or(activated->agreement);
  if (!agreement.empty()) wish.token_words.insert(wish.token_words.end(), {"--agreement",
                                                                           agreement});
  for (const char* name : {"--asset-tag", "--usage-reporting"}) {
    if (!arguments.has(name)) continue;
    wish.token_words.insert(wish.token_words.end(), {name, arguments.text(name)});
  }
  CommerceCalls commerce(*std::move(setting), activated->place);
  auto done = register_stack(arguments, context, commerce, wish);
  if (!done) return pass(done);
  return print_registered(context, id, activated->place, *done);
}

}  // namespace

Command stack_renew_command() {
  std::vector<Parameter> parameters{word("CLOUD_ID", "the stack")};
  for (Parameter& each : commerce_parameters(false)) parameters.push_back(std::move(each));
  for (Parameter& each : token_parameters(false)) parameters.push_back(std::move(each));
  parameters.push_back(commerce_key_parameter());
  return {"stack renew",
          "register a stack again, under the name it has",
          "After a change of billing model, nodes added, or before a Capacity registration "
          "expires: registers the stack again where it is registered and activates it with the "
          "new key. Customers stay. A registration that has expired is registered under a new "
          "name, or after removing the old one. Another default subscription: stack unregister, "
          "then stack register.",
          {"tollbridge stack renew CLOUD_ID --token-file owner.token",
           "tollbridge stack renew CLOUD_ID --token-file owner.token --billing-model Development"},
          std::move(parameters),
          run_stack_renew,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
