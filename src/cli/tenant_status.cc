// SPDX-License-Identifier: Apache-2.0
#include "engine/tenant_status.h"

#include "cli/commands.h"
#include "cli/stores.h"
#include "views/registry_view.h"
#include "views/usage_view.h"

namespace tollbridge::cli {
namespace {

void print_status(const engine::TenantStatus& status, Output& out) {
  out.line("Tenant " + status.tenant.text() +
           (status.customer.empty() ? ", of no customer" : ", of customer " +
                                                               status.customer.text()));
  for (const auto& on : status.stacks) {
    out.line();
    out.line("Stack " + on.stack.text() + ": " + std::string(to_string(on.payer.reason)));
    out.line("  pays          " + (on.payer.subscription.empty() ? std::string("nobody (held)")
                                                                 : on.payer.subscription.text()));
    if (!on.customer.empty()) out.line("  customer      " + on.customer.text());
    if (!on.payer.registration.empty()) {
      out.line("  registration  " + on.payer.registration.text());
    }
    if (on.since) out.line("  since         " + views::hour_text(on.since));
    const std::string used = on.last_used ? views::hour_text(on.last_used) : "never";
    out.line("  last used     " + used);
    for (const auto& candidate : on.candidates) {
      out.line("  could be      " + candidate.text());
    }
    if (!on.advice.empty()) out.paragraph(on.advice, 2);
  }
}

Result<Exit> run_tenant_status(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto status = engine::tenant_status(stores->books, stores->journal,
                                      TenantId(arguments.text("TENANT")), context.now);
  if (!status) return pass(status);
  if (context.out.json()) {
    context.out.print(views::tenant_status_json(*status));
  } else {
    print_status(*status, context.out);
  }
  return Exit::done;
}

}  // namespace

Command tenant_status_command() {
  return {"tenant status",
          "where a tenant's usage goes, on each stack",
          "Says for each stack the tenant uses whether it is mapped, which subscription pays now "
          "and since when, its last charged hour, and what a mapping would change.\n"
          "Next: mapping add.",
          {"tollbridge tenant status 7b6d3d3a-0000-4000-8000-000000000001"},
          {word("TENANT", "the tenant's directory id")},
          run_tenant_status};
}

}  // namespace tollbridge::cli
