// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/shown_progress.h"
#include "cli/stores.h"
#include "core/limits.h"
#include "engine/what_if.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

// "2026-10" or "2026-08..2026-10".
Status read_periods(const std::string& text, engine::WhatIfRequest& request) {
  const std::size_t dots = text.find("..");
  auto first = Period::parse(text.substr(0, dots));
  if (!first) return wrong_usage("--period: " + first.error().message);
  auto last = dots == std::string::npos ? first : Period::parse(text.substr(dots + 2));
  if (!last) return wrong_usage("--period: " + last.error().message);
  request.first = *first;
  request.last = *last;
  return {};
}

void print_whatif(const engine::WhatIf& result, Output& out) {
  if (result.rows.empty()) out.line("No charges of " + result.seller.text() + " to compare.");
  Table table({{"period", Cell::text}, {"buyer", Cell::shrinking}, {"", Cell::text},
               {"now", Cell::number}, {"then", Cell::number}, {"difference", Cell::number}});
  for (const auto& row : result.rows) {
    table.row({row.period.to_string(), row.buyer.text(), std::string(row.now.currency().code()),
               row.now.to_string(), row.then.to_string(), row.difference.to_string()});
  }
  if (!table.empty()) out.print(table);
  if (!result.unrated.empty()) {
    out.line();
    out.line(std::to_string(result.unrated.size()) +
             " uses of meters would have no price with this sheet; --json lists them.");
  }
  out.line();
  out.line("Nothing was written. To make it so: tollbridge price import SHEET FILE.csv …");
}

Result<Exit> run_whatif(const Arguments& arguments, Context& context) {
  engine::WhatIfRequest request{Period::from_index(0), Period::from_index(0), provider_party(), {}};
  if (auto read = read_periods(arguments.text("--period"), request); !read) return pass(read);
  if (arguments.has("--seller")) request.seller = PartyId(arguments.text("--seller"));
  auto csv = context.host.read_file(arguments.text("--price-sheet"), limits::sheet_bytes_max);
  if (!csv) return pass(csv);
  request.price_csv = *csv;
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = with_progress(context, [&](engine::Progress& progress) {
    return engine::what_if(stores->books, stores->journal, request, progress);
  });
  if (!result) return pass(result);
  if (context.out.json()) {
    context.out.print(views::what_if_json(*result));
  } else {
    print_whatif(*result, context.out);
  }
  return Exit::done;
}

}  // namespace

Command whatif_command() {
  return {"whatif",
          "what another price sheet would have come to",
          "Prices the usage of one or several months as if the sheet had been the seller's "
          "standard one: meters on it replace the standard prices, other meters and sheets made "
          "for one buyer stay. Writes nothing.",
          {"tollbridge whatif --period 2026-08..2026-10 --price-sheet new.csv"},
          {required_option("--period", "P[..P]", "a month, or the first and last of several"),
           required_option("--price-sheet", "FILE.csv", "the sheet to try"),
           option("--seller", "ID", "whose sheet it would be (provider)")},
          run_whatif,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
