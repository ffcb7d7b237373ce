// SPDX-License-Identifier: Apache-2.0
#include "engine/usage_show.h"

#include "cli/commands.h"
#include "cli/stores.h"
#include "views/usage_view.h"

namespace tollbridge::cli {
namespace {

Result<std::set<engine::UsageKey>> keys_of(const Arguments& arguments) {
  std::set<engine::UsageKey> keys;
  for (const std::string& name : arguments.all("--by")) {
    auto key = engine::parse_usage_key(name);
    if (!key) return wrong_usage("--by: " + key.error().message);
    keys.insert(*key);
  }
  return keys;
}

Result<Exit> run_usage_show(const Arguments& arguments, Context& context) {
  auto period = arguments.period("--period");
  if (!period) return pass(period);
  auto by = keys_of(arguments);
  if (!by) return pass(by);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto registry = registry_of(stores->books, context.now);
  if (!registry) return pass(registry);
  auto rows = engine::usage_show(stores->journal, *registry, *period, *by);
  if (!rows) return pass(rows);
  if (context.out.json()) {
    Json json;
    json.object().array("rows");
    for (const engine::UsageSum& row : *rows) views::append_usage_sum(json, row, *by);
    json.end().end();
    context.out.print(json);
    return Exit::done;
  }
  if (rows->empty()) {
    context.out.line("No usage in " + period->to_string() + ". Add some: tollbridge usage import");
    return Exit::done;
  }
  std::vector<Column> columns;
  for (const engine::UsageKey key : *by) {
    columns.push_back({std::string(to_string(key)), Cell::shrinking});
  }
  columns.push_back({"quantity", Cell::number});
  columns.push_back({"records", Cell::number});
  Table table(std::move(columns));
  for (const engine::UsageSum& row : *rows) {
    std::vector<std::string> cells = row.keys;
    cells.push_back(row.quantity.to_string());
    cells.push_back(std::to_string(row.records));
    table.row(std::move(cells));
  }
  context.out.print(table);
  return Exit::done;
}

}  // namespace

Command usage_show_command() {
  return {"usage show",
          "sums of a month's usage",
          "Adds up the usage of a month by whatever you name with --by, which may stand several "
          "times. `subscription` is the local one on the stack, `payer` the one that is charged; "
          "empty means quarantine: the stack has no registration at that hour. A span is "
          "counted in the hour it begins and adds its share to each hour.",
          {"tollbridge usage show --period 2026-10 --by stack --by tenant",
           "tollbridge usage show --period 2026-10 --by payer --by meter --by day"},
          {required_option("--period", "PERIOD", "the month, like 2026-10"),
           many(one_of(option("--by", "KEY", "group by"), {"stack", "tenant", "subscription",
                                                           "payer", "meter", "day", "hour"}))},
          run_usage_show};
}

}  // namespace tollbridge::cli
