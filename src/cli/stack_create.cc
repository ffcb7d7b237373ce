// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "stack/stacks.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_create(const Arguments& arguments, Context& context) {
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  const stack::Profile profile{StackId(arguments.text("CLOUD_ID")), arguments.text("--region"),
                               LocalSubscriptionId(arguments.text("--provider-subscription")),
                               TenantId(arguments.text("--home"))};
  const bool there = (*stacks)->find(profile.cloud_id) != nullptr;
  auto made = (*stacks)->make(profile, context.now);
  if (!made) return pass(made);
  const stack::Profile& kept = (*made)->profile();
  if (context.out.json()) {
    Json json;
    json.object().field("cloud_id", kept.cloud_id.text()).field("region", kept.region);
    json.field("provider_subscription", kept.provider_subscription.text());
    json.field("home", kept.home.text()).field("created", !there).end();
    context.out.print(json);
    return Exit::done;
  }
  const std::string what = "The stack " + kept.cloud_id.text() + " in region " + kept.region;
  context.out.line(there ? what + " is here already."
                         : what + " is made. Serve it: tollbridge serve --half stack");
  return Exit::done;
}

}  // namespace

Command stack_create_command() {
  return {"stack create",
          "begins the stack half of a private cloud",
          "Makes the place where a stack's readings, hours and directory are kept, in the data "
          "directory, with the operator's own subscription (where infrastructure is metered) in "
          "its directory. What is said of a stack here stays; saying it again changes nothing. "
          "The next steps are in docs/stack.md: serve, post readings, register.",
          {"tollbridge stack create 9c1e0000-0000-4000-8000-000000000001 --region northwest "
           "--provider-subscription d0000000-0000-4000-8000-000000000001 "
           "--home aaaa0000-0000-4000-8000-000000000001"},
          {word("CLOUD_ID", "the stack's own id, a GUID"),
           required_option("--region", "R", "its region, told as the location of its resources"),
           required_option("--provider-subscription", "S",
                           "the operator's local subscription: default provider subscription"),
           required_option("--home", "TENANT", "the directory the stack was deployed with")},
          run_stack_create};
}

}  // namespace tollbridge::cli
