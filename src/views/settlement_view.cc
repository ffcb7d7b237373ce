// SPDX-License-Identifier: Apache-2.0
#include "views/settlement_view.h"

#include <algorithm>

namespace tollbridge::views {
namespace {

using billing::Claim;
using billing::Dispute;
using billing::Dunning;
using billing::PaymentEntry;

std::string day_or_empty(const std::optional<Instant>& day) {
  return day ? date_text(*day) : std::string();
}

void append_dunning(Json& json, const Dunning& row) {
  json.object().field("seller", row.seller.text()).field("buyer", row.buyer.text());
  json.field("currency", row.currency.code()).array("overdue");
  for (const Claim& claim : row.overdue) {
    json.object().field("id", claim.document.id);
    json.field("period", claim.document.period.to_string());
    json.field("due", day_or_empty(claim.standing.due));
    json.field("days", claim.standing.days_overdue);
    json.field("open", claim.standing.open.to_string()).end();
  }
  json.end();
  json.field("days_1_30", row.by_age[0].to_string());
  json.field("days_31_60", row.by_age[1].to_string());
  json.field("days_61_90", row.by_age[2].to_string());
  json.field("days_over_90", row.by_age[3].to_string());
  json.field("total", row.total.to_string()).field("other_open", row.rest.to_string()).end();
}

}  // namespace

void append_standing(Json& json, const billing::Standing& standing) {
  json.field("paid", standing.paid.to_string()).field("open", standing.open.to_string());
  json.field("state", to_string(standing.state));
  json.text_or_null("due", day_or_empty(standing.due));
}

void append_payment(Json& json, const PaymentEntry& entry, bool undone) {
  json.object().field("id", entry.id()).field("invoice", entry.document);
  json.field("seller", entry.seller.text()).field("buyer", entry.buyer.text());
  json.field("date", entry.day).field("amount", entry.amount.to_string());
  json.field("currency", entry.amount.currency().code());
  json.text_or_null("reference", entry.reference).text_or_null("set_off", entry.set_off);
  json.text_or_null("undoes", entry.undoes).field("undone", undone);
  json.field("known_at", tollbridge::to_string(entry.known_at)).end();
}

bool is_undone(const std::vector<PaymentEntry>& all, const PaymentEntry& entry) {
  const std::string id = entry.id();
  return std::ranges::any_of(all, [&](const PaymentEntry& one) { return one.undoes == id; });
}

Json recorded_json(const std::vector<PaymentEntry>& entries, const Claim& claim) {
  Json json;
  json.object().array("payments");
  for (const PaymentEntry& entry : entries) append_payment(json, entry, false);
  json.end().field("invoice", claim.document.id);
  append_standing(json, claim.standing);
  json.end();
  return json;
}

Json dunning_json(const std::vector<Dunning>& list, Instant as_of) {
  Json json;
  json.object().field("as_of", date_text(as_of)).array("rows");
  for (const Dunning& row : list) append_dunning(json, row);
  json.end().end();
  return json;
}

void begin_dispute(Json& json, const Dispute& dispute) {
  const auto& first = dispute.opened();
  const auto& last = dispute.last();
  json.object().field("id", dispute.id()).field("invoice", first.document);
  json.field("line", first.line).field("seller", first.seller.text());
  json.field("buyer", first.buyer.text()).field("state", to_string(last.state));
  json.field("reason", first.text);
  json.text_or_null("answer", dispute.is_open() ? std::string() : last.text);
  json.text_or_null("credit", last.credit);
  json.field("opened_at", tollbridge::to_string(first.known_at));
  json.text_or_null("closed_at",
                    dispute.is_open() ? std::string() : tollbridge::to_string(last.known_at));
}

void append_dispute(Json& json, const Dispute& dispute) {
  begin_dispute(json, dispute);
  json.end();
}

}  // namespace tollbridge::views
