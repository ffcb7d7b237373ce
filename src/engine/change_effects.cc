// SPDX-License-Identifier: Apache-2.0
#include "engine/change_effects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "billing/bill.h"
#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

using attribution::AttributedRun;
using registry::Registry;

using Sale = std::tuple<PartyId, PartyId, SubscriptionId>;  // seller, buyer, who pays
struct Sums {
  std::optional<Money> before;
  std::optional<Money> after;
};

// The runs of one series, which follow each other.
std::span<const AttributedRun> series_at(const Runs& runs, std::size_t begin) {
  std::size_t end = begin;
  while (end < runs.size() && runs[end].key == runs[begin].key) ++end;
  return {runs.data() + begin, end - begin};
}

// Who pays for anything that is paid otherwise in the two. Both tell the same series, in the same
// order.
std::set<SubscriptionId> affected(const Runs& before, const Runs& after) {
  std::set<SubscriptionId> found;
  std::size_t at = 0;
  for (std::size_t was = 0; was < before.size();) {
    const auto old_runs = series_at(before, was);
    const auto new_runs = series_at(after, at);
    if (!std::ranges::equal(old_runs, new_runs)) {
      for (const AttributedRun& run : old_runs) found.insert(run.payer.subscription);
      for (const AttributedRun& run : new_runs) found.insert(run.payer.subscription);
    }
    was += old_runs.size();
    at += new_runs.size();
  }
  return found;
}

Runs only(const Runs& runs, const std::set<SubscriptionId>& payers) {
  Runs kept;
  for (const AttributedRun& run : runs) {
    if (payers.contains(run.payer.subscription)) kept.push_back(run);
  }
  return kept;
}

// What the charges of these runs come to, each rounded as its line would be.
Status add_up(const Runs& runs, const Registry& registry, const rating::PriceBook& prices,
              Period period, std::map<Sale, Sums>& sales, std::optional<Money> Sums::*side) {
  auto rating = rating::rate(runs, registry, prices, period);
  if (!rating) return pass(rating);
  for (const rating::Charge& charge : rating->charges) {
    const auto buyer = registry.party(charge.key.buyer);
    if (!buyer) continue;
    auto currency = Currency::find(buyer->currency);
    if (!currency) return pass(currency);
    auto amount = round_to_money(charge.amount, *currency,
                                 billing::rounding_of(registry, charge.key.seller));
    if (!amount) return pass(amount);
    auto& sum = sales[{charge.key.seller, charge.key.buyer, charge.key.subscription}].*side;
    const auto more = sum ? sum->plus(*amount) : std::optional(*amount);
    if (!more) return fail(ErrorKind::invalid, "AmountOutOfRange", "Amounts sum to too much.");
    sum = *more;
  }
  return {};
}

Result<std::set<PartyId>> closed_by(Books& books, Period period) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  std::set<PartyId> sellers;
  for (const billing::Closing& one : *closings) {
    const bool closed = one.period == period && one.state == billing::PeriodState::closed;
    if (closed) sellers.insert(one.seller);
  }
  return sellers;
}

}  // namespace

Result<std::vector<Effect>> change_effects(Books& books, journal::UsageReader& journal,
                                           std::span<const registry::Fact> facts, Hour from,
                                           Progress& progress) {
  Evaluator evaluator(books, journal, progress);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  const Reading reading = reading_of(*inputs);
  auto registry = evaluator.registry_of(reading);
  if (!registry) return pass(registry);
  const Registry changed = registry->with(facts);
  auto prices = evaluator.prices_of(reading);
  if (!prices) return pass(prices);
  auto periods = periods_with_usage(evaluator.journal());
  if (!periods) return pass(periods);
  std::vector<Effect> effects;
  for (const Period period : *periods) {
    if (period.end() <= from) continue;
    auto usage = evaluator.usage(period, reading);
    if (!usage) return pass(usage);
    const Registry was = registry->in_period(period);
    const Registry will_be = changed.in_period(period);
    const Runs before = attribution::assign(**usage, was);
    const Runs after = attribution::assign(**usage, will_be);
    const auto payers = affected(before, after);
    if (payers.empty()) continue;
    std::map<Sale, Sums> sales;
    auto added = add_up(only(before, payers), was, *prices, period, sales, &Sums::before);
    if (added) added = add_up(only(after, payers), will_be, *prices, period, sales, &Sums::after);
    if (!added) return pass(added);
    auto closed = closed_by(books, period);
    if (!closed) return pass(closed);
    for (const auto& [sale, sums] : sales) {
      const auto& [seller, buyer, subscription] = sale;
      const Money zero = Money::zero((sums.before ? *sums.before : *sums.after).currency());
      const Money old_sum = sums.before.value_or(zero);
      const Money new_sum = sums.after.value_or(zero);
      const auto difference = new_sum.minus(old_sum);
      if (!difference || difference->is_zero()) continue;
      effects.push_back({period, closed->contains(seller), seller, buyer, subscription, old_sum,
                         new_sum, *difference});
    }
  }
  return effects;
}

}  // namespace tollbridge::engine
