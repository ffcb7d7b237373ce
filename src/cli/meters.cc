// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "rating/catalogue.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_meters(const Arguments& arguments, Context& context) {
  if (arguments.has("--prices")) {
    if (context.out.json()) return wrong_usage("--prices is a CSV; it goes without --json");
    std::string csv(rating::published_price_csv());
    while (csv.ends_with('\n')) csv.pop_back();
    context.out.line(csv);
    return Exit::done;
  }
  Json json;
  json.object().array("meters");
  Table table({{"meter", Cell::shrinking}, {"service", Cell::text}, {"name", Cell::shrinking},
               {"unit", Cell::shrinking}, {"charged", Cell::text}});
  for (const rating::CatalogueMeter& meter : rating::catalogue()) {
    views::append_meter(json, meter);
    table.row({meter.meter.text(), std::string(meter.service), std::string(meter.name),
               std::string(meter.unit), std::string(rating::to_string(meter.charged))});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else {
    context.out.print(table);
    context.out.line();
    context.out.line("A price sheet to start from: tollbridge meters --prices > provider.csv");
  }
  return Exit::done;
}

}  // namespace

Command meters_command() {
  return {"meters",
          "the built-in catalogue of Azure Stack meters",
          "Every meter a stack reports, with its unit, and whether the platform vendor charges "
          "for it. Meters marked `no` are free until a sheet prices them; any other meter may be "
          "used too, with a price sheet that names it.",
          {"tollbridge meters", "tollbridge meters --prices > provider.csv"},
          {flag("--prices", "print the published list prices (USD) as a price sheet")},
          run_meters, Runs::anywhere};
}

}  // namespace tollbridge::cli
