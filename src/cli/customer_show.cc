// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_customer_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const PartyId id(arguments.text("ID"));
  const auto* found = registry->customer(id);
  if (found == nullptr) {
    return fail(ErrorKind::not_found, "UnknownCustomer",
                "There is no customer '" + id.text() + "'. See: tollbridge customer list");
  }
  Output& out = context.out;
  if (out.json()) {
    Json json;
    views::append_customer(json, *found);
    out.print(json);
    return Exit::done;
  }
  out.line("Customer " + found->id.text() + " of " + found->partner.text());
  out.line("  name      " + found->details.name);
  out.line("  country   " + found->details.country);
  if (!found->details.currency.empty()) out.line("  currency  " + found->details.currency);
  if (!found->details.vat_id.empty()) out.line("  vat id    " + found->details.vat_id);
  if (!found->details.address.empty()) out.line("  address   " + found->details.address);
  print_versions(out, *registry, *found, [](const registry::Customer& then) {
    const std::string& currency = then.details.currency;
    return "of " + then.partner.text() + (currency.empty() ? "" : ", " + currency);
  });
  for (const TenantId& tenant : found->tenants)
    out.line("  tenant    " + tenant.text());
  for (const auto* subscription : registry->subscriptions()) {
    if (subscription->customer == id) out.line("  pays by   " + subscription->id.text());
  }
  return Exit::done;
}

}  // namespace

Command customer_show_command() {
  return {"customer show",
          "one customer, with tenants and subscriptions",
          "",
          {"tollbridge customer show ID"},
          {word("ID", "the customer's id")},
          run_customer_show};
}

}  // namespace tollbridge::cli
