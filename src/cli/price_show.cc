// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "rating/vendor_sheet.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

using rating::MeterPrice;
using rating::PriceSheet;
using rating::Tier;

// "package of 100", "flat".
std::string model_text(const MeterPrice& price) {
  std::string text(to_string(price.model));
  if (price.model == rating::PriceModel::package) text += " of " + price.package_size.to_string();
  return text;
}

void print_prices(const PriceSheet& sheet, Output& out) {
  if (sheet.prices.empty()) return;
  Table table({{"billing meter", Cell::shrinking}, {"name", Cell::shrinking},
               {"unit", Cell::shrinking}, {"model", Cell::text}, {"included", Cell::number},
               {"from", Cell::number}, {std::string(sheet.currency.code()), Cell::number}});
  for (const MeterPrice& price : sheet.prices) {
    for (const Tier& tier : price.tiers) {
      const bool first = &tier == &price.tiers.front();
      const bool includes = first && !price.included.is_zero();
      table.row({first ? price.billing_meter.text() : "", first ? price.name : "",
                 first ? price.unit : "", first ? model_text(price) : "",
                 includes ? price.included.to_string() : "", tier.from.to_string(),
                 tier.price ? tier.price->to_string() : "free"});
    }
  }
  out.print(table);
}

// Local meters that are counted on another meter, or in other units.
void print_links(const PriceSheet& sheet, Output& out) {
  Table table({{"local meter", Cell::shrinking}, {"billing meter", Cell::shrinking},
               {"factor", Cell::number}});
  for (const auto& link : sheet.links) {
    if (link.local_meter == link.billing_meter && link.factor == Factor::from_whole(1)) continue;
    table.row({link.local_meter.text(), link.billing_meter.text(), link.factor.to_string()});
  }
  if (table.empty()) return;
  out.line();
  out.line("Counted as (local quantity × factor = billing quantity):");
  out.print(table);
}

void print_sheet(const PriceSheet& sheet, Output& out) {
  out.line("Sheet " + sheet.id.text() + " of " + sheet.seller.text() + " for " +
           (sheet.buyer.empty() ? std::string("all its buyers") : sheet.buyer.text()) + ", from " +
           sheet.from.to_string() + (sheet.to ? " to " + sheet.to->to_string() : ""));
  if (!sheet.base.empty()) {
    out.line("  on top of " + sheet.base.text() + ", markup " + sheet.markup.to_string());
  }
  print_prices(sheet, out);
  print_links(sheet, out);
}

Result<Exit> run_price_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto prices = prices_of(**books);
  if (!prices) return pass(prices);
  const SheetId id(arguments.text("SHEET"));
  const PriceSheet* sheet = prices->sheet(id);
  if (sheet == nullptr) {
    return fail(ErrorKind::not_found, "UnknownPriceSheet",
                "There is no price sheet '" + id.text() + "'. See: tollbridge price list");
  }
  if (arguments.has("--partner-center")) {
    auto csv = rating::partner_center_csv(*sheet);
    if (!csv) return pass(csv);
    while (csv->ends_with('\n') || csv->ends_with('\r')) csv->pop_back();
    context.out.line(*csv);
  } else if (context.out.json()) {
    Json json;
    views::append_sheet(json, *sheet);
    context.out.print(json);
  } else if (arguments.has("--csv")) {
    std::string csv = rating::price_csv({sheet->links, sheet->prices});
    while (csv.ends_with('\n')) csv.pop_back();
    context.out.line(csv);
  } else {
    print_sheet(*sheet, context.out);
  }
  return Exit::done;
}

}  // namespace

Command price_show_command() {
  return {"price show",
          "one price sheet",
          "Shows the sheet's own prices; what it takes over from its base is marked up when "
          "usage is rated. --csv prints it in the form price import reads, --partner-center in the "
          "columns of the Azure plan price sheet, which price convert reads.",
          {"tollbridge price show provider-2026", "tollbridge price show provider-2026 --csv"},
          {word("SHEET", "the sheet's id"), flag("--csv", "print it as a price sheet CSV"),
           flag("--partner-center", "print it in the columns of the Azure plan price sheet")},
          run_price_show};
}

}  // namespace tollbridge::cli
