// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_price_commitments(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto prices = prices_of(**books);
  if (!prices) return pass(prices);
  Json json;
  json.object().array("commitments");
  Table table({{"commitment", Cell::shrinking}, {"seller", Cell::text}, {"buyer", Cell::text},
               {"from", Cell::text}, {"to", Cell::text}, {"a month", Cell::number},
               {"", Cell::text}});
  for (const rating::Commitment* commitment : prices->commitments()) {
    views::append_commitment(json, *commitment);
    table.row({commitment->id, commitment->seller.text(), commitment->buyer.text(),
               date_text(commitment->from.start()),
               commitment->to ? date_text(commitment->to->start()) : "",
               commitment->amount.to_string(), std::string(commitment->amount.currency().code())});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No commitments. A book declares them:");
    context.out.line("  commitments: [{id, seller, buyer, amount, from}]");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command price_commitments_command() {
  return {"price commitments",
          "minimums buyers agreed to spend a month",
          "If a buyer's usage in a month comes to less, the shortfall becomes one line of its "
          "invoice.",
          {"tollbridge price commitments"},
          {},
          run_price_commitments};
}

}  // namespace tollbridge::cli
