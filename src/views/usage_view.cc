// SPDX-License-Identifier: Apache-2.0
#include "views/usage_view.h"

#include "views/registry_view.h"

namespace tollbridge::views {

void append_usage_sum(Json& json, const engine::UsageSum& sum,
                      const std::set<engine::UsageKey>& by) {
  json.object();
  std::size_t i = 0;
  for (const engine::UsageKey key : by) json.text_or_null(to_string(key), sum.keys[i++]);
  json.field("quantity", sum.quantity.to_string()).field("records", sum.records).end();
}

void append_unregistered(Json& json, const engine::UnregisteredRow& row, Amounts amounts) {
  json.object().field("stack", row.stack.text()).field("tenant", row.tenant.text());
  json.field("since", row.since.to_string()).object("quantity_by_meter");
  for (const auto& [meter, quantity] : row.quantity_by_meter) {
    json.field(meter.text(), quantity.to_string());
  }
  json.end();
  if (amounts == Amounts::shown) {
    json.field("amount", row.amount.to_string());
    json.field("currency", row.amount.currency().code());
  } else {
    json.null("amount").null("currency");
  }
  json.field("new", row.is_new).array("reasons");
  for (const auto reason : row.reasons) json.value(to_string(reason));
  json.end().text_or_null("subscription", row.subscription.text());
  json.field("unrated", row.unrated).end();
}

Json tenant_status_json(const engine::TenantStatus& status) {
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

void append_import_counts(Json& json, const engine::ImportReport& report) {
  json.field("accepted", report.accepted).field("duplicate", report.duplicate);
  json.field("restated", report.restated).field("rejected", report.rejected);
  json.field("rounded", report.rounded);
}

void append_rejected(Json& json, const intake::Rejected& rejected, std::string_view file) {
  json.object();
  if (!file.empty()) json.field("file", file);
  json.field("line", rejected.line).field("code", rejected.code);
  json.field("message", rejected.message).end();
}

}  // namespace tollbridge::views
