// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

// What is there under the name, with what was given in its place.
Result<registry::Registration> wanted_registration(const Arguments& arguments,
                                                   const registry::Registry& registry,
                                                   const Context& context) {
  registry::Registration wanted;
  wanted.name = RegistrationName(arguments.text("NAME"));
  wanted.resource_group = "azurestack";
  wanted.from = Hour::containing(context.now);
  wanted.multi_tenancy_approved = context.config.text("multi_tenancy.approval") == "auto";
  if (const auto* known = registry.registration(wanted.name)) wanted = *known;
  if (arguments.has("--stack")) wanted.cloud_id = StackId(arguments.text("--stack"));
  if (arguments.has("--subscription")) {
    wanted.subscription = SubscriptionId(arguments.text("--subscription"));
  }
  if (arguments.has("--billing-model")) {
    auto model = registry::parse_billing_model(arguments.text("--billing-model"));
    if (!model) return wrong_usage("--billing-model: " + model.error().message);
    wanted.billing_model = *model;
  }
  if (arguments.has("--resource-group")) wanted.resource_group = arguments.text("--resource-group");
  if (arguments.has("--agreement")) wanted.agreement_number = arguments.text("--agreement");
  if (arguments.has("--approved")) wanted.multi_tenancy_approved = true;
  auto from = arguments.hour("--from", wanted.from);
  if (!from) return pass(from);
  wanted.from = *from;
  return wanted;
}

Result<Exit> run_registration_add(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  auto wanted = wanted_registration(arguments, *registry, context);
  if (!wanted) return pass(wanted);
  auto change = registry::add_registration(*registry, *wanted);
  if (!change) return pass(change);
  const std::string next =
      wanted->multi_tenancy_approved
          ? "mapping add " + wanted->name.text() + " TENANT SUBSCRIPTION."
          : "registration approve " + wanted->name.text() + ", then mapping add.";
  return record_change(arguments, context, **books, *change,
                       {"registration add " + wanted->name.text(),
                        "Stack " + wanted->cloud_id.text() + " is registered as " +
                            wanted->name.text() + "; tenants without a mapping are charged to " +
                            wanted->subscription.text() + ".",
                        next});
}

}  // namespace

Command registration_add_command() {
  return {"registration add",
          "register a stack with its default subscription",
          "Binds a stack to the subscription that pays for tenants without a mapping. Which kind "
          "it should be: advise. A name that exists is changed (billing model and the like); "
          "another default needs registration move. With multi_tenancy.approval: manual in the "
          "configuration it must be approved before tenants can be mapped on it.",
          {"tollbridge registration add azurestack-9c1e --stack CLOUD_ID --subscription GUID"},
          {word("NAME", "best azurestack-<cloud id>"), option("--stack", "CLOUD_ID", "the stack"),
           option("--subscription", "GUID", "the default subscription"),
           one_of(option("--billing-model", "MODEL", "how usage becomes money (PayAsYouUse)"),
                  {"PayAsYouUse", "Capacity", "Development", "Custom", "Ruggedized"}),
           option("--resource-group", "NAME", "(azurestack)"),
           option("--agreement", "NUMBER", "EA agreement, for Capacity"),
           option("--from", "T", "since when; truncated to the hour (now)"),
           flag("--approved", "approve it at once, whatever multi_tenancy.approval says"),
           dry_run_flag()},
          run_registration_add};
}

}  // namespace tollbridge::cli
