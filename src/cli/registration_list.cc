// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "registry/rules.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_registration_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(context.now);
  Json json;
  json.object().array("registrations");
  Table table({{"registration", Cell::shrinking}, {"stack", Cell::shrinking},
               {"default", Cell::shrinking}, {"model", Cell::text}, {"from", Cell::text},
               {"to", Cell::text}});
  for (const auto* registration : registry->registrations()) {
    views::append_registration(json, *registry, *registration, now);
    table.row({registration->name.text(), registration->cloud_id.text(),
               registration->subscription.text(),
               std::string(to_string(registration->billing_model)),
               date_text(registration->from.start()),
               registration->to ? date_text(registration->to->start()) : ""});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No registrations: all usage is kept in quarantine. See: registration add");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command registration_list_command() {
  return {"registration list",
          "stacks and their default subscriptions",
          "A registration binds a stack to the subscription that pays for every tenant without a "
          "mapping of its own.",
          {"tollbridge registration list"},
          {},
          run_registration_list};
}

}  // namespace tollbridge::cli
