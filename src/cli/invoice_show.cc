// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/document_view.h"
#include "cli/settlement_print.h"
#include "cli/stores.h"
#include "engine/dispute.h"
#include "engine/settlement.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_invoice_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto claim = engine::claim_of(**books, arguments.text("ID"), context.now);
  if (!claim) return pass(claim);
  auto disputes = engine::disputes_of(**books, claim->document.id);
  if (!disputes) return pass(disputes);
  const billing::Document& document = claim->document;
  if (context.out.json()) {
    Json json;
    views::append_document(json, document, views::Inputs::shown, {&claim->standing, &*disputes});
    context.out.print(json);
    return Exit::done;
  }
  print_document(context.out, document);
  context.out.line();
  print_standing(context.out, *claim);
  for (const billing::Dispute& one : *disputes) {
    context.out.line("Disputed: " + one.id() + " (" + std::string(to_string(one.last().state)) +
                     ")");
  }
  if (!document.lines.empty()) {
    context.out.line("Why a line is what it is: tollbridge explain " + document.lines.front().id);
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
