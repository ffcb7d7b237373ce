// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_subscription_list(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto at = arguments.optional_instant("--at");
  if (!at) return pass(at);
  Json json;
  json.object().array("subscriptions");
  Table table({{"subscription", Cell::shrinking}, {"state", Cell::text}, {"owner", Cell::text},
               {"tenant", Cell::shrinking}, {"offer", Cell::text},
               {"delegated provider", Cell::shrinking}, {"name", Cell::shrinking}});
  for (const auto* one :
       (*local)->half().directory().subscriptions(at->value_or(context.now))) {
    append_subscription(json, *one);
    table.row({one->id.text(), std::string(to_string(one->state)), one->owner, one->tenant.text(),
               one->offer, one->delegated_provider.text(), one->display_name});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command stack_subscription_list_command() {
  return {"stack subscription list",
          "the subscriptions on a stack",
          "All that the stack's directory has, deleted ones too: their usage stays theirs.",
          {"tollbridge stack subscription list CLOUD_ID"},
          {stack_word(), option("--at", "T", "as they were then (now)")},
          run_stack_subscription_list};
}

}  // namespace tollbridge::cli
