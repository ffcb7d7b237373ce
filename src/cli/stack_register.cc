// SPDX-License-Identifier: Apache-2.0
#include "cli/stack_commands.h"
#include "cli/stack_registering.h"

namespace tollbridge::cli {
namespace {

// "TENANT=SUBSCRIPTION" each.
Result<std::vector<CommerceCalls::Customer>> customers_of(const Arguments& arguments) {
  std::vector<CommerceCalls::Customer> found;
  for (const std::string& text : arguments.all("--customer")) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return wrong_usage("--customer: '" + text + "' is not TENANT=SUBSCRIPTION");
    }
    found.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return found;
}

Result<Exit> run_stack_register(const Arguments& arguments, Context& context) {
  const std::string id = arguments.text("CLOUD_ID");
  RegistrationPlace place{arguments.text("--subscription"),
                          arguments.optional_text("--resource-group").value_or("azurestack"),
                          arguments.optional_text("--name").value_or("AzureStack-" + id)};
  if (auto named = check_place(place); !named) return pass(named);
  auto customers = customers_of(arguments);
  if (!customers) return pass(customers);
  auto setting = commerce_of(arguments, context);
  if (!setting) return pass(setting);
  Registering wish{id, {"--billing-model",
                        arguments.optional_text("--billing-model").value_or("PayAsYouUse")},
                   *std::move(customers)};
  for (const char* name : {"--agreement", "--asset-tag", "--usage-reporting"}) {
    if (!arguments.has(name)) continue;
    wish.token_words.insert(wish.token_words.end(), {name, arguments.text(name)});
  }
  CommerceCalls commerce(*std::move(setting), place);
  auto done = register_stack(arguments, context, commerce, wish);
  if (!done) return pass(done);
  return print_registered(context, id, place, *done);
}

}  // namespace

Command stack_register_command() {
  std::vector<Parameter> parameters{
      word("CLOUD_ID", "the stack"),
      required_option("--subscription", "GUID", "the default subscription: CSP, APSS or EA"),
      option("--resource-group", "NAME", "(azurestack)"),
      option("--name", "NAME", "of the registration (AzureStack-CLOUD_ID)"),
      many(option("--customer", "TENANT=SUBSCRIPTION", "who pays for a tenant; may be repeated"))};
  for (Parameter& each : commerce_parameters(true)) parameters.push_back(std::move(each));
  for (Parameter& each : token_parameters(false)) parameters.push_back(std::move(each));
  parameters.push_back(commerce_key_parameter());
  return {"stack register",
          "register a stack of this data directory with commerce",
          "Makes the stack's registration token, registers it under the default subscription, "
          "locks the registration, fetches the activation key and activates the stack; what "
          "cannot be reached is tried three times, 10 seconds apart. Doing it again under the "
          "same name is harmless. Which kind of subscription: tollbridge advise. A commerce half "
          "on this machine answers by http, others need https.",
          {"tollbridge stack register CLOUD_ID --commerce https://commerce.example:8443 "
           "--subscription GUID --token-file owner.token"},
          std::move(parameters),
          run_stack_register,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
