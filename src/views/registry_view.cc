// SPDX-License-Identifier: Apache-2.0
#include "views/registry_view.h"

#include "registry/rules.h"

namespace tollbridge::views {
namespace {

void append_details(Json& json, const registry::PartyDetails& details) {
  json.field("name", details.name).field("country", details.country);
  json.text_or_null("currency", details.currency).text_or_null("vat_id", details.vat_id);
  json.text_or_null("address", details.address);
  for (const registry::PaperField& field : registry::paper_fields()) {
    const std::string& text = details.papers.*field.text;
    if (!text.empty()) json.field(field.name, text);
  }
}

// Only of a version that does not hold since always.
void append_month(Json& json, const std::optional<Period>& from) {
  if (from) json.field("from", from->begin().to_string());
}

void append_payer_span(Json& json, const registry::PayerSpan& span) {
  json.object().field("registration", span.registration.text());
  json.field("stack", span.stack.text()).field("tenant", span.tenant.text());
  json.field("state", to_string(span.state)).field("subscription", span.payer.text());
  json.field("from", span.begin.to_string()).text_or_null("to", hour_text(span.end));
  json.field("known_at", tollbridge::to_string(span.known_at)).field("by", span.actor).end();
}

void append_version(Json& json, const registry::MappingVersion& version) {
  const registry::Mapping& mapping = version.mapping;
  json.object().field("registration", mapping.registration.text());
  json.field("tenant", mapping.tenant.text());
  json.text_or_null("subscription", mapping.subscription.text());
  json.field("from", mapping.from.to_string()).text_or_null("to", hour_text(mapping.to));
  json.field("commit", version.commit);
  json.field("known_at", tollbridge::to_string(version.known_at)).field("by", version.actor);
  json.field("superseded", version.superseded).end();
}

}  // namespace

std::string hour_text(const std::optional<Hour>& hour) {
  return hour ? hour->to_string() : std::string();
}

void append_partner(Json& json, const registry::Partner& partner) {
  json.object().field("id", partner.id.text()).field("kind", to_string(partner.kind));
  json.text_or_null("of", partner.distributor.text());
  append_details(json, partner.details);
  append_month(json, partner.from);
  json.end();
}

void append_customer(Json& json, const registry::Customer& customer) {
  json.object().field("id", customer.id.text()).field("partner", customer.partner.text());
  append_details(json, customer.details);
  json.array("tenants");
  for (const TenantId& tenant : customer.tenants) json.value(tenant.text());
  json.end();
  append_month(json, customer.from);
  json.end();
}

void append_subscription(Json& json, const registry::Subscription& subscription) {
  json.object().field("id", subscription.id.text()).field("offer", to_string(subscription.offer));
  json.field("partner", subscription.partner.text());
  json.text_or_null("customer", subscription.customer.text());
  json.text_or_null("directory", subscription.directory).array("owners");
  for (const std::string& owner : subscription.owners) json.value(owner);
  json.end().array("inactive");
  for (const registry::OpenSpan& span : subscription.inactive) {
    json.object().field("from", span.begin.to_string());
    json.text_or_null("to", hour_text(span.end)).end();
  }
  json.end();
  append_month(json, subscription.from);
  json.end();
}

void append_local_subscription(Json& json, const registry::LocalSubscription& local) {
  json.object().field("id", local.id.text()).field("tenant", local.tenant.text());
  append_month(json, local.from);
  json.end();
}

void append_stack(Json& json, const registry::Registry& registry, const registry::Stack& stack,
                  Hour now) {
  const auto* registration = registry.registration_at(stack.cloud_id, now);
  const auto state = registry::registration_state(registry, stack.cloud_id, now);
  json.object().field("cloud_id", stack.cloud_id.text()).field("region", stack.region);
  json.field("state", to_string(state));
  json.text_or_null("registration",
                    registration == nullptr ? std::string() : registration->name.text());
  json.text_or_null("operator", stack.operated_by.text());
  json.text_or_null("provider_subscription", stack.provider_subscription.text());
  json.text_or_null("directory", stack.directory);
  json.text_or_null("bridge_key", stack.bridge_key).array("local_subscriptions");
  for (const auto* local : registry.local_subscriptions()) {
    if (local->stack != stack.cloud_id) continue;
    append_local_subscription(json, *local);
  }
  json.end().end();
}

void append_registration(Json& json, const registry::Registry& registry,
                         const registry::Registration& registration, Hour now) {
  const auto state = registry::registration_state(registry, registration.cloud_id, now);
  json.object().field("name", registration.name.text());
  json.field("resource_group", registration.resource_group);
  json.field("subscription", registration.subscription.text());
  json.field("cloud_id", registration.cloud_id.text());
  json.field("billing_model", to_string(registration.billing_model));
  json.field("from", registration.from.to_string());
  json.text_or_null("to", hour_text(registration.to));
  json.field("approved", registration.multi_tenancy_approved);
  json.text_or_null("agreement_number", registration.agreement_number);
  json.field("stack_state", to_string(state)).end();
}

void append_mapping_span(Json& json, const registry::PayerSpan& span) {
  json.object().field("registration", span.registration.text());
  json.field("tenant", span.tenant.text()).field("subscription", span.payer.text());
  json.field("from", span.begin.to_string()).text_or_null("to", hour_text(span.end));
  json.field("state", to_string(span.state)).end();
}

void append_mapping_history(Json& json, const registry::MappingHistory& history) {
  json.array("spans");
  for (const registry::PayerSpan& span : history.spans) append_payer_span(json, span);
  json.end().array("versions");
  for (const registry::MappingVersion& version : history.versions) append_version(json, version);
  json.end();
}

}  // namespace tollbridge::views
