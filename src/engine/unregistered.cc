// SPDX-License-Identifier: Apache-2.0
#include "engine/unregistered.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "billing/bill.h"
#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

using attribution::AttributedRun;
using Key = std::pair<StackId, TenantId>;

struct Falling {
  std::optional<Hour> since;
  std::vector<attribution::Reason> reasons;
  SubscriptionId subscription;
  Hour last;
  std::map<MeterId, Quantity> quantity_by_meter;
  std::optional<Money> amount;  // empty until something was priced
  bool unrated = false;
};

using Table = std::map<Key, Falling>;

// As attribution::falling_tenants: the operator's own usage belongs on the default.
bool falls(const attribution::Payer& payer) {
  return payer.reason != attribution::Reason::mapped &&
         payer.reason != attribution::Reason::stack_unregistered && !payer.operators_own;
}

// The stacks and tenants that fall to a default in these runs, with their runs.
std::map<Key, Runs> falling_runs(const Runs& runs) {
  std::map<Key, Runs> result;
  for (const AttributedRun& run : runs) {
    if (falls(run.payer) && !run.cells.empty()) {
      result[{run.key.stack, run.key.tenant}].push_back(run);
    }
  }
  return result;
}

Status add_quantities(const Runs& runs, Falling& falling) {
  for (const AttributedRun& run : runs) {
    Quantity& total = falling.quantity_by_meter[run.key.meter];
    for (const metering::HourCell& cell : run.cells) {
      const auto sum = total.plus(cell.quantity);
      if (!sum) return fail(ErrorKind::invalid, "QuantityOverflow", "Quantities sum to too much.");
      total = *sum;
      falling.since = std::min(falling.since.value_or(cell.hour), cell.hour);
      if (falling.subscription.empty() || falling.last <= cell.hour) {
        falling.last = cell.hour;
        falling.subscription = run.payer.subscription;
      }
    }
    if (std::find(falling.reasons.begin(), falling.reasons.end(), run.payer.reason) ==
        falling.reasons.end()) {
      falling.reasons.push_back(run.payer.reason);
    }
  }
  return {};
}

// The tenant's usage priced alone at the provider's prices.
Status add_amount(const Runs& runs, const registry::Registry& registry,
                  const rating::PriceBook& prices, Period period, Falling& falling) {
  auto rating = rating::rate(runs, registry, prices, period, {provider_party(), {}});
  if (!rating) return pass(rating);
  falling.unrated = falling.unrated || !rating->unrated.empty();
  for (const rating::Charge& charge : rating->charges) {
    const auto buyer = registry.party(charge.key.buyer);
    if (!buyer) continue;
    auto currency = Currency::find(buyer->currency);
    if (!currency) return pass(currency);
    auto amount =
        round_to_money(charge.amount, *currency, billing::rounding_of(registry, provider_party()));
    if (!amount) return pass(amount);
    const auto sum = falling.amount ? falling.amount->plus(*amount) : *amount;
    if (!sum) return fail(ErrorKind::invalid, "AmountOutOfRange", "Amounts sum to too much.");
    falling.amount = *sum;
  }
  return {};
}

// Usage before the period that fell to a default too moves `since` back.
Status look_back(journal::UsageReader& journal, const std::vector<journal::Head>& heads,
                 const registry::Registry& registry, Period period, Table& table) {
  const HourSpan before{Period::from_index(0).begin(), period.begin()};
  for (const journal::Head& head : heads) {
    std::unordered_map<std::uint32_t, Table::iterator> known;  // by index of the scan's pool
    const auto visit = [&](const journal::StringPool& strings,
                           std::span<const journal::ScannedRow> rows) -> Status {
      for (const journal::ScannedRow& scanned : rows) {
        auto at = known.find(scanned.row.tenant);
        if (at == known.end()) {
          const TenantId tenant(strings.text(scanned.row.tenant));
          at = known.emplace(scanned.row.tenant, table.find({head.stack, tenant})).first;
        }
        const auto found = at->second;
        const Hour hour = scanned.row.hour();
        if (found == table.end() || hour >= *found->second.since) continue;
        const metering::SeriesKey key{
            head.stack, LocalSubscriptionId(strings.text(scanned.row.subscription)),
            found->first.second, MeterId(strings.text(scanned.row.meter))};
        if (falls(attribution::payer_at(registry, key, hour))) found->second.since = hour;
      }
      return {};
    };
    const auto visited =
        journal.scan({head.stack, before, head.sequence, journal::Show::counted, {}}, visit);
    if (!visited) return visited;
  }
  return {};
}

Money zero_for(const Falling& falling, const registry::Registry& registry) {
  const auto buyer = registry.party(registry.top_partner(falling.subscription));
  const auto currency = Currency::find(buyer ? buyer->currency : "EUR");
  return Money::zero(currency ? *currency : *Currency::find("EUR"));
}

}  // namespace

Result<Unregistered> unregistered(Books& books, journal::UsageReader& journal,
                                  const std::optional<Period>& period) {
  Evaluator evaluator(books, journal);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  const Reading reading = reading_of(*inputs);
  auto registry = period ? evaluator.registry_of(reading, *period) : evaluator.registry_of(reading);
  if (!registry) return pass(registry);
  auto prices = evaluator.prices_at(inputs->commit);
  if (!prices) return pass(prices);
  std::vector<Period> periods;
  if (period) {
    periods.push_back(*period);
  } else {
    auto all = periods_with_usage(journal);
    if (!all) return pass(all);
    periods = std::move(*all);
  }

  Table table;
  for (const Period each : periods) {
    auto runs = evaluator.runs(each, reading);
    if (!runs) return pass(runs);
    auto then = evaluator.registry_of(reading, each);
    if (!then) return pass(then);
    for (const auto& [key, falling] : falling_runs(**runs)) {
      if (auto added = add_quantities(falling, table[key]); !added) return pass(added);
      if (auto added = add_amount(falling, *then, *prices, each, table[key]); !added) {
        return pass(added);
      }
    }
  }
  if (period && !table.empty()) {
    const auto looked = look_back(journal, inputs->heads, *registry, *period, table);
    if (!looked) return std::unexpected(looked.error());
  }
  Unregistered result;
  for (auto& [key, falling] : table) {
    const bool is_new = !period || period->begin() <= *falling.since;
    const Money amount = falling.amount.value_or(zero_for(falling, *registry));
    result.rows.push_back({key.first, key.second, *falling.since, is_new,
                           std::move(falling.reasons), falling.subscription,
                           std::move(falling.quantity_by_meter), amount, falling.unrated});
  }
  return result;
}

}  // namespace tollbridge::engine
