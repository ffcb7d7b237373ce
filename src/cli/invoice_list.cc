// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/document_view.h"
#include "cli/stores.h"
#include "engine/credit.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_invoice_list(const Arguments& arguments, Context& context) {
  billing::DocumentFilter filter;
  if (arguments.has("--seller")) filter.seller = PartyId(arguments.text("--seller"));
  if (arguments.has("--buyer")) filter.buyer = PartyId(arguments.text("--buyer"));
  auto period = arguments.optional_period("--period");
  if (!period) return pass(period);
  filter.period = *period;
  auto books = context.host.books();
  if (!books) return pass(books);
  auto documents = engine::documents_with_status(**books, filter);
  if (!documents) return pass(documents);
  if (context.out.json()) {
    Json json;
    json.object().array("invoices");
    for (const auto& document : *documents) views::append_document_row(json, document);
    json.end().end();
    context.out.print(json);
  } else if (documents->empty()) {
    context.out.line("No documents. They are issued by: tollbridge close PERIOD");
  } else {
    print_documents(context.out, *documents);
    context.out.line();
    context.out.line("Next: tollbridge invoice show ID");
  }
  return Exit::done;
}

}  // namespace

Command invoice_list_command() {
  return {"invoice list",
          "the documents issued",
          "Invoices and credit notes by seller and number. Next: invoice show ID.",
          {"tollbridge invoice list --period 2026-10"},
          {option("--period", "PERIOD", "only this month's"),
           option("--seller", "ID", "only this seller's"),
           option("--buyer", "ID", "only this buyer's")},
          run_invoice_list};
}

}  // namespace tollbridge::cli
