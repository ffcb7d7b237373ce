// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_partner_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const PartyId id(arguments.text("ID"));
  const auto* found = registry->partner(id);
  if (found == nullptr) {
    return fail(ErrorKind::not_found, "UnknownPartner",
                "There is no partner '" + id.text() + "'. See: tollbridge partner list");
  }
  Output& out = context.out;
  if (out.json()) {
    Json json;
    views::append_partner(json, *found);
    out.print(json);
    return Exit::done;
  }
  out.line("Partner " + found->id.text() + ", " + std::string(to_string(found->kind)) +
           (found->distributor.empty() ? "" : " of " + found->distributor.text()));
  out.line("  name      " + found->details.name);
  out.line("  country   " + found->details.country);
  if (!found->details.currency.empty()) out.line("  currency  " + found->details.currency);
  if (!found->details.vat_id.empty()) out.line("  vat id    " + found->details.vat_id);
  if (!found->details.address.empty()) out.line("  address   " + found->details.address);
  print_versions(out, *registry, *found, [](const registry::Partner& then) {
    return std::string(to_string(then.kind)) +
           (then.distributor.empty() ? "" : " of " + then.distributor.text()) + ", " +
           then.details.currency;
  });
  for (const auto* customer : registry->customers()) {
    if (customer->partner == id) out.line("  customer  " + customer->id.text());
  }
  return Exit::done;
}

}  // namespace

Command partner_show_command() {
  return {"partner show", "one partner, with its customers", "", {"tollbridge partner show ID"},
          {word("ID", "the partner's id")}, run_partner_show};
}

}  // namespace tollbridge::cli
