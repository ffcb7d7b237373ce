// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_partner_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  Json json;
  json.object().array("partners");
  Table table({{"partner", Cell::text},
               {"kind", Cell::text},
               {"of", Cell::text},
               {"name", Cell::shrinking},
               {"country", Cell::text},
               {"pays in", Cell::text}});
  for (const auto* one : registry->partners()) {
    views::append_partner(json, *one);
    table.row({one->id.text(), std::string(to_string(one->kind)), one->distributor.text(),
               one->details.name, one->details.country, one->details.currency});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No partners yet. Declare them in a book (tollbridge apply) or: partner add");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command partner_list_command() {
  return {"partner list",
          "who buys from the provider",
          "Partners by id: direct ones, distributors, and the resellers of distributors.",
          {"tollbridge partner list"},
          {},
          run_partner_list};
}

}  // namespace tollbridge::cli
