// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

using rating::MeterPrice;
using rating::PriceSheet;
using rating::Tier;

void append_price(Json& json, const MeterPrice& price) {
  json.object().field("billing_meter", price.billing_meter.text()).field("name", price.name);
  json.field("unit", price.unit).field("model", to_string(price.model));
  json.field("package_size", price.package_size.to_string());
  json.field("included", price.included.to_string()).array("tiers");
  for (const Tier& tier : price.tiers) {
    json.object().field("from", tier.from.to_string());
    json.text_or_null("unit_price", tier.price ? tier.price->to_string() : std::string()).end();
  }
  json.end().end();
}

Json sheet_json(const PriceSheet& sheet) {
  Json json;
  json.object().field("id", sheet.id.text()).field("seller", sheet.seller.text());
  json.text_or_null("buyer", sheet.buyer.text()).field("currency", sheet.currency.code());
  json.field("from", sheet.from.to_string());
  json.text_or_null("to", sheet.to ? sheet.to->to_string() : std::string());
  json.text_or_null("base", sheet.base.text()).field("markup", sheet.markup.to_string());
  json.array("links");
  for (const auto& link : sheet.links) {
    json.object().field("meter", link.local_meter.text());
    json.field("billing_meter", link.billing_meter.text());
    json.field("factor", link.factor.to_string()).end();
  }
  json.end().array("prices");
  for (const MeterPrice& price : sheet.prices) append_price(json, price);
  json.end().end();
  return json;
}

void print_sheet(const PriceSheet& sheet, Output& out) {
  out.line("Sheet " + sheet.id.text() + " of " + sheet.seller.text() + " for " +
           (sheet.buyer.empty() ? std::string("all its buyers") : sheet.buyer.text()) + ", from " +
           sheet.from.to_string() + (sheet.to ? " to " + sheet.to->to_string() : ""));
  if (!sheet.base.empty()) {
    out.line("  on top of " + sheet.base.text() + ", markup " + sheet.markup.to_string());
  }
  if (sheet.prices.empty()) return;
  Table table({{"billing meter", Cell::shrinking}, {"name", Cell::shrinking},
               {"unit", Cell::shrinking}, {"model", Cell::text}, {"from", Cell::number},
               {std::string(sheet.currency.code()), Cell::number}});
  for (const MeterPrice& price : sheet.prices) {
    for (const Tier& tier : price.tiers) {
      const bool first = &tier == &price.tiers.front();
      table.row({first ? price.billing_meter.text() : "", first ? price.name : "",
                 first ? price.unit : "", first ? std::string(to_string(price.model)) : "",
                 tier.from.to_string(), tier.price ? tier.price->to_string() : "free"});
    }
  }
  out.print(table);
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
  if (context.out.json()) {
    context.out.print(sheet_json(*sheet));
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
          "usage is rated. --csv prints it in the form price import reads.",
          {"tollbridge price show provider-2026", "tollbridge price show provider-2026 --csv"},
          {word("SHEET", "the sheet's id"), flag("--csv", "print it as a price sheet CSV")},
          run_price_show};
}

}  // namespace tollbridge::cli
