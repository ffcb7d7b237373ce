// SPDX-License-Identifier: Apache-2.0
#include "cli/settlement_commands.h"
#include "cli/table.h"
#include "engine/books.h"
#include "views/settlement_view.h"

namespace tollbridge::cli {
namespace {

using billing::PaymentEntry;

bool asked_for(const Arguments& arguments, const PaymentEntry& entry) {
  const auto same = [&](const std::string& option, const std::string& value) {
    return !arguments.has(option) || arguments.text(option) == value;
  };
  return same("--invoice", entry.document) && same("--seller", entry.seller.text()) &&
         same("--buyer", entry.buyer.text());
}

Result<Exit> run_payment_list(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto entries = (*books)->settlements().payments();
  if (!entries) return pass(entries);
  Json json;
  json.object().array("payments");
  Table table({{"payment", Cell::text}, {"date", Cell::text}, {"buyer", Cell::shrinking},
               {"amount", Cell::number}, {"", Cell::text}, {"what", Cell::text},
               {"reference", Cell::shrinking}});
  for (const PaymentEntry& entry : *entries) {
    if (!asked_for(arguments, entry)) continue;
    const bool undone = views::is_undone(*entries, entry);
    views::append_payment(json, entry, undone);
    table.row({entry.id(), entry.day, entry.buyer.text(), entry.amount.to_string(),
               std::string(entry.amount.currency().code()),
               undone                    ? "undone"
               : !entry.undoes.empty()  ? "undoes " + entry.undoes.substr(entry.undoes.rfind('p'))
               : !entry.set_off.empty() ? "set off " + entry.set_off
                                         : "",
               entry.reference});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No payments. They are recorded by: tollbridge payment add INVOICE");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command payment_list_command() {
  return {"payment list",
          "payments recorded",
          "Every entry ever made, those that undo others too, by document.",
          {"tollbridge payment list --buyer contoso"},
          {option("--invoice", "ID", "only this document's"),
           option("--seller", "ID", "only this seller's"),
           option("--buyer", "ID", "only this buyer's")},
          run_payment_list};
}

}  // namespace tollbridge::cli
