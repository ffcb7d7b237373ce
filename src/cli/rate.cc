// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/shown_progress.h"
#include "cli/stores.h"
#include "engine/rate_period.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

void print_buyers(const engine::RatedPeriod& rated, Output& out) {
  for (const auto& buyer : rated.buyers) {
    Money total = Money::zero(buyer.currency);
    Table table({{"subscription", Cell::shrinking},
                 {"meter", Cell::shrinking},
                 {"quantity", Cell::number},
                 {"price", Cell::number},
                 {std::string(buyer.currency.code()), Cell::number}});
    for (const auto& line : buyer.lines) {
      table.row({line.subscription.text(), line.name.empty() ? line.meter.text() : line.name,
                 line.quantity.to_string(),
                 line.unit_price ? line.unit_price->to_string() : std::string(),
                 line.amount.to_string()});
      if (const auto sum = total.plus(line.amount)) total = *sum;
    }
    out.line(buyer.seller.text() + " to " + buyer.buyer.text() + ": " + total.to_string() + " " +
             std::string(buyer.currency.code()));
    out.print(table);
    out.line();
  }
}

void print_unrated(const engine::RatedPeriod& rated, Output& out) {
  if (rated.unrated.empty()) return;
  out.line("Used, but the seller's sheets have no price:");
  Table table({{"seller", Cell::shrinking},
               {"buyer", Cell::shrinking},
               {"meter", Cell::shrinking},
               {"quantity", Cell::number}});
  for (const auto& one : rated.unrated) {
    table.row(
        {one.seller.text(), one.buyer.text(), one.local_meter.text(), one.quantity.to_string()});
  }
  out.print(table);
  out.paragraph(
      "Price them (an empty unit_price makes a meter free), or close with --waive METER.");
}

Result<Exit> run_rate(const Arguments& arguments, Context& context) {
  auto period = arguments.period("--period");
  if (!period) return pass(period);
  engine::RatePeriodRequest request{*period};
  if (arguments.has("--level")) {
    auto level = engine::parse_level(arguments.text("--level"));
    if (!level) return wrong_usage(level.error().message);
    request.level = *level;
  }
  if (arguments.has("--buyer")) request.buyer = PartyId(arguments.text("--buyer"));
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto rated = with_progress(context, [&](engine::Progress& progress) {
    return engine::rate_period(stores->books, stores->journal, request, progress);
  });
  if (!rated) return pass(rated);
  if (context.out.json()) {
    context.out.print(views::rated_json(*rated, *period));
    return Exit::done;
  }
  if (rated->buyers.empty()) context.out.line("No charges in " + period->to_string() + ".");
  print_buyers(*rated, context.out);
  print_unrated(*rated, context.out);
  return Exit::done;
}

}  // namespace

Command rate_command() {
  return {"rate",
          "charges of a month, without billing",
          "Prices the usage there is so far, at one or all levels of the chain, and writes "
          "nothing. Next: close PERIOD --dry-run shows the documents it would make.",
          {"tollbridge rate --period 2026-10 --level provider"},
          {required_option("--period", "PERIOD", "the month, like 2026-10"),
           one_of(option("--level", "LEVEL", "who sells"), {"provider", "partner", "reseller"}),
           option("--buyer", "ID", "only what this partner or customer buys")},
          run_rate,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
