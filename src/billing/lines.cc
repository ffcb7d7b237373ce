// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <utility>

#include "billing/bill.h"

namespace tollbridge::billing {
namespace {

using BuyerMap = std::map<PartyId, BuyerLines>;

std::unexpected<Error> out_of_range(const PartyId& seller, const PartyId& buyer) {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "What " + seller.text() + " charges " + buyer.text() +
                  " is too large for an invoice; look for a wrong price or quantity.");
}

std::unexpected<Error> currency_mismatch(const std::string& what, Currency theirs,
                                         const PartyId& buyer, Currency wanted) {
  return fail(ErrorKind::refused, "CurrencyMismatch",
              what + " is in " + std::string(theirs.code()) + ", but " + buyer.text() +
                  " is billed in " + std::string(wanted.code()) + "; give both one currency.");
}

// The buyer's entry, made when it is first needed.
Result<BuyerLines*> entry(BuyerMap& buyers, const registry::Registry& registry,
                          const PartyId& seller, const PartyId& buyer) {
  if (const auto found = buyers.find(buyer); found != buyers.end()) return &found->second;
  const auto party = registry.party(buyer);
  if (!party) {
    return fail(ErrorKind::not_found, "UnknownParty",
                "There is no partner or customer '" + buyer.text() + "' to bill.");
  }
  auto currency = Currency::find(party->currency);
  if (!currency) return pass(currency);
  return &buyers.emplace(buyer, BuyerLines{seller, buyer, *currency, {}}).first->second;
}

Result<Line> line_of(const rating::Charge& charge, Currency currency, RoundingProfile profile) {
  auto amount = round_to_money(charge.amount, currency, profile);
  if (!amount) return pass(amount);
  return Line{.id = {},
              .subscription = charge.key.subscription,
              .customer = charge.customer,
              .meter = charge.key.billing_meter,
              .name = charge.name,
              .unit = charge.unit,
              .quantity = charge.quantity,
              .unit_price = charge.key.unit_price,
              .tier_from = charge.key.tier_from,
              .amount = *amount,
              .kind = LineKind::usage,
              .cause = {},
              .of = {}};
}

Status add_charges(const rating::Rating& rating, const registry::Registry& registry,
                   const rating::PriceBook& prices, const PartyId& seller, BuyerMap& buyers) {
  const RoundingProfile profile = rounding_of(registry, seller);
  for (const rating::Charge& charge : rating.charges) {
    if (charge.key.seller != seller) continue;
    auto buyer = entry(buyers, registry, seller, charge.key.buyer);
    if (!buyer) return pass(buyer);
    const Currency currency = (*buyer)->currency;
    const rating::PriceSheet* sheet = prices.sheet(charge.sheet);
    if (sheet != nullptr && !(sheet->currency == currency)) {
      return currency_mismatch("Price sheet '" + charge.sheet.text() + "'", sheet->currency,
                               charge.key.buyer, currency);
    }
    auto line = line_of(charge, currency, profile);
    if (!line) return pass(line);
    (*buyer)->lines.push_back(std::move(*line));
  }
  return {};
}

// What all lines so far sum to; a later commitment counts the earlier ones' shortfall as spent.
std::optional<Money> sum_of(const BuyerLines& buyer) {
  std::optional<Money> sum = Money::zero(buyer.currency);
  for (const Line& line : buyer.lines) {
    if (sum) sum = sum->plus(line.amount);
  }
  return sum;
}

Status add_commitments(const registry::Registry& registry, const rating::PriceBook& prices,
                       const PartyId& seller, Period period, BuyerMap& buyers) {
  std::set<PartyId> committed;
  for (const rating::Commitment* commitment : prices.commitments()) {
    if (commitment->seller == seller) committed.insert(commitment->buyer);
  }
  for (const PartyId& id : committed) {
    for (const rating::Commitment* commitment : prices.commitments_of(seller, id, period)) {
      auto buyer = entry(buyers, registry, seller, id);
      if (!buyer) return pass(buyer);
      const Currency currency = (*buyer)->currency;
      if (!(commitment->amount.currency() == currency)) {
        return currency_mismatch("Commitment '" + commitment->id + "'",
                                 commitment->amount.currency(), id, currency);
      }
      const auto spent = sum_of(**buyer);
      const auto missing = spent ? commitment->amount.minus(*spent) : std::nullopt;
      if (!missing) return out_of_range(seller, id);
      if (missing->is_negative() || missing->is_zero()) continue;
      (*buyer)->lines.push_back(Line{.id = {},
                                     .subscription = {},
                                     .customer = {},
                                     .meter = {},
                                     .name = "Minimum commitment " + commitment->id,
                                     .unit = {},
                                     .quantity = {},
                                     .unit_price = {},
                                     .tier_from = {},
                                     .amount = *missing,
                                     .kind = LineKind::commitment,
                                     .cause = "minimum-commitment",
                                     .of = {}});
    }
  }
  return {};
}

}  // namespace

RoundingProfile rounding_of(const registry::Registry& registry, const PartyId& seller) {
  if (seller == provider_party() && registry.provider() != nullptr) {
    return registry.provider()->rounding;
  }
  return RoundingProfile::en16931;
}

Result<std::vector<BuyerLines>> lines_of(const rating::Rating& rating,
                                         const registry::Registry& registry,
                                         const rating::PriceBook& prices, const PartyId& seller,
                                         Period period) {
  BuyerMap buyers;
  if (auto added = add_charges(rating, registry, prices, seller, buyers); !added) {
    return pass(added);
  }
  if (auto added = add_commitments(registry, prices, seller, period, buyers); !added) {
    return pass(added);
  }
  std::vector<BuyerLines> result;
  for (auto& [id, buyer] : buyers) {
    if (!buyer.lines.empty()) result.push_back(std::move(buyer));
  }
  return result;
}

}  // namespace tollbridge::billing
