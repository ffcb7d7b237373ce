// SPDX-License-Identifier: Apache-2.0
#include "engine/tenant_status.h"

#include "cli/commands.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

std::string hour_text(const std::optional<Hour>& hour) {
  return hour ? hour->to_string() : std::string();
}

Json status_json(const engine::TenantStatus& status) {
  Json json;
  json.object().field("tenant", status.tenant.text());
  json.text_or_null("customer", status.customer.text()).array("stacks");
  for (const auto& on : status.stacks) {
    json.object().field("stack", on.stack.text()).field("mapped", on.mapped);
    json.text_or_null("registration", on.payer.registration.text());
    json.text_or_null("subscription", on.payer.subscription.text());
    json.field("reason", to_string(on.payer.reason));
    json.field("treatment", to_string(on.payer.treatment));
    json.text_or_null("customer", on.customer.text());
    json.text_or_null("since", hour_text(on.since));
    json.text_or_null("last_charged", hour_text(on.last_used)).array("candidates");
    for (const auto& candidate : on.candidates) json.value(candidate.text());
    json.end().field("advice", on.advice).end();
  }
  json.end().end();
  return json;
}

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
    if (on.since) out.line("  since         " + hour_text(on.since));
    out.line("  last used     " + (on.last_used ? hour_text(on.last_used) : std::string("never")));
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
    context.out.print(status_json(*status));
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
