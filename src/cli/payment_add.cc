// SPDX-License-Identifier: Apache-2.0
#include "cli/settlement_commands.h"
#include "cli/settlement_print.h"
#include "engine/settlement.h"
#include "views/settlement_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_payment_add(const Arguments& arguments, Context& context) {
  engine::PaymentRequest request;
  request.document = arguments.text("INVOICE");
  request.amount = arguments.text("--amount");
  request.currency = arguments.text("--currency");
  request.day = arguments.text("--date");
  request.reference = arguments.text("--reference");
  request.set_off = arguments.text("--set-off");
  if (request.amount.empty() && request.set_off.empty()) {
    return wrong_usage("--amount is missing: what came in, like 1250.00.");
  }
  auto books = context.host.books();
  if (!books) return pass(books);
  auto done = engine::record_payment(**books, request, context.now);
  if (!done) return pass(done);
  print_recorded(*done, context.out);
  return Exit::done;
}

}  // namespace

Command payment_add_command() {
  return {"payment add",
          "record what came in for an invoice",
          "In the invoice's currency; nothing is converted. A negative amount was paid back to the "
          "buyer. With --set-off no money moved: a credit note to the same buyer lowers the "
          "invoice, and the invoice the credit note. The document itself never changes; what was "
          "recorded by mistake is undone by: payment remove ID.",
          {"tollbridge payment add provider-000001 --amount 1250.00 --date 2026-11-20 "
           "--reference 'OCR 00000181'",
           "tollbridge payment add provider-000003 --set-off provider-000002"},
          {word("INVOICE", "the document's id, from invoice list"),
           option("--amount", "AMOUNT", "what came in; with --set-off, as much as can be"),
           option("--currency", "CODE", "checked against the invoice's"),
           option("--date", "DAY", "of the bank, like 2026-11-20; today if it is left out"),
           option("--reference", "TEXT", "what the bank says"),
           option("--set-off", "ID", "a credit note to the same buyer")},
          run_payment_add};
}

}  // namespace tollbridge::cli
