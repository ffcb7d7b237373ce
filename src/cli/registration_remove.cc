// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_registration_remove(const Arguments& arguments, Context& context) {
  auto at = arguments.hour("--at", Hour::containing(context.now));
  if (!at) return pass(at);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const registry::Removal removal{RegistrationName(arguments.text("NAME")),
                                  StackId(arguments.text("--stack")), false};
  auto change = registry::close_registration(*registry, removal, *at);
  if (!change) return pass(change);
  return record_change(arguments, context, **books, *change,
                       {"registration remove " + removal.registration.text(),
                        "Registration " + removal.registration.text() + " ends at " +
                            at->to_string() + "; usage of its stack is kept in quarantine from "
                            "then on, until the stack is registered again.",
                        "registration add, under another name."});
}

}  // namespace

Command registration_remove_command() {
  return {"registration remove",
          "end a registration",
          "From an hour on the stack has no registration: its usage is stored and counted, but "
          "charged to nobody until it is registered again. To give the stack another default "
          "without a gap: registration move.",
          {"tollbridge registration remove azurestack-9c1e --at 2026-11-01"},
          {word("NAME", "the registration's name"),
           option("--at", "T", "when it ends; truncated to the hour (now)"),
           option("--stack", "CLOUD_ID", "refuse unless it binds this stack"), dry_run_flag()},
          run_registration_remove};
}

}  // namespace tollbridge::cli
