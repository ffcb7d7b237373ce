// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/document_view.h"
#include "cli/stores.h"
#include "engine/credit.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_invoice_credit(const Arguments& arguments, Context& context) {
  engine::CreditRequest request;
  request.invoice = arguments.text("ID");
  request.reason = arguments.text("--reason");
  request.dry_run = arguments.has("--dry-run");
  for (const std::string& asked : arguments.all("--line")) {
    const std::size_t equals = std::min(asked.find('='), asked.size());
    request.lines.push_back(
        {asked.substr(0, equals), asked.substr(std::min(equals + 1, asked.size()))});
  }
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto note = engine::credit(stores->books, stores->journal, request, context.now);
  if (!note) return pass(note);
  if (context.out.json()) {
    Json json;
    views::append_document(json, *note);
    context.out.print(json);
    return Exit::done;
  }
  print_document(context.out, *note);
  context.out.line();
  context.out.line(request.dry_run ? "Dry run: nothing was written."
                                   : "Issued. The invoice stays as it is; both are shown by: "
                                     "tollbridge invoice list");
  return Exit::done;
}

}  // namespace

Command invoice_credit_command() {
  return {"invoice credit",
          "a credit note by hand",
          "Credits lines of an issued document, wholly or in part, for a reason you name. The "
          "invoice itself never changes; when all of it is credited it is void. Without --line the "
          "negative lines are taken back too, so that the invoice nets to 0, tax included.\n"
          "Late usage and corrected prices need no credit by hand: the next close adjusts them. "
          "A credit is no correction of usage: if usage of a credited line is lowered later, its "
          "adjustment comes on top of the credit, and the close warns.",
          {"tollbridge invoice credit provider-000001 --line 3=12.50 --reason 'outage'",
           "tollbridge invoice credit provider-000001 --reason 'issued to the wrong buyer'"},
          {word("ID", "the document's id"),
           required_option("--reason", "TEXT", "printed on the credit note"),
           many(option("--line", "LINE[=AMOUNT]",
                       "a line's id or number, and an amount of the line's sign; without an amount "
                       "all that is left of it; without --line every line")),
           flag("--dry-run", "show the credit note, write nothing")},
          run_invoice_credit};
}

}  // namespace tollbridge::cli
