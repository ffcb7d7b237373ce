// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

void append_plan(Json& json, const stack::AcquiredPlan& one, bool of_offer) {
  json.object().field("acquisition", one.id).field("plan", one.plan);
  json.field("of_offer", of_offer);
  json.text_or_null("reference", one.external_reference).end();
}

Result<Exit> run_stack_plan_list(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto at = arguments.optional_instant("--at");
  if (!at) return pass(at);
  const stack::Directory& directory = (*local)->half().directory();
  const stack::Ground ground{directory, (*local)->profile(), at->value_or(context.now)};
  const LocalSubscriptionId id(arguments.text("SUBSCRIPTION"));
  const auto* subscription = directory.subscription(id, ground.when);
  if (subscription == nullptr) {
    return fail(ErrorKind::not_found, "SubscriptionNotFound",
                "The stack has no subscription " + id.text() + " at " + to_string(ground.when) +
                    "; see: tollbridge stack subscription list.");
  }
  const std::size_t acquired = directory.acquired(id, ground.when).size();
  const auto plans = stack::plans_of(ground, *subscription);
  Json json;
  json.object().field("subscription", id.text()).field("offer", subscription->offer);
  json.array("plans");
  Table table({{"plan", Cell::text}, {"acquired as", Cell::shrinking}, {"by", Cell::text}});
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const bool of_offer = i + acquired < plans.size();
    append_plan(json, plans[i], of_offer);
    table.row({plans[i].plan, plans[i].id, of_offer ? "its offer" : "add-on"});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("The subscription " + id.text() + " has no plans.");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command stack_plan_list_command() {
  return {"stack plan list",
          "the plans a subscription on a stack has",
          "The base plans of its offer, and the add-on plans it acquired beside. Add-on plans are "
          "given and taken away over the administration API of Azure Stack.",
          {"tollbridge stack plan list CLOUD_ID SUBSCRIPTION --at 2026-10-01"},
          {stack_word(), word("SUBSCRIPTION", "its id on the stack"),
           option("--at", "T", "as they were then (now)")},
          run_stack_plan_list};
}

}  // namespace tollbridge::cli
