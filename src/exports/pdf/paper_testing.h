// SPDX-License-Identifier: Apache-2.0
// A document with usage, tiers, an adjustment and a commitment, and the parties it names.
#pragma once

#include <string>
#include <vector>

#include "billing/document.h"
#include "registry/registry.h"

namespace tollbridge::exports::pdf {

inline Currency euro() { return *Currency::find("EUR"); }

inline billing::Line line_testing(std::size_t number, std::int64_t cents,
                                  const std::string& customer = "adatum",
                                  const std::string& name = "Standard storage") {
  const std::string subscription = customer.empty() ? "shared-" : "subscription-of-";
  return {.id = "contoso-000007-" + std::to_string(number),
          .subscription = SubscriptionId(subscription + customer),
          .customer = PartyId(customer),
          .meter = MeterId("meter-1"),
          .name = name,
          .unit = "1 GB-Month",
          .quantity = exact(*Quantity::parse("1234.5")),
          .unit_price = *UnitPrice::parse("0.02"),
          .tier_from = {},
          .amount = Money(euro(), cents),
          .kind = billing::LineKind::usage,
          .cause = {},
          .of = {}};
}

// Totals follow from the lines; 25 % tax.
inline billing::Document document_testing(std::vector<billing::Line> lines) {
  i128 total = 0;
  for (const billing::Line& line : lines) total += line.amount.minor_units();
  const i128 tax = total / 4;
  return {.id = "contoso-000007",
          .number = "000007",
          .seller = PartyId("contoso"),
          .buyer = PartyId("adatum"),
          .period = *Period::parse("2026-10"),
          .currency = euro(),
          .rounding = RoundingProfile::en16931,
          .type = total < 0 ? billing::DocumentType::credit_note
                            : billing::DocumentType::invoice,
          .status = billing::DocumentStatus::issued,
          .issued_at = *parse_instant("2026-11-03T08:00:00Z"),
          .corrects = {},
          .reason = {},
          .lines = std::move(lines),
          .total = Money(euro(), total),
          .tax = {"S", Factor::from_whole(25), Money(euro(), tax), {}},
          .payable = Money(euro(), total + tax),
          .inputs = {}};
}

inline registry::Registry registry_testing(const std::string& customer = "Adatum AB") {
  const auto party = [](std::string name, std::string vat, std::string address) {
    return registry::PartyDetails{std::move(name), "SE", "EUR", std::move(vat),
                                  std::move(address)};
  };
  registry::Partner partner;
  partner.id = PartyId("contoso");
  partner.details = party("Contoso CSP AB", "SE556000000201", "Box 7\n111 20 Stockholm");
  registry::Customer buyer;
  buyer.id = PartyId("adatum");
  buyer.partner = partner.id;
  buyer.details = party(customer, "SE556000000301", "Storgatan 1\n411 14 Göteborg");
  registry::Subscription shared;
  shared.id = SubscriptionId("shared-");
  shared.offer = registry::Offer::apss;
  shared.partner = partner.id;
  const std::vector<registry::Fact> facts{partner, buyer, shared};
  return registry::Registry().with(facts);
}

}  // namespace tollbridge::exports::pdf
