// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_guest_add(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto ground = ground_of(arguments, context, **local);
  if (!ground) return pass(ground);
  auto guest = stack::wanted_guest(
      *ground, {arguments.text("NAME"), TenantId(arguments.text("TENANT")), false});
  if (!guest) return pass(guest);
  if (auto kept = record_entry(context, **local, *guest, ground->when); !kept) return pass(kept);
  if (context.out.json()) {
    Json json;
    json.object().field("name", guest->name).field("tenant", guest->tenant.text()).end();
    context.out.print(json);
  }
  context.out.line("Users of " + guest->name + " (tenant " + guest->tenant.text() +
                   ") may use the stack.");
  context.out.line("Who pays for them is decided at commerce: until the tenant is mapped there, "
                   "its usage falls to the default subscription.");
  return Exit::done;
}

}  // namespace

Command stack_guest_add_command() {
  return {"stack guest add",
          "let the users of another directory use a stack",
          "Registers a guest directory by its domain. Subscriptions of owners with names in that "
          "domain then belong to its tenant. It does not decide who pays: that is a mapping on "
          "the stack's registration.",
          {"tollbridge stack guest add CLOUD_ID contoso.example TENANT"},
          {stack_word(), word("NAME", "its domain"), word("TENANT", "its directory id, a GUID"),
           directory_from()},
          run_stack_guest_add};
}

}  // namespace tollbridge::cli
