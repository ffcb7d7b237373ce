// SPDX-License-Identifier: Apache-2.0
#include "engine/unregistered.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/stores.h"
#include "views/usage_view.h"

namespace tollbridge::cli {
namespace {

std::string reasons_text(const engine::UnregisteredRow& row) {
  std::string text;
  for (const auto reason : row.reasons) {
    text += (text.empty() ? "" : ", ") + std::string(to_string(reason));
  }
  return text;
}

void print_unregistered(const engine::Unregistered& result, Output& out) {
  if (result.rows.empty()) {
    out.line("Every tenant with usage is mapped to a subscription of its own.");
    return;
  }
  Table table({{"stack", Cell::shrinking}, {"tenant", Cell::shrinking}, {"since", Cell::text},
               {"why", Cell::shrinking}, {"amount", Cell::number}, {"", Cell::text}});
  bool unrated = false;
  for (const auto& row : result.rows) {
    unrated = unrated || row.unrated;
    table.row({row.stack.text(), row.tenant.text(), row.since.to_string().substr(0, 13) + "Z",
               reasons_text(row), row.amount.to_string() + (row.unrated ? " +?" : ""),
               std::string(row.amount.currency().code())});
  }
  out.print(table);
  if (unrated) out.line("+? some of this usage has no price and is not in the amount");
  out.line();
  out.paragraph("These fall to their stack's default subscription. To move one to a customer's, "
                "also for hours past: tollbridge mapping add REGISTRATION TENANT SUBSCRIPTION "
                "--from T");
}

Result<Exit> run_unregistered(const Arguments& arguments, Context& context) {
  auto period = arguments.optional_period("--period");
  if (!period) return pass(period);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = engine::unregistered(stores->books, stores->journal, *period);
  if (!result) return pass(result);
  if (context.out.json()) {
    Json json;
    json.object().array("rows");
    for (const auto& row : result->rows) views::append_unregistered(json, row);
    json.end().end();
    context.out.print(json);
  } else {
    print_unregistered(*result, context.out);
  }
  const bool any_new = std::any_of(result->rows.begin(), result->rows.end(),
                                   [](const auto& row) { return row.is_new; });
  return arguments.has("--fail-on-new") && any_new ? Exit::failed : Exit::done;
}

}  // namespace

Command unregistered_command() {
  return {"unregistered",
          "tenants whose usage falls to a default subscription",
          "Lists every tenant that uses a stack without a mapping of its own: since when, how "
          "much money it is at the provider's prices, and why it falls to the default. With "
          "--fail-on-new the exit code is 1 if one is new in the period: run it nightly and be "
          "told before the invoice does.\n"
          "Next: mapping add, or tenant status TENANT.",
          {"tollbridge unregistered --period 2026-10"},
          {option("--period", "PERIOD", "only usage of this month"),
           flag("--fail-on-new", "exit code 1 if a tenant began to fall in the period")},
          run_unregistered};
}

}  // namespace tollbridge::cli
