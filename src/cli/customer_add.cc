// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_customer_add(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  registry::Customer like;
  like.id = PartyId(arguments.text("ID"));
  auto asked = version_asked(arguments, *registry, like, registry->customer(like.id));
  if (!asked) return pass(asked);
  registry::Customer& customer = *asked;
  if (arguments.has("--partner")) customer.partner = PartyId(arguments.text("--partner"));
  for (const std::string& text : arguments.all("--tenant")) {
    const TenantId tenant(text);
    const auto found = std::find(customer.tenants.begin(), customer.tenants.end(), tenant);
    if (found == customer.tenants.end()) customer.tenants.push_back(tenant);
  }
  take_details(arguments, customer.details);
  auto change = registry::put_object(*registry, customer, Hour::containing(context.now));
  if (!change) return pass(change);
  return record_change(arguments, context, **books, *change,
                       {"customer add " + customer.id.text(),
                        "Customer " + customer.id.text() + " is recorded.",
                        "a CSP subscription for it (subscription add), then mapping add on each "
                        "stack it uses."});
}

}  // namespace

Command customer_add_command() {
  Command command{"customer add",
                  "add or change a customer",
                  "Creates the customer, or changes what is given of one there is; the rest "
                  "stays, and tenants are added. A tenant is an identity directory and belongs "
                  "to one customer. Who sells to it, and its currency, change with a "
                  "month: --from.",
                  {"tollbridge customer add adatum --partner contoso --name 'Adatum AB' "
                   "--country SE --tenant GUID"},
                  {word("ID", "the customer's id"),
                   option("--partner", "ID", "who sells to it"),
                   many(option("--tenant", "GUID", "a directory of it"))},
                  run_customer_add};
  for (Parameter& parameter : details_parameters()) command.parameters.push_back(parameter);
  for (Parameter& each : terms_parameters()) command.parameters.push_back(each);
  command.parameters.push_back(dry_run_flag());
  return command;
}

}  // namespace tollbridge::cli
