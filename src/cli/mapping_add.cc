// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_mapping_add(const Arguments& arguments, Context& context) {
  auto from = arguments.hour("--from", Hour::containing(context.now));
  if (!from) return pass(from);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const registry::Mapping wanted{RegistrationName(arguments.text("REGISTRATION")),
                                 TenantId(arguments.text("TENANT")),
                                 SubscriptionId(arguments.text("SUBSCRIPTION")), *from, {}};
  auto change = registry::add_mapping(*registry, wanted);
  if (!change) return pass(change);
  return record_change(
      arguments, context, **books, *change,
      {"mapping add " + wanted.registration.text() + " " + wanted.tenant.text() + " " +
           wanted.subscription.text(),
       "Usage of tenant " + wanted.tenant.text() + " is charged to " + wanted.subscription.text() +
           " from " + from->to_string() + " on.",
       "tenant status " + wanted.tenant.text() +
           ". Hours of closed periods are adjusted by the next close."});
}

}  // namespace

Command mapping_add_command() {
  return {"mapping add",
          "charge a tenant's usage to a customer's subscription",
          "From an hour on, what the tenant uses on this registration's stack is charged to the "
          "subscription. It may lie in the past: an open period is simply evaluated anew, a "
          "closed one becomes credit and debit on the next invoices. A mapping is needed on the "
          "registration of each stack the tenant uses.",
          {"tollbridge mapping add azurestack-9c1e TENANT SUBSCRIPTION --from 2026-10-01"},
          {word("REGISTRATION", "its name"), word("TENANT", "the tenant's directory id"),
           word("SUBSCRIPTION", "a CSP subscription of the same partner"),
           option("--from", "T", "since when; truncated to the hour (now)"), dry_run_flag()},
          run_mapping_add};
}

}  // namespace tollbridge::cli
