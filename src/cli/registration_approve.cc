// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_registration_approve(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const RegistrationName name(arguments.text("NAME"));
  const auto* known = registry->registration(name);
  if (known == nullptr) {
    return fail(
        ErrorKind::not_found, "RegistrationNotFound",
        "There is no registration '" + name.text() + "'. See: tollbridge registration list");
  }
  registry::Registration approved = *known;
  approved.multi_tenancy_approved = true;
  auto change = registry::add_registration(*registry, approved);
  if (!change) return pass(change);
  return record_change(
      arguments, context, **books, *change,
      {"registration approve " + name.text(), "Tenants may be mapped on " + name.text() + " now.",
       "mapping add " + name.text() + " TENANT SUBSCRIPTION."});
}

}  // namespace

Command registration_approve_command() {
  return {"registration approve",
          "let tenants be mapped on a registration",
          "Until a registration is approved for multi-tenancy, adding a mapping is refused "
          "(UnauthorizedCspRegistration, rule R31). A registration in a book is approved; one by "
          "hand waits only with multi_tenancy.approval: manual in the configuration.",
          {"tollbridge registration approve azurestack-9c1e"},
          {word("NAME", "the registration's name"), dry_run_flag()},
          run_registration_approve};
}

}  // namespace tollbridge::cli
