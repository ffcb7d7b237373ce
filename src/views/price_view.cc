// SPDX-License-Identifier: Apache-2.0
#include "views/price_view.h"

#include "core/limits.h"

namespace tollbridge::views {
namespace {

using rating::MeterPrice;
using rating::PriceSheet;
using rating::Tier;

// Opens the sheet's object.
void append_head(Json& json, const PriceSheet& sheet) {
  json.object().field("id", sheet.id.text()).field("seller", sheet.seller.text());
  json.text_or_null("buyer", sheet.buyer.text()).field("currency", sheet.currency.code());
  json.field("from", sheet.from.to_string());
  json.text_or_null("to", sheet.to ? sheet.to->to_string() : std::string());
  json.text_or_null("base", sheet.base.text()).field("markup", sheet.markup.to_string());
}

void append_price(Json& json, const MeterPrice& price) {
  json.object().field("billing_meter", price.billing_meter.text()).field("name", price.name);
  json.field("unit", price.unit).field("model", to_string(price.model));
  json.field("package_size", price.package_size.to_string());
  json.field("included", price.included.to_string()).array("tiers");
  for (const Tier& tier : price.tiers) {
    json.object().field("from", tier.from.to_string());
    json.text_or_null("unit_price", tier.price ? tier.price->to_string() : std::string()).end();
  }
  json.end().end();
}

void append_charge(Json& json, const billing::BuyerLines& buyer, const billing::Line& line) {
  json.object().field("seller", buyer.seller.text()).field("buyer", buyer.buyer.text());
  json.text_or_null("subscription", line.subscription.text());
  json.text_or_null("customer", line.customer.text());
  json.text_or_null("meter", line.meter.text()).field("name", line.name);
  json.field("quantity", line.quantity.to_string()).field("unit", line.unit);
  json.text_or_null("unit_price", line.unit_price ? line.unit_price->to_string() : std::string());
  json.field("amount", line.amount.to_string()).field("currency", buyer.currency.code());
  json.field("kind", to_string(line.kind)).end();
}

}  // namespace

void append_sheet_row(Json& json, const PriceSheet& sheet) {
  append_head(json, sheet);
  json.field("meters", sheet.prices.size()).end();
}

void append_sheet(Json& json, const PriceSheet& sheet) {
  append_head(json, sheet);
  json.array("links");
  for (const auto& link : sheet.links) {
    json.object().field("meter", link.local_meter.text());
    json.field("billing_meter", link.billing_meter.text());
    json.field("factor", link.factor.to_string()).end();
  }
  json.end().array("prices");
  for (const MeterPrice& price : sheet.prices) append_price(json, price);
  json.end().end();
}

void append_commitment(Json& json, const rating::Commitment& commitment) {
  json.object().field("id", commitment.id).field("seller", commitment.seller.text());
  json.field("buyer", commitment.buyer.text());
  json.field("amount", commitment.amount.to_string());
  json.field("currency", commitment.amount.currency().code());
  json.field("from", commitment.from.to_string());
  json.text_or_null("to", commitment.to ? commitment.to->to_string() : std::string()).end();
}

void append_meter(Json& json, const rating::CatalogueMeter& meter) {
  json.object().field("meter", meter.meter.text()).field("service", meter.service);
  json.field("name", meter.name).field("unit", meter.unit);
  json.field("charged", rating::to_string(meter.charged)).end();
}

Json rated_json(const engine::RatedPeriod& rated, Period period) {
  Json json;
  json.object().field("period", period.to_string()).array("charges");
  for (const auto& buyer : rated.buyers) {
    for (const auto& line : buyer.lines)
      append_charge(json, buyer, line);
  }
  json.end().array("unrated");
  for (const auto& one : rated.unrated) {
    json.object().field("seller", one.seller.text()).field("buyer", one.buyer.text());
    json.field("subscription", one.subscription.text()).field("meter", one.local_meter.text());
    json.field("quantity", one.quantity.to_string()).field("first", one.first.to_string());
    json.field("last", one.last.to_string()).end();
  }
  json.end().end();
  return json;
}

Json what_if_json(const engine::WhatIf& result) {
  Json json;
  json.object().field("seller", result.seller.text()).array("rows");
  for (const auto& row : result.rows) {
    json.object().field("period", row.period.to_string()).field("buyer", row.buyer.text());
    json.field("currency", row.now.currency().code()).field("now", row.now.to_string());
    json.field("then", row.then.to_string()).field("difference", row.difference.to_string()).end();
  }
  json.end().array("unrated");
  for (const auto& one : result.unrated) {
    json.object().field("buyer", one.buyer.text()).field("meter", one.local_meter.text());
    json.field("quantity", one.quantity.to_string()).end();
  }
  json.end().end();
  return json;
}

Json vendor_sheet_json(const rating::VendorSheet& sheet) {
  Json json;
  json.object().text_or_null("currency", sheet.currency ? sheet.currency->code() : "");
  json.field("meters", sheet.table.prices.size()).field("rows", sheet.rows);
  json.field("not_in_force", sheet.not_in_force).field("other_currency", sheet.other_currency);
  json.field("other_terms", sheet.other_terms).field("repeated", sheet.repeated);
  json.field("rejected", sheet.rejected.size()).array("errors");
  std::size_t listed = 0;
  for (const Error& error : sheet.rejected) {
    if (listed++ == limits::import_errors_listed_max) break;
    json.object().field("line", error.line).field("code", error.code);
    json.field("message", error.message).end();
  }
  json.end().field("csv", rating::price_csv(sheet.table)).end();
  return json;
}

}  // namespace tollbridge::views
