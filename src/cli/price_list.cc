// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_price_list(const Arguments& /*arguments*/, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto prices = prices_of(**books);
  if (!prices) return pass(prices);
  Json json;
  json.object().array("sheets");
  Table table({{"sheet", Cell::shrinking},
               {"seller", Cell::text},
               {"buyer", Cell::text},
               {"", Cell::text},
               {"from", Cell::text},
               {"to", Cell::text},
               {"base", Cell::shrinking},
               {"markup", Cell::number},
               {"meters", Cell::number}});
  for (const rating::PriceSheet* sheet : prices->sheets()) {
    views::append_sheet_row(json, *sheet);
    table.row({sheet->id.text(), sheet->seller.text(), sheet->buyer.text(),
               std::string(sheet->currency.code()), date_text(sheet->from.start()),
               sheet->to ? date_text(sheet->to->start()) : "", sheet->base.text(),
               sheet->base.empty() ? "" : sheet->markup.to_string(),
               std::to_string(sheet->prices.size())});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No price sheets yet. A seller without one bills nothing. See: price import");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command price_list_command() {
  return {"price list",
          "the price sheets of all sellers",
          "A sheet without a buyer is for all of the seller's buyers. For an hour, of the buyer's "
          "sheets that have the meter the one with the latest `from` holds, else of those for "
          "all; per meter, not per sheet.",
          {"tollbridge price list"},
          {},
          run_price_list};
}

}  // namespace tollbridge::cli
