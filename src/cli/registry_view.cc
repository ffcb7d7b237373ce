// SPDX-License-Identifier: Apache-2.0
#include "cli/registry_view.h"

#include "registry/rules.h"

namespace tollbridge::cli {
namespace {

void append_details(Json& json, const registry::PartyDetails& details) {
  json.field("name", details.name).field("country", details.country);
  json.text_or_null("currency", details.currency).text_or_null("vat_id", details.vat_id);
  json.text_or_null("address", details.address);
}

}  // namespace

std::string hour_or_nothing(const std::optional<Hour>& hour) {
  return hour ? hour->to_string() : std::string();
}

void append_partner(Json& json, const registry::Partner& partner) {
  json.object().field("id", partner.id.text()).field("kind", to_string(partner.kind));
  json.text_or_null("of", partner.distributor.text());
  append_details(json, partner.details);
  json.end();
}

void append_customer(Json& json, const registry::Customer& customer) {
  json.object().field("id", customer.id.text()).field("partner", customer.partner.text());
  append_details(json, customer.details);
  json.array("tenants");
  for (const TenantId& tenant : customer.tenants) json.value(tenant.text());
  json.end().end();
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
    json.text_or_null("to", hour_or_nothing(span.end)).end();
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
  json.text_or_null("to", hour_or_nothing(registration.to));
  json.field("approved", registration.multi_tenancy_approved);
  json.text_or_null("agreement_number", registration.agreement_number);
  json.field("stack_state", to_string(state)).end();
}

void append_mapping(Json& json, const registry::Mapping& mapping) {
  json.object().field("registration", mapping.registration.text());
  json.field("tenant", mapping.tenant.text());
  json.text_or_null("subscription", mapping.subscription.text());
  json.field("from", mapping.from.to_string()).text_or_null("to", hour_or_nothing(mapping.to));
  json.end();
}

void take_details(const Arguments& arguments, registry::PartyDetails& details) {
  if (arguments.has("--name")) details.name = arguments.text("--name");
  if (arguments.has("--country")) details.country = arguments.text("--country");
  if (arguments.has("--currency")) details.currency = arguments.text("--currency");
  if (arguments.has("--vat-id")) details.vat_id = arguments.text("--vat-id");
  if (arguments.has("--address")) details.address = arguments.text("--address");
}

std::vector<Parameter> details_parameters() {
  return {option("--name", "NAME", "as on the invoice"),
          option("--country", "CC", "ISO 3166-1, two capital letters"),
          option("--currency", "CUR", "ISO 4217"),
          option("--vat-id", "ID", "VAT identifier, with its country prefix"),
          option("--address", "TEXT", "as on the invoice")};
}

Result<Exit> record_change(const Arguments& arguments, Context& context, engine::Books& books,
                           const registry::ProposedChange& change, const ChangeAsked& asked) {
  const bool dry_run = arguments.has("--dry-run");
  std::optional<std::uint64_t> commit;
  if (!change.facts.empty() && !dry_run) {
    auto recorded = books.record({change.facts, {}}, context.now, "operator", asked.action);
    if (!recorded) return pass(recorded);
    commit = *recorded;
  }
  Output& out = context.out;
  if (out.json()) {
    Json json;
    json.object().field("changed", !change.facts.empty()).field("dry_run", dry_run);
    if (commit) {
      json.field("commit", *commit);
    } else {
      json.null("commit");
    }
    json.array("notes");
    for (const std::string& note : change.notes) json.value(note);
    json.end().end();
    out.print(json);
    return Exit::done;
  }
  out.paragraph(change.facts.empty() ? "Nothing to change: it is so already." : asked.done);
  for (const std::string& note : change.notes) out.paragraph(note, 2);
  if (dry_run) {
    out.line("Dry run: nothing was written.");
  } else if (!asked.next.empty()) {
    out.paragraph("Next: " + asked.next);
  }
  return Exit::done;
}

}  // namespace tollbridge::cli
