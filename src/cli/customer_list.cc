// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "engine/customers_without_usage.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

std::string tenants_text(const std::vector<TenantId>& tenants) {
  if (tenants.empty()) return {};
  std::string text = tenants.front().text();
  if (tenants.size() > 1) text += " and " + std::to_string(tenants.size() - 1);
  return text;
}

// The customers asked for: all, or those nothing was used by in a month.
Result<std::vector<const registry::Customer*>> chosen(const Arguments& arguments, Context& context,
                                                      const registry::Registry& registry) {
  auto period = arguments.optional_period("--without-usage");
  if (!period) return pass(period);
  if (!*period) return registry.customers();
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto quiet = engine::customers_without_usage(stores->books, stores->journal, **period);
  if (!quiet) return pass(quiet);
  std::vector<const registry::Customer*> customers;
  for (const auto& one : *quiet)
    customers.push_back(registry.customer(one.customer));
  return customers;
}

Result<Exit> run_customer_list(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  auto customers = chosen(arguments, context, *registry);
  if (!customers) return pass(customers);
  Json json;
  json.object().array("customers");
  Table table({{"customer", Cell::text},
               {"partner", Cell::text},
               {"name", Cell::shrinking},
               {"country", Cell::text},
               {"tenants", Cell::shrinking}});
  for (const auto* customer : *customers) {
    views::append_customer(json, *customer);
    table.row({customer->id.text(), customer->partner.text(), customer->details.name,
               customer->details.country, tenants_text(customer->tenants)});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (!table.empty()) {
    context.out.print(table);
  } else if (arguments.has("--without-usage")) {
    context.out.line("Every customer used something in " + arguments.text("--without-usage") + ".");
  } else {
    context.out.line(
        "No customers yet. Declare them in a book (tollbridge apply) or: customer add");
  }
  return Exit::done;
}

}  // namespace

Command customer_list_command() {
  return {"customer list",
          "who uses the stacks",
          "Customers by id, with the tenants (directories) that are theirs. A customer without "
          "usage gets no document: --without-usage shows who that was, so that silence is not "
          "mistaken for a loss.",
          {"tollbridge customer list", "tollbridge customer list --without-usage 2026-10"},
          {option("--without-usage", "PERIOD", "only those that used nothing in this month")},
          run_customer_list};
}

}  // namespace tollbridge::cli
