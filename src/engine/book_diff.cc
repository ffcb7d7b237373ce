// SPDX-License-Identifier: Apache-2.0
#include "engine/book_diff.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tollbridge::engine {
namespace {

using namespace registry;

// An object in words: what it is, its key, and its fields in the order of the book.
struct Description {
  std::string_view object;
  std::string key;
  std::vector<std::pair<std::string, std::string>> fields;

  void add(std::string_view name, std::string text) {
    fields.emplace_back(std::string(name), std::move(text));
  }
};

std::string text_of(const std::optional<Hour>& hour) { return hour ? hour->to_string() : ""; }

std::string text_of(const std::optional<Period>& month) {
  return month ? month->begin().to_string() : "";
}

// What a version of an object is called: "litware", "litware from 2026-12".
std::string version_of(const std::string& key, const std::optional<Period>& from) {
  return from ? key + " from " + from->to_string() : key;
}

void add_details(Description& description, const PartyDetails& details) {
  description.add("name", details.name);
  description.add("country", details.country);
  description.add("currency", details.currency);
  description.add("vat_id", details.vat_id);
  description.add("address", details.address);
  for (const registry::PaperField& field : registry::paper_fields()) {
    description.add(std::string(field.name), details.papers.*field.text);
  }
}

template <class List, class Text>
std::string joined(const List& list, Text text) {
  std::string all;
  for (const auto& item : list) all += (all.empty() ? "" : ", ") + text(item);
  return all;
}

Description describe(const Provider& provider) {
  Description description{"provider", version_of("provider", provider.from), {}};
  description.add("from", text_of(provider.from));
  add_details(description, provider.details);
  description.add("rounding", std::string(to_string(provider.rounding)));
  return description;
}

Description describe(const Partner& partner) {
  Description description{"partner", version_of(partner.id.text(), partner.from), {}};
  description.add("from", text_of(partner.from));
  description.add("kind", std::string(to_string(partner.kind)));
  description.add("of", partner.distributor.text());
  add_details(description, partner.details);
  return description;
}

Description describe(const Customer& customer) {
  Description description{"customer", version_of(customer.id.text(), customer.from), {}};
  description.add("from", text_of(customer.from));
  description.add("partner", customer.partner.text());
  add_details(description, customer.details);
  description.add("tenants",
                  joined(customer.tenants, [](const TenantId& id) { return id.text(); }));
  return description;
}

Description describe(const Subscription& subscription) {
  Description description{"subscription", version_of(subscription.id.text(), subscription.from),
                          {}};
  description.add("from", text_of(subscription.from));
  description.add("offer", std::string(to_string(subscription.offer)));
  description.add("partner", subscription.partner.text());
  description.add("customer", subscription.customer.text());
  description.add("inactive", joined(subscription.inactive, [](const OpenSpan& span) {
                    return span.begin.to_string() + ".." + text_of(span.end);
                  }));
  description.add("owners",
                  joined(subscription.owners, [](const std::string& owner) { return owner; }));
  description.add("directory", subscription.directory);
  return description;
}

Description describe(const Stack& stack) {
  Description description{"stack", stack.cloud_id.text(), {}};
  description.add("region", stack.region);
  description.add("provider_subscription", stack.provider_subscription.text());
  description.add("operator", stack.operated_by.text());
  description.add("directory", stack.directory);
  description.add("bridge_key", stack.bridge_key);
  return description;
}

Description describe(const LocalSubscription& local) {
  Description description{"local subscription",
                          version_of(local.stack.text() + " / " + local.id.text(), local.from),
                          {}};
  description.add("from", text_of(local.from));
  description.add("tenant", local.tenant.text());
  return description;
}

Description describe(const Registration& registration) {
  Description description{"registration", registration.name.text(), {}};
  description.add("resource_group", registration.resource_group);
  description.add("subscription", registration.subscription.text());
  description.add("cloud_id", registration.cloud_id.text());
  description.add("billing_model", std::string(to_string(registration.billing_model)));
  description.add("agreement_number", registration.agreement_number);
  description.add("from", registration.from.to_string());
  description.add("to", text_of(registration.to));
  description.add("multi_tenancy", registration.multi_tenancy_approved ? "approved" : "");
  return description;
}

Description describe(const Mapping& mapping) {
  Description description{"mapping",
                          mapping.registration.text() + " / " + mapping.tenant.text() + " / " +
                              mapping.from.to_string(),
                          {}};
  description.add("subscription", mapping.subscription.text());
  description.add("to", text_of(mapping.to));
  return description;
}

Description describe(const rating::PriceSheet& sheet) {
  Description description{"price sheet", sheet.id.text(), {}};
  description.add("seller", sheet.seller.text());
  description.add("buyer", sheet.buyer.text());
  description.add("currency", std::string(sheet.currency.code()));
  description.add("from", sheet.from.to_string());
  description.add("to", text_of(sheet.to));
  description.add("base", sheet.base.text());
  description.add("markup", sheet.markup.is_zero() ? "" : sheet.markup.to_string());
  return description;
}

Description describe(const rating::Commitment& commitment) {
  Description description{"commitment", commitment.id, {}};
  description.add("seller", commitment.seller.text());
  description.add("buyer", commitment.buyer.text());
  description.add("amount", commitment.amount.to_string() + " " +
                                std::string(commitment.amount.currency().code()));
  description.add("from", commitment.from.to_string());
  description.add("to", text_of(commitment.to));
  return description;
}

Description describe(const rating::ExchangeRate& rate) {
  Description description{"exchange rate",
                          std::string(rate.from.code()) + " to " + std::string(rate.to.code()) +
                              " of " + rate.day,
                          {}};
  description.add("rate", rate.rate.to_string());
  description.add("source", rate.source);
  return description;
}

using Rows = std::map<std::string, std::string>;

std::string tier_text(const rating::Tier& tier) {
  const std::string price = tier.price ? tier.price->to_string() : "free";
  return tier.from.is_zero() ? price : tier.from.to_string() + "+: " + price;
}

// Each billing meter and each link of a sheet as one row.
Rows rows_of(const rating::PriceSheet& sheet) {
  Rows rows;
  for (const rating::MeterPrice& price : sheet.prices) {
    std::string text = std::string(to_string(price.model)) + " " + joined(price.tiers, tier_text);
    if (price.package_size != Quantity::from_whole(1)) {
      text += " per package of " + price.package_size.to_string();
    }
    if (!price.included.is_zero()) text += ", " + price.included.to_string() + " included";
    if (!price.unit.empty()) text += " (" + price.unit + ")";
    if (!price.name.empty()) text += " " + price.name;
    rows.emplace("price " + price.billing_meter.text(), std::move(text));
  }
  for (const rating::MeterLink& link : sheet.links) {
    rows.emplace("meter " + link.local_meter.text(),
                 link.billing_meter.text() + " x " + link.factor.to_string());
  }
  return rows;
}

void append_rows(const rating::PriceSheet& before, const rating::PriceSheet& after,
                 std::vector<FieldChange>& diff) {
  const Rows old_rows = rows_of(before);
  const Rows new_rows = rows_of(after);
  const auto add = [&](const std::string& field, std::optional<std::string> was, std::string is) {
    diff.push_back({"price sheet", after.id.text(), field, std::move(was), std::move(is), false});
  };
  for (const auto& [field, was] : old_rows) {
    const auto is = new_rows.find(field);
    if (is == new_rows.end()) add(field, was, "");
    if (is != new_rows.end() && is->second != was) add(field, was, is->second);
  }
  for (const auto& [field, is] : new_rows) {
    if (!old_rows.contains(field)) add(field, "", is);
  }
}

void append_created(Description description, std::vector<FieldChange>& diff) {
  for (auto& [field, text] : description.fields) {
    if (text.empty()) continue;
    diff.push_back({std::string(description.object), description.key, std::move(field), {},
                    std::move(text), true});
  }
}

void append_changed(Description was, Description is, std::vector<FieldChange>& diff) {
  for (std::size_t i = 0; i < is.fields.size(); ++i) {
    auto& [field, text] = is.fields[i];
    if (was.fields[i].second == text) continue;
    diff.push_back({std::string(is.object), is.key, std::move(field),
                    std::move(was.fields[i].second), std::move(text), false});
  }
}

}  // namespace

void append_diff(const Fact* before, const Fact& after, std::vector<FieldChange>& diff) {
  const auto describe_any = [](const auto& fact) { return describe(fact); };
  auto is = std::visit(describe_any, after);
  if (before == nullptr) {
    append_created(std::move(is), diff);
  } else {
    append_changed(std::visit(describe_any, *before), std::move(is), diff);
  }
}

void append_diff(const rating::PriceFact* before, const rating::PriceFact& after,
                 std::vector<FieldChange>& diff) {
  const auto describe_any = [](const auto& fact) { return describe(fact); };
  auto is = std::visit(describe_any, after);
  const auto* sheet = std::get_if<rating::PriceSheet>(&after);
  if (before == nullptr) {
    if (sheet != nullptr && !sheet->prices.empty()) {
      is.add("prices", std::to_string(sheet->prices.size()) + " meters");
    }
    append_created(std::move(is), diff);
    return;
  }
  append_changed(std::visit(describe_any, *before), std::move(is), diff);
  const auto* old_sheet = std::get_if<rating::PriceSheet>(before);
  if (sheet != nullptr && old_sheet != nullptr) append_rows(*old_sheet, *sheet, diff);
}

}  // namespace tollbridge::engine
