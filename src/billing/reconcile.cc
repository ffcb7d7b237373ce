// SPDX-License-Identifier: Apache-2.0
#include "billing/reconcile.h"

#include <algorithm>
#include <array>
#include <set>

namespace tollbridge::billing {
namespace {

using attribution::Treatment;
using rating::Outcome;

std::unexpected<Error> quantity_overflow() {
  return fail(ErrorKind::invalid, "QuantityOverflow",
              "Quantities sum to more than can be counted; look for a wrong record.");
}

std::unexpected<Error> amount_out_of_range() {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "Amounts sum to more than can be counted; look for a wrong price or quantity.");
}

bool add(MeterTotals& totals, const StackId& stack, const MeterId& meter, Quantity quantity) {
  Quantity& total = totals[{stack, meter}];
  const auto sum = total.plus(quantity);
  if (sum) total = *sum;
  return sum.has_value();
}

struct HopName {
  std::string_view from;
  std::string_view to;
};

// Appends one hop per stack and meter of either side.
bool compare(const HopName& name, const PartyId& seller, const MeterTotals& in,
             const MeterTotals& out, Reconciliation& result) {
  std::set<std::pair<StackId, MeterId>> keys;
  for (const auto& [key, quantity] : in) keys.insert(key);
  for (const auto& [key, quantity] : out) keys.insert(key);
  const auto at = [](const MeterTotals& totals, const auto& key) {
    const auto found = totals.find(key);
    return found == totals.end() ? Quantity() : found->second;
  };
  for (const auto& key : keys) {
    const Quantity before = at(in, key);
    const Quantity after = at(out, key);
    const auto difference = after.minus(before);
    if (!difference) return false;
    result.hops.push_back({std::string(name.from), std::string(name.to), seller, key.first,
                           key.second, before, after, *difference});
    if (difference->is_zero()) continue;
    result.differences.push_back(
        "Stack " + key.first.text() + ", meter " + key.second.text() + ": " + before.to_string() +
        " in " + std::string(name.from) + ", " + after.to_string() + " in " +
        std::string(name.to) + (seller.empty() ? "" : " of " + seller.text()) +
        "; difference " + difference->to_string() + ".");
  }
  return true;
}

constexpr std::array outcomes_not_charged{
    Outcome::free,     Outcome::unrated,        Outcome::development, Outcome::capacity,
    Outcome::infrastructure, Outcome::quarantined, Outcome::not_sold};

// The treatment whose usage must come out as this, known before rating; else none.
std::optional<Treatment> treatment_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::development: return Treatment::development;
    case Outcome::capacity: return Treatment::capacity;
    case Outcome::infrastructure: return Treatment::infrastructure;
    case Outcome::quarantined: return Treatment::quarantined;
    case Outcome::priced:
    case Outcome::free:
    case Outcome::unrated:
    case Outcome::not_sold: return std::nullopt;
  }
  return std::nullopt;
}

// Whether this seller sells what the run's payer pays for. The provider answers for all of it;
// quarantined usage has no sale and is accounted for once, with the empty seller.
bool concerns(const attribution::AttributedRun& run, const PartyId& seller,
              const registry::Registry& registry) {
  if (run.payer.treatment == Treatment::quarantined) return seller.empty();
  if (seller == provider_party()) return true;
  const auto sales = registry.sales_of(run.payer.subscription);
  return std::any_of(sales.begin(), sales.end(),
                     [&](const registry::Sale& sale) { return sale.seller == seller; });
}

using TreatmentTotals = std::map<Treatment, MeterTotals>;

bool attributed_to(const ReconcileInput& input, const PartyId& seller, TreatmentTotals& totals) {
  std::map<SubscriptionId, bool> known;
  for (const attribution::AttributedRun& run : input.runs) {
    auto found = known.find(run.payer.subscription);
    if (found == known.end()) {
      found = known.emplace(run.payer.subscription, concerns(run, seller, input.registry)).first;
    }
    if (!found->second) continue;
    for (const metering::HourCell& cell : run.cells) {
      if (!add(totals[run.payer.treatment], run.key.stack, run.key.meter, cell.quantity)) {
        return false;
      }
    }
  }
  return true;
}

// The hops from attribution on for one seller.
bool rating_hops(const ReconcileInput& input, const PartyId& seller, Reconciliation& result) {
  TreatmentTotals attributed;
  if (!attributed_to(input, seller, attributed)) return false;
  std::map<Outcome, MeterTotals> outcomes;
  for (const rating::OutcomeTotal& total : input.rating.outcomes) {
    if (total.seller != seller) continue;
    if (!add(outcomes[total.outcome], total.stack, total.local_meter, total.quantity)) return false;
  }
  // What is left for charges once rating has said what of the rated usage it does not charge.
  MeterTotals chargeable = attributed[Treatment::rated];
  for (const Outcome outcome : {Outcome::free, Outcome::unrated, Outcome::not_sold}) {
    for (const auto& [key, quantity] : outcomes[outcome]) {
      const auto negated = quantity.negated();
      if (!negated || !add(chargeable, key.first, key.second, *negated)) return false;
    }
  }
  if (!compare({"attributed", "charged"}, seller, chargeable, outcomes[Outcome::priced], result)) {
    return false;
  }
  for (const Outcome outcome : outcomes_not_charged) {
    const auto treatment = treatment_of(outcome);
    const MeterTotals& in = treatment ? attributed[*treatment] : outcomes[outcome];
    if (!compare({"attributed", to_string(outcome)}, seller, in, outcomes[outcome], result)) {
      return false;
    }
  }
  return true;
}

// Whether one rounding by the profile can have made `rounded` of `exact_amount`.
bool explained_by_rounding(const ExactAmount& exact_amount, const Money& rounded,
                           RoundingProfile profile) {
  const auto again = round_to_money(exact_amount, rounded.currency(), profile);
  return again && *again == rounded;
}

using LineKey = std::tuple<SubscriptionId, MeterId, Quantity, UnitPrice>;

struct BuyerSide {
  const BuyerLines* lines = nullptr;
  std::vector<const rating::Charge*> charges;
  std::vector<const BilledLine*> billed;
};

std::string describe(const PartyId& seller, const PartyId& buyer, const LineKey& key) {
  return seller.text() + " to " + buyer.text() + ", subscription " + std::get<0>(key).text() +
         ", meter " + std::get<1>(key).text() + ", price " + std::get<3>(key).to_string();
}

// Every charge has its line with the same quantity and its amount rounded once, and every usage
// line its charge.
void compare_lines(const PartyId& seller, const PartyId& buyer, const BuyerSide& side,
                   RoundingProfile profile, Reconciliation& result) {
  std::map<LineKey, const Line*> lines;
  if (side.lines != nullptr) {
    for (const Line& line : side.lines->lines) {
      if (line.kind != LineKind::usage) continue;
      const LineKey key{line.subscription, line.meter, line.tier_from,
                        line.unit_price.value_or(UnitPrice())};
      if (lines.emplace(key, &line).second) continue;
      result.differences.push_back(describe(seller, buyer, key) + ": on two lines.");
    }
  }
  for (const rating::Charge* charge : side.charges) {
    const LineKey key{charge->key.subscription, charge->key.billing_meter, charge->key.tier_from,
                      charge->key.unit_price};
    const auto found = lines.find(key);
    if (found == lines.end()) {
      result.differences.push_back(describe(seller, buyer, key) + ": charged, but on no line.");
      continue;
    }
    if (!(found->second->quantity == charge->quantity)) {
      result.differences.push_back(describe(seller, buyer, key) + ": " +
                                   charge->quantity.to_string() + " charged, " +
                                   found->second->quantity.to_string() + " on the line.");
    }
    if (!explained_by_rounding(charge->amount, found->second->amount, profile)) {
      result.differences.push_back(describe(seller, buyer, key) + ": charges of " +
                                   charge->amount.to_string() + " make a line of " +
                                   found->second->amount.to_string() +
                                   ", which rounding does not explain.");
    }
    lines.erase(found);
  }
  for (const auto& [key, line] : lines) {
    result.differences.push_back(describe(seller, buyer, key) + ": on a line, but not charged.");
  }
}

Status sum_amounts(const BuyerSide& side, bool closed, AmountHop& hop) {
  std::optional<ExactAmount> charged = ExactAmount();
  for (const rating::Charge* charge : side.charges) {
    if (charged) charged = charged->plus(charge->amount);
  }
  std::optional<Money> usage = hop.lines;
  std::optional<Money> all = hop.lines;
  if (side.lines != nullptr) {
    for (const Line& line : side.lines->lines) {
      if (all) all = all->plus(line.amount);
      if (line.kind != LineKind::usage) continue;
      ++hop.line_count;
      if (usage) usage = usage->plus(line.amount);
    }
  }
  const auto lines_exact = usage ? exact(*usage) : std::nullopt;
  const auto rounding = charged && lines_exact ? lines_exact->minus(*charged) : std::nullopt;
  if (!all || !rounding) return amount_out_of_range();
  hop.charged = *charged;
  hop.lines = *usage;
  hop.rounding = *rounding;
  if (!closed) return {};
  std::optional<Money> billed = Money::zero(hop.currency);
  for (const BilledLine* line : side.billed) {
    if (billed) billed = billed->plus(line->line.amount);
  }
  const auto pending = billed ? all->minus(*billed) : std::nullopt;
  if (!pending) return amount_out_of_range();
  hop.billed = billed;
  hop.pending = pending;
  return {};
}

Status amount_hops(const ReconcileInput& input, const SellerSide& seller, Reconciliation& result) {
  std::map<std::pair<PartyId, std::string>, BuyerSide> buyers;
  std::map<PartyId, std::string> currencies;
  for (const BuyerLines& lines : seller.lines) {
    currencies[lines.buyer] = std::string(lines.currency.code());
    buyers[{lines.buyer, currencies[lines.buyer]}].lines = &lines;
  }
  for (const rating::Charge& charge : input.rating.charges) {
    if (charge.key.seller != seller.seller) continue;
    // A buyer without lines has no currency here: its charges are all missing on lines.
    buyers[{charge.key.buyer, currencies[charge.key.buyer]}].charges.push_back(&charge);
  }
  if (seller.billed) {
    for (const BilledLine& line : *seller.billed) {
      buyers[{line.buyer, std::string(line.line.amount.currency().code())}].billed.push_back(&line);
    }
  }
  const RoundingProfile profile = rounding_of(input.registry, seller.seller);
  for (const auto& [key, side] : buyers) {
    compare_lines(seller.seller, key.first, side, profile, result);
    const auto currency = Currency::find(key.second);
    if (!currency) continue;
    AmountHop hop{seller.seller, key.first, *currency, {}, Money::zero(*currency), {}, 0, {}, {}};
    if (auto summed = sum_amounts(side, seller.billed.has_value(), hop); !summed) {
      return pass(summed);
    }
    result.amounts.push_back(std::move(hop));
  }
  return {};
}

}  // namespace

Result<MeterTotals> totals_of(const std::vector<journal::CountDelta>& counts) {
  MeterTotals totals;
  for (const journal::CountDelta& count : counts) {
    if (!add(totals, count.stack, count.meter, count.quantity)) return quantity_overflow();
  }
  return totals;
}

Result<MeterTotals> totals_of(const metering::UsageTable& usage) {
  MeterTotals totals;
  for (const metering::Series& series : usage) {
    for (const metering::HourCell& cell : series.cells) {
      if (!add(totals, series.key.stack, series.key.meter, cell.quantity)) {
        return quantity_overflow();
      }
    }
  }
  return totals;
}

Result<MeterTotals> totals_of(const std::vector<attribution::AttributedRun>& runs) {
  MeterTotals totals;
  for (const attribution::AttributedRun& run : runs) {
    for (const metering::HourCell& cell : run.cells) {
      if (!add(totals, run.key.stack, run.key.meter, cell.quantity)) return quantity_overflow();
    }
  }
  return totals;
}

Result<Reconciliation> reconcile(const ReconcileInput& input) {
  Reconciliation result{input.period, false, {}, {}, {}};
  auto attributed = totals_of(input.runs);
  if (!attributed) return pass(attributed);
  bool fits = compare({"books", "journal"}, {}, input.books, input.journal, result) &&
              compare({"journal", "usage"}, {}, input.journal, input.usage, result) &&
              compare({"usage", "attributed"}, {}, input.usage, *attributed, result) &&
              rating_hops(input, {}, result);
  for (const SellerSide& seller : input.sellers) {
    fits = fits && rating_hops(input, seller.seller, result);
  }
  if (!fits) return quantity_overflow();
  for (const SellerSide& seller : input.sellers) {
    if (auto summed = amount_hops(input, seller, result); !summed) return pass(summed);
  }
  result.ok = result.differences.empty();
  return result;
}

}  // namespace tollbridge::billing
