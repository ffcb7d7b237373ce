// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "registry/rules.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
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
    views::append_stack(json, *registry, *stack, now);
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
