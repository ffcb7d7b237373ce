// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"
#include "registry/rules.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books);
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(context.now);
  Json json;
  json.object().array("stacks");
  Table table({{"stack", Cell::shrinking}, {"region", Cell::text}, {"state", Cell::text},
               {"registration", Cell::shrinking}, {"operator", Cell::text}});
  for (const auto* stack : registry->stacks()) {
    const auto* registration = registry->registration_at(stack->cloud_id, now);
    const std::string name = registration == nullptr ? "" : registration->name.text();
    const auto state = registry::registration_state(*registry, stack->cloud_id, now);
    json.object().field("cloud_id", stack->cloud_id.text()).field("region", stack->region);
    json.field("state", to_string(state)).text_or_null("registration", name);
    json.text_or_null("operator", stack->operated_by.text());
    json.text_or_null("provider_subscription", stack->provider_subscription.text());
    json.text_or_null("directory", stack->directory).array("local_subscriptions");
    for (const auto* local : registry->local_subscriptions()) {
      if (local->stack != stack->cloud_id) continue;
      json.object().field("id", local->id.text()).field("tenant", local->tenant.text()).end();
    }
    json.end().end();
    table.row({stack->cloud_id.text(), stack->region, std::string(to_string(state)), name,
               stack->operated_by.text()});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No stacks yet. Declare them in a book: tollbridge apply");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command stack_list_command() {
  return {"stack list",
          "the private clouds usage comes from",
          "Stacks by cloud id, with the registration in force now. Usage of a stack without one "
          "is kept in quarantine: stored and counted, charged to nobody.",
          {"tollbridge stack list"},
          {},
          run_stack_list};
}

}  // namespace tollbridge::cli
