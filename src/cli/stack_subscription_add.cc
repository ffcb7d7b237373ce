// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_subscription_add(const Arguments& arguments, Context& context) {
  auto wish = subscription_wish(arguments);
  if (!wish) return pass(wish);
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto ground = ground_of(arguments, context, **local);
  if (!ground) return pass(ground);
  if (ground->directory.subscription(wish->id, ground->when) != nullptr) {
    return fail(ErrorKind::conflict, "SubscriptionExists",
                "The stack has a subscription " + wish->id.text() +
                    " already; change it with: tollbridge stack subscription set.");
  }
  return keep_subscription(context, **local, *ground, *wish);
}

}  // namespace

Command stack_subscription_add_command() {
  std::vector<Parameter> parameters{stack_word(), word("SUBSCRIPTION", "its id on the stack")};
  for (Parameter& each : wish_parameters()) parameters.push_back(std::move(each));
  return {"stack subscription add",
          "a subscription on a stack, and whose it is",
          "Tells the stack of a local subscription. Its usage belongs to the directory of its "
          "owner: the guest directory named like the domain of the owner's name, else --tenant, "
          "else the stack's home directory. Usage that providers told before of a subscription "
          "nobody knew is settled now.",
          {"tollbridge stack subscription add CLOUD_ID SUBSCRIPTION --owner ann@contoso.example "
           "--from 2026-10-01"},
          std::move(parameters),
          run_stack_subscription_add};
}

}  // namespace tollbridge::cli
