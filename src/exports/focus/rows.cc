// SPDX-License-Identifier: Apache-2.0
#include "exports/focus/rows.h"

namespace tollbridge::exports::focus {

using billing::Document;
using billing::Line;
using billing::LineKind;

std::string billing_account_id(const PartyId& seller, const PartyId& buyer) {
  return "/sellers/" + seller.text() + "/buyers/" + buyer.text();
}

std::string sub_account_id(const SubscriptionId& subscription) {
  return subscription.empty() ? std::string() : "/subscriptions/" + subscription.text();
}

std::string sku_price_id(const Line& line) {
  return line.meter.text() + "_" + line.tier_from.to_string();
}

std::string_view category_of(const Line& line) {
  return line.meter.empty() || line.kind == LineKind::rounding ? "Adjustment" : "Usage";
}

bool is_correction(const Line& line) {
  return line.kind == LineKind::adjustment || line.kind == LineKind::credit;
}

void set_invoice(Row& row, const Issued& issued, const Document& document) {
  row.set("BillingAccountId", billing_account_id(document.seller, document.buyer));
  row.set("BillingCurrency", document.currency.code());
  row.set("BillingPeriodStart", month_begin(document)).set("BillingPeriodEnd", month_end(document));
  row.set("InvoiceId", document.id).set("InvoiceIssuerName", issued.name_of(document.seller));
}

std::string rounding_id(const Line& line) { return line.id + "-rounding"; }
std::string tax_id(const Document& document) { return document.id + "-tax"; }

std::optional<ExactAmount> exact_cost(const Line& line) {
  return line.unit_price ? multiply(line.quantity, *line.unit_price) : exact(line.amount);
}

std::optional<ExactAmount> rounding_of(const Line& line) {
  const auto cost = exact_cost(line);
  const auto amount = exact(line.amount);
  return cost && amount ? amount->minus(*cost) : std::nullopt;
}

std::string month_begin(const Document& document) { return document.period.begin().to_string(); }
std::string month_end(const Document& document) { return document.period.end().to_string(); }

std::string description_of(const Document& document, const Line& line) {
  const std::string name = line.name.empty() ? line.meter.text() : line.name;
  const std::string unit = line.unit.empty() ? "" : " (" + line.unit + ")";
  switch (line.kind) {
    case LineKind::adjustment:
      return "Adjustment of " + (line.of ? line.of->period : document.period).to_string() + ": " +
             name + unit + ", " + line.cause;
    case LineKind::credit:
      return "Credit for " + (line.of ? line.of->line : document.corrects) + ": " + name +
             (document.reason.empty() ? "" : ", " + document.reason);
    case LineKind::usage:
    case LineKind::commitment:
    case LineKind::rounding:
      return name + unit;
  }
  return name;
}

std::string rounding_description(const Line& line) {
  return "Rounding of invoice line " + line.id + " to " + line.amount.to_string() + " " +
         std::string(line.amount.currency().code());
}

std::string tax_description(const billing::Tax& tax) {
  return "VAT " + tax.rate_percent.to_string() + " % (" + tax.category + ")" +
         (tax.note.empty() ? "" : ", " + tax.note);
}

}  // namespace tollbridge::exports::focus
