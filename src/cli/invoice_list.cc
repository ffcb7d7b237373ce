// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/settlement_print.h"
#include "cli/stores.h"
#include "engine/settlement.h"
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
  auto claims = engine::claims(**books, filter, context.now);
  if (!claims) return pass(claims);
  if (arguments.has("--state")) {
    std::erase_if(*claims, [&](const billing::Claim& one) {
      return to_string(one.standing.state) != arguments.text("--state");
    });
  }
  if (context.out.json()) {
    Json json;
    json.object().array("invoices");
    for (const billing::Claim& one : *claims) {
      views::append_document_row(json, one.document, &one.standing);
    }
    json.end().end();
    context.out.print(json);
  } else if (claims->empty()) {
    context.out.line("No documents. They are issued by: tollbridge close PERIOD");
  } else {
    print_claims(context.out, *claims);
    context.out.line();
    context.out.line("Next: tollbridge invoice show ID");
  }
  return Exit::done;
}

}  // namespace

Command invoice_list_command() {
  return {"invoice list",
          "the documents issued",
          "Invoices and credit notes by seller and number, with what is open of them. Next: "
          "invoice show ID.",
          {"tollbridge invoice list --period 2026-10"},
          {option("--period", "PERIOD", "only this month's"),
           option("--seller", "ID", "only this seller's"),
           option("--buyer", "ID", "only this buyer's"),
           one_of(option("--state", "STATE", "only what stands like this by its payments"),
                  {"open", "part-paid", "paid", "overdue", "overpaid", "set-off", "void"})},
          run_invoice_list};
}

}  // namespace tollbridge::cli
