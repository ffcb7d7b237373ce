// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_subscription_set(const Arguments& arguments, Context& context) {
  auto wish = subscription_wish(arguments);
  if (!wish) return pass(wish);
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto ground = ground_of(arguments, context, **local);
  if (!ground) return pass(ground);
  if (ground->directory.subscription(wish->id, ground->when) == nullptr) {
    return fail(ErrorKind::not_found, "SubscriptionNotFound",
                "The stack has no subscription " + wish->id.text() + " at " +
                    to_string(ground->when) + "; add it with: tollbridge stack subscription add.");
  }
  return keep_subscription(context, **local, *ground, *wish);
}

}  // namespace

Command stack_subscription_set_command() {
  std::vector<Parameter> parameters{stack_word(), word("SUBSCRIPTION", "its id on the stack")};
  for (Parameter& each : wish_parameters()) parameters.push_back(std::move(each));
  return {"stack subscription set",
          "change state, owner, tenant or provider of a subscription",
          "Changes what is given, from an hour on. A disabled or deleted subscription emits no "
          "usage; a deleted one stays deleted, and still answers for its past. The hours that "
          "change are settled anew and restated at commerce.",
          {"tollbridge stack subscription set CLOUD_ID SUBSCRIPTION --state Disabled",
           "tollbridge stack subscription set CLOUD_ID SUBSCRIPTION --owner eva@fabrikam.example"},
          std::move(parameters),
          run_stack_subscription_set};
}

}  // namespace tollbridge::cli
