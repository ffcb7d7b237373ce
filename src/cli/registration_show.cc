// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "registry/rules.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

void print_registration(Output& out, const registry::Registry& registry,
                        const registry::Registration& registration, Hour now) {
  const auto state = registry::registration_state(registry, registration.cloud_id, now);
  out.line("Registration " + registration.name.text());
  out.line("  stack           " + registration.cloud_id.text() + " (" +
           std::string(to_string(state)) + ")");
  out.line("  default         " + registration.subscription.text());
  out.line("  billing model   " + std::string(to_string(registration.billing_model)));
  out.line("  resource group  " + registration.resource_group);
  out.line("  from            " + registration.from.to_string());
  if (registration.to) out.line("  to              " + registration.to->to_string());
  out.line(std::string("  multi-tenancy   ") +
           (registration.multi_tenancy_approved ? "approved" : "not approved"));
  if (!registration.agreement_number.empty()) {
    out.line("  agreement       " + registration.agreement_number);
  }
  out.line();
  out.line("Its tenants: tollbridge mapping list " + registration.name.text());
}

Result<Exit> run_registration_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const RegistrationName name(arguments.text("NAME"));
  const auto* registration = registry->registration(name);
  if (registration == nullptr) {
    return fail(
        ErrorKind::not_found, "RegistrationNotFound",
        "There is no registration '" + name.text() + "'. See: tollbridge registration list");
  }
  const Hour now = Hour::containing(context.now);
  if (context.out.json()) {
    Json json;
    views::append_registration(json, *registry, *registration, now);
    context.out.print(json);
  } else {
    print_registration(context.out, *registry, *registration, now);
  }
  return Exit::done;
}

}  // namespace

Command registration_show_command() {
  return {"registration show",
          "one registration",
          "",
          {"tollbridge registration show azurestack-9c1e"},
          {word("NAME", "the registration's name")},
          run_registration_show};
}

}  // namespace tollbridge::cli
