// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_mapping_remove(const Arguments& arguments, Context& context) {
  auto from = arguments.hour("--from", Hour::containing(context.now));
  if (!from) return pass(from);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const registry::MappingRemoval removal{RegistrationName(arguments.text("REGISTRATION")),
                                         TenantId(arguments.text("TENANT")), *from};
  auto change = registry::remove_mapping(*registry, removal);
  if (!change) return pass(change);
  return record_change(arguments, context, **books, *change,
                       {"mapping remove " + removal.registration.text() + " " +
                            removal.tenant.text(),
                        "Usage of tenant " + removal.tenant.text() +
                            " falls to the default subscription from " + from->to_string() +
                            " on.",
                        "unregistered shows what falls to the default."});
}

}  // namespace

Command mapping_remove_command() {
  return {"mapping remove",
          "let a tenant's usage fall to the default again",
          "From an hour on the registration's default subscription pays for the tenant. Usage is "
          "never refused, and what was charged before stays where it is.",
          {"tollbridge mapping remove azurestack-9c1e TENANT --from 2026-11-01"},
          {word("REGISTRATION", "its name"), word("TENANT", "the tenant's directory id"),
           option("--from", "T", "since when; truncated to the hour (now)"), dry_run_flag()},
          run_mapping_remove};
}

}  // namespace tollbridge::cli
