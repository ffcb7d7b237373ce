// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_guest_remove(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto ground = ground_of(arguments, context, **local);
  if (!ground) return pass(ground);
  auto guest = stack::removed_guest(*ground, arguments.text("NAME"));
  if (!guest) return pass(guest);
  if (auto kept = record_entry(context, **local, *guest, ground->when); !kept) return pass(kept);
  if (context.out.json()) {
    Json json;
    json.object().field("removed", guest->name).end();
    context.out.print(json);
  }
  context.out.line("Users of " + guest->name + " can use the stack no more.");
  return Exit::done;
}

}  // namespace

Command stack_guest_remove_command() {
  return {"stack guest remove",
          "end the use of a stack by another directory",
          "The last step when a customer leaves: its mapping at commerce and its subscriptions go "
          "first. While one of its subscriptions is not deleted this is refused (GuestInUse).",
          {"tollbridge stack guest remove CLOUD_ID contoso.example"},
          {stack_word(), word("NAME", "its domain"), directory_from()},
          run_stack_guest_remove};
}

}  // namespace tollbridge::cli
