// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/document_view.h"
#include "cli/stores.h"
#include "engine/credit.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

// The document as it stands: its status follows from credits by hand.
Result<billing::Document> document_as_it_stands(engine::Books& books, const std::string& id) {
  auto stored = books.invoices().document(id);
  if (!stored) return pass(stored);
  auto all = engine::documents_with_status(books, {stored->seller, stored->buyer, stored->period});
  if (!all) return pass(all);
  for (billing::Document& document : *all) {
    if (document.id == id) return std::move(document);
  }
  return std::move(*stored);
}

Result<Exit> run_invoice_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto document = document_as_it_stands(**books, arguments.text("ID"));
  if (!document) return pass(document);
  if (context.out.json()) {
    Json json;
    views::append_document(json, *document);
    context.out.print(json);
    return Exit::done;
  }
  print_document(context.out, *document);
  context.out.line();
  if (!document->lines.empty()) {
    context.out.line("Why a line is what it is: tollbridge explain " + document->lines.front().id);
  }
  return Exit::done;
}

}  // namespace

Command invoice_show_command() {
  return {"invoice show",
          "one document with its lines",
          "Shows an invoice or credit note, line by line, with tax and the sum to pay. Next: "
          "explain LINE_ID says why a line is what it is.",
          {"tollbridge invoice show provider-000001"},
          {word("ID", "the document's id, from invoice list")},
          run_invoice_show};
}

}  // namespace tollbridge::cli
