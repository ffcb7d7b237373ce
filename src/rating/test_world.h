// SPDX-License-Identifier: Apache-2.0
// For tests of rating: a small chain of sellers, sheets from rows, runs from a few words.
//
//   provider -> contoso -> adatum                  subscription "csp"
//   provider -> fabrikam -> litware -> tailspin    subscription "deep"
//   provider -> contoso                            subscription "shared" (no customer)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attribution/attribution.h"
#include "rating/price_book.h"
#include "rating/rate.h"
#include "registry/registry.h"

namespace tollbridge::rating::test {

inline const Period october = Period::parse("2026-10").value();
inline const PartyId provider = provider_party(), contoso("contoso"), adatum("adatum"),
                     fabrikam("fabrikam"), litware("litware"), tailspin("tailspin");
inline const SubscriptionId csp("csp"), deep("deep"), shared("shared");
inline const StackId stack_one("stack-one"), stack_two("stack-two");

inline Hour hour(std::int32_t after_begin) {
  return october.begin().plus(after_begin);
}
inline Quantity quantity(const std::string& text) {
  return Quantity::parse(text).value();
}
inline UnitPrice unit_price(const std::string& text) {
  return UnitPrice::parse(text).value();
}

inline registry::PartyDetails details(const std::string& currency = "EUR") {
  registry::PartyDetails result;
  result.currency = currency;
  return result;
}

inline registry::Registry chain(const std::string& adatum_currency = "EUR") {
  using registry::PartnerKind;
  const auto subscription = [](const SubscriptionId& id, PartyId partner, PartyId customer) {
    registry::Subscription result;
    result.id = id;
    result.partner = std::move(partner);
    result.customer = std::move(customer);
    return result;
  };
  const std::vector<registry::Fact> facts{
      registry::Provider{details(), RoundingProfile::en16931},
      registry::Partner{contoso, PartnerKind::direct, {}, details()},
      registry::Partner{fabrikam, PartnerKind::distributor, {}, details()},
      registry::Partner{litware, PartnerKind::reseller, fabrikam, details()},
      registry::Customer{adatum, contoso, details(adatum_currency), {}},
      registry::Customer{tailspin, litware, details(), {}},
      subscription(csp, contoso, adatum),
      subscription(deep, litware, tailspin),
      subscription(shared, contoso, {})};
  return registry::Registry().with(facts);
}

// A sheet in EUR for all of the seller's buyers, from long before October; `rows` below the usual
// header of all ten columns.
inline PriceSheet sheet(const std::string& id, const PartyId& seller, const std::string& rows) {
  const auto table = parse_price_csv(
      "meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,factor\n" +
      rows);
  PriceSheet result{
      SheetId(id), seller,    PartyId(), Currency::find("EUR").value(), hour(-1000),
      {},          SheetId(), Factor(),  table.value().links,           table.value().prices};
  return result;
}

inline PriceSheet from(PriceSheet sheet, std::int32_t after_begin) {
  sheet.from = hour(after_begin);
  return sheet;
}

inline PriceSheet for_buyer(PriceSheet sheet, const PartyId& buyer) {
  sheet.buyer = buyer;
  return sheet;
}

inline PriceBook book(const std::vector<PriceFact>& facts) {
  return PriceBook().with(facts).value();
}

// Usage of one local meter paid by a subscription: {hour, quantity} each, one record an hour.
inline attribution::AttributedRun run(
    const SubscriptionId& payer, const std::string& meter,
    const std::vector<std::pair<std::int32_t, std::string>>& used,
    attribution::Treatment treatment = attribution::Treatment::rated,
    const StackId& stack = stack_one) {
  attribution::AttributedRun result;
  result.key = {stack, LocalSubscriptionId("local of " + payer.text()), TenantId("tenant"),
                MeterId(meter)};
  result.payer.subscription = payer;
  result.payer.registration = RegistrationName("registration");
  result.payer.reason = attribution::Reason::mapped;
  result.payer.treatment = treatment;
  for (const auto& [at, text] : used)
    result.cells.emplace_back(hour(at), quantity(text), 1);
  return result;
}

// "seller>buyer subscription meter: quantity unit at price from tier = amount" of every charge.
inline std::vector<std::string> shown(const std::vector<Charge>& charges) {
  std::vector<std::string> lines;
  for (const Charge& charge : charges) {
    const ChargeKey& key = charge.key;
    lines.push_back(key.seller.text() + ">" + key.buyer.text() + " " + key.subscription.text() +
                    " " + key.billing_meter.text() + ": " + charge.quantity.to_string() +
                    (charge.unit.empty() ? "" : " " + charge.unit) + " at " +
                    key.unit_price.to_string() + " from " + key.tier_from.to_string() + " = " +
                    charge.amount.to_string());
  }
  return lines;
}

// "seller stack meter outcome quantity records" of every total.
inline std::vector<std::string> shown(const std::vector<OutcomeTotal>& totals) {
  std::vector<std::string> lines;
  for (const OutcomeTotal& total : totals) {
    lines.push_back(total.seller.text() + " " + total.stack.text() + " " +
                    total.local_meter.text() + " " + std::string(to_string(total.outcome)) + " " +
                    total.quantity.to_string() + " " + std::to_string(total.records));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace tollbridge::rating::test
