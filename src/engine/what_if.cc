// SPDX-License-Identifier: Apache-2.0
#include "engine/what_if.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "billing/bill.h"
#include "engine/evaluate.h"
#include "rating/price_sheet.h"

namespace tollbridge::engine {
namespace {

using rating::PriceBook;
using rating::PriceSheet;

// Sorts after every other id: of sheets with one `from` the greatest id holds.
SheetId hypothetical_id(std::size_t n) {
  return SheetId("\xF4\x8F\xBF\xBF what-if " + std::to_string(n));
}

// The table as standard sheets of the seller: one from the start, and one beside every standard
// sheet that begins inside the hours and would take over again.
std::vector<rating::PriceFact> sheets_of(const rating::SheetTable& table, const PartyId& seller,
                                         const PriceBook& prices, Currency currency,
                                         const HourSpan& hours) {
  std::set<Hour> begins{hours.begin};
  for (const PriceSheet* sheet : prices.sheets()) {
    if (sheet->seller == seller && sheet->buyer.empty() && hours.contains(sheet->from)) {
      begins.insert(sheet->from);
    }
  }
  std::vector<rating::PriceFact> facts;
  for (const Hour from : begins) {
    facts.push_back(PriceSheet{.id = hypothetical_id(facts.size()),
                               .seller = seller,
                               .buyer = {},
                               .currency = currency,
                               .from = from,
                               .to = {},
                               .base = {},
                               .markup = {},
                               .links = table.links,
                               .prices = table.prices});
  }
  return facts;
}

// The currency of the seller's standard sheets, else its own.
Result<Currency> currency_of(const PartyId& seller, const registry::Registry& registry,
                             const PriceBook& prices) {
  for (const PriceSheet* sheet : prices.sheets()) {
    if (sheet->seller == seller && sheet->buyer.empty()) return sheet->currency;
  }
  const auto party = registry.party(seller);
  if (!party) {
    return fail(ErrorKind::not_found, "UnknownSeller",
                "There is no partner '" + seller.text() + "'; see `partner list`.");
  }
  return Currency::find(party->currency);
}

using Totals = std::map<std::pair<PartyId, std::string>, Money>;

Status add(const std::vector<billing::BuyerLines>& buyers, Totals& totals) {
  for (const billing::BuyerLines& buyer : buyers) {
    for (const billing::Line& line : buyer.lines) {
      const auto key = std::pair(buyer.buyer, std::string(buyer.currency.code()));
      Money& total = totals.emplace(key, Money::zero(buyer.currency)).first->second;
      const auto sum = total.plus(line.amount);
      if (!sum) return fail(ErrorKind::invalid, "AmountOutOfRange", "Amounts sum to too much.");
      total = *sum;
    }
  }
  return {};
}

Status add_rows(Period period, const std::vector<billing::BuyerLines>& now,
                const std::vector<billing::BuyerLines>& then, WhatIf& result) {
  Totals before;
  Totals after;
  if (auto added = add(now, before); !added) return added;
  if (auto added = add(then, after); !added) return added;
  for (const auto& [key, total] : after)
    before.emplace(key, Money::zero(total.currency()));
  for (const auto& [key, total] : before) {
    const Money other = after.emplace(key, Money::zero(total.currency())).first->second;
    const auto difference = other.minus(total);
    if (!difference) {
      return fail(ErrorKind::invalid, "AmountOutOfRange", "Amounts differ by too much.");
    }
    result.rows.push_back({period, key.first, total, other, *difference});
  }
  return {};
}

}  // namespace

Result<WhatIf> what_if(Books& books, journal::UsageReader& journal, const WhatIfRequest& request,
                       Progress& progress) {
  if (request.last < request.first) {
    return fail(ErrorKind::invalid, "InvalidPeriod",
                request.last.to_string() + " is before " + request.first.to_string() + ".");
  }
  auto table = rating::parse_price_csv(request.price_csv);
  if (!table) return pass(table);
  Evaluator evaluator(books, journal, progress);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  const Reading reading = reading_of(*inputs);
  auto registry = evaluator.registry_of(reading, request.first);
  if (!registry) return pass(registry);
  auto prices = evaluator.prices_of(reading);
  if (!prices) return pass(prices);
  auto currency = currency_of(request.seller, *registry, *prices);
  if (!currency) return pass(currency);
  const auto sheets = sheets_of(*table, request.seller, *prices, *currency,
                                {request.first.begin(), request.last.end()});
  auto hypothetical = prices->with(sheets);
  if (!hypothetical) return pass(hypothetical);

  WhatIf result{request.seller, {}, {}};
  for (Period period = request.first; period <= request.last; period = period.next()) {
    auto now = evaluator.lines(request.seller, period, reading);
    if (!now) return pass(now);
    auto runs = evaluator.runs(period, reading);
    if (!runs) return pass(runs);
    auto told = progress.step(
        {"rating " + period.to_string() + " with this sheet",
         static_cast<std::uint64_t>(period.index() - request.first.index()),
         static_cast<std::uint64_t>(request.last.index() - request.first.index() + 1), "months"});
    if (!told) return pass(told);
    auto sold_by = evaluator.registry_of(reading, period);
    if (!sold_by) return pass(sold_by);
    auto rating = rating::rate(**runs, *sold_by, *hypothetical, period, {request.seller, {}});
    if (!rating) return pass(rating);
    auto then = billing::lines_of(*rating, *sold_by, *hypothetical, request.seller, period);
    if (!then) return pass(then);
    if (auto added = add_rows(period, *now, *then, result); !added) return pass(added);
    std::copy_if(rating->unrated.begin(), rating->unrated.end(), std::back_inserter(result.unrated),
                 [&](const auto& unrated) { return unrated.seller == request.seller; });
  }
  return result;
}

}  // namespace tollbridge::engine
