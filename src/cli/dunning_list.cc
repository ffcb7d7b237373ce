// SPDX-License-Identifier: Apache-2.0
#include "cli/settlement_commands.h"
#include "cli/table.h"
#include "engine/settlement.h"
#include "views/settlement_view.h"

namespace tollbridge::cli {
namespace {

void print_dunning(const std::vector<billing::Dunning>& list, Output& out) {
  Table buyers({{"seller", Cell::shrinking}, {"buyer", Cell::shrinking}, {"1-30", Cell::number},
                {"31-60", Cell::number}, {"61-90", Cell::number}, {"over 90", Cell::number},
                {"overdue", Cell::number}, {"", Cell::text}});
  Table documents({{"document", Cell::text}, {"buyer", Cell::shrinking}, {"due", Cell::text},
                   {"days", Cell::number}, {"open", Cell::number}, {"", Cell::text}});
  for (const billing::Dunning& row : list) {
    const std::string currency(row.currency.code());
    buyers.row({row.seller.text(), row.buyer.text(), row.by_age[0].to_string(),
                row.by_age[1].to_string(), row.by_age[2].to_string(), row.by_age[3].to_string(),
                row.total.to_string(), currency});
    for (const billing::Claim& claim : row.overdue) {
      documents.row({claim.document.id, row.buyer.text(), date_text(*claim.standing.due),
                     std::to_string(claim.standing.days_overdue), claim.standing.open.to_string(),
                     currency});
    }
  }
  out.print(buyers);
  out.line();
  out.print(documents);
}

Result<Exit> run_dunning_list(const Arguments& arguments, Context& context) {
  billing::DocumentFilter filter;
  if (arguments.has("--seller")) filter.seller = PartyId(arguments.text("--seller"));
  if (arguments.has("--buyer")) filter.buyer = PartyId(arguments.text("--buyer"));
  auto books = context.host.books();
  if (!books) return pass(books);
  auto claims = engine::claims(**books, filter, context.now);
  if (!claims) return pass(claims);
  auto list = billing::dunning_list(*claims);
  if (!list) return pass(list);
  if (context.out.json()) {
    context.out.print(views::dunning_json(*list, context.now));
  } else if (list->empty()) {
    context.out.line("Nothing is overdue.");
  } else {
    print_dunning(*list, context.out);
  }
  return Exit::done;
}

}  // namespace

Command dunning_list_command() {
  return {"dunning list",
          "who owes what since when",
          "Buyers with overdue documents, by how many days their last day to pay is over, and the "
          "documents, the oldest first. Terms of payment are papers of the parties (payment_days); "
          "without any a document is never overdue.",
          {"tollbridge dunning list --seller provider"},
          {option("--seller", "ID", "only this seller's"),
           option("--buyer", "ID", "only this buyer")},
          run_dunning_list};
}

}  // namespace tollbridge::cli
