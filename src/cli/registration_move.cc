// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<registry::Move> move_of(const Arguments& arguments, Hour now) {
  registry::Move move;
  move.registration = RegistrationName(arguments.text("NAME"));
  move.new_name = RegistrationName(arguments.text("NEW_NAME"));
  move.subscription = SubscriptionId(arguments.text("SUBSCRIPTION"));
  auto at = arguments.hour("--at", now);
  if (!at) return pass(at);
  move.close_at = *at;
  if (arguments.has("--open-at")) {
    auto open = arguments.hour("--open-at", *at);
    if (!open) return pass(open);
    move.open_at = *open;
  }
  move.copy_mappings = arguments.has("--copy-mappings");
  return move;
}

Result<Exit> run_registration_move(const Arguments& arguments, Context& context) {
  auto move = move_of(arguments, Hour::containing(context.now));
  if (!move) return pass(move);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  auto plan = registry::move_stack(*registry, *move);
  if (!plan) return pass(plan);
  return record_change(arguments, context, **books, plan->change,
                       {"registration move " + move->registration.text() + " " +
                            move->new_name.text(),
                        "The stack moves from registration " + move->registration.text() + " to " +
                            move->new_name.text() + ", default " + move->subscription.text() + ".",
                        "mapping list " + move->new_name.text()});
}

}  // namespace

Command registration_move_command() {
  return {"registration move",
          "give a stack another default subscription",
          "A default cannot be changed in place (rule R11): the old registration ends and a new "
          "one begins under another name. Hours between them are a gap, shown here, whose usage "
          "waits in quarantine. Tenants must be mapped anew unless --copy-mappings is given.",
          {"tollbridge registration move azurestack-9c1e azurestack-9c1e-b GUID --at 2026-11-01 "
           "--copy-mappings"},
          {word("NAME", "the registration there is"), word("NEW_NAME", "the one that follows"),
           word("SUBSCRIPTION", "the new default"),
           option("--at", "T", "when the old one ends; truncated to the hour (now)"),
           option("--open-at", "T", "when the new one begins (--at, without a gap)"),
           flag("--copy-mappings", "map its tenants on the new one too"), dry_run_flag()},
          run_registration_move};
}

}  // namespace tollbridge::cli
