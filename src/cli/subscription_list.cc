// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_subscription_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  Json json;
  json.object().array("subscriptions");
  Table table({{"subscription", Cell::shrinking},
               {"offer", Cell::text},
               {"partner", Cell::text},
               {"customer", Cell::text},
               {"", Cell::text}});
  for (const auto* one : registry->subscriptions()) {
    views::append_subscription(json, *one);
    table.row({one->id.text(), std::string(to_string(one->offer)), one->partner.text(),
               one->customer.text(),
               registry->active(one->id, Hour::containing(context.now)) ? "" : "inactive"});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line(
        "No subscriptions yet. Declare them in a book (tollbridge apply) or: subscription add");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command subscription_list_command() {
  return {"subscription list",
          "what can be charged",
          "Commerce-side subscriptions by id: who sells each, and for which customer.",
          {"tollbridge subscription list"},
          {},
          run_subscription_list};
}

}  // namespace tollbridge::cli
