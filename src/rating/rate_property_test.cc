// SPDX-License-Identifier: Apache-2.0
// Whatever is sold to whom at whatever prices: nothing is lost on the way to the charges, and
// taking months at once costs the same as taking them hour by hour.
// Method: random sheets of four sellers with changes, bases and mixed models over random usage;
// an oracle asks for the price of every single hour. (How one stream of hours is priced is proven
// in stream_test.cc, tier cutting in slices_test.cc.)
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "rating/stream.h"
#include "rating/test_world.h"

namespace tollbridge::rating {
namespace {

using namespace test;
using attribution::AttributedRun;
using attribution::Treatment;

const std::vector<std::string> local_meters{"a", "b", "c"};
constexpr std::int32_t last_hour = 60;

std::vector<Tier> random_tiers(PriceModel model) {
  std::vector<Tier> tiers;
  const int count = model == PriceModel::flat ? 1 : *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) {
    const auto price = UnitPrice::from_whole(*rc::gen::inRange<std::int64_t>(0, 4));
    const bool free = *rc::gen::inRange(0, 6) == 0;
    tiers.push_back({Quantity::from_whole(5 * i), free ? std::nullopt : std::optional(price)});
  }
  return tiers;
}

PriceSheet random_sheet(int number, const PartyId& seller) {
  PriceSheet result = sheet("s" + std::to_string(number), seller, "");
  result.from = hour(*rc::gen::inRange(-20, last_hour));
  if (*rc::gen::inRange(0, 3) == 0) result.to = result.from.plus(*rc::gen::inRange(1, 40));
  if (*rc::gen::arbitrary<bool>()) {
    result.buyer = *rc::gen::element(contoso, adatum, fabrikam, litware, tailspin);
  }
  for (const char* billing : {"x", "y"}) {
    MeterPrice price;
    price.billing_meter = MeterId(billing);
    price.model = *rc::gen::element(PriceModel::flat, PriceModel::graduated, PriceModel::graduated,
                                    PriceModel::volume, PriceModel::package);
    price.tiers = random_tiers(price.model);
    if (price.model == PriceModel::package) price.package_size = Quantity::from_whole(3);
    price.included = Quantity::from_whole(*rc::gen::inRange<std::int64_t>(0, 4));
    result.prices.push_back(price);
  }
  for (const std::string& local : local_meters) {
    const int target = *rc::gen::inRange(0, 4);
    if (target == 0) continue;
    result.links.push_back({MeterId(local), MeterId(target == 1 ? "y" : "x"),
                            *rc::gen::element(Factor::from_whole(1), Factor::from_whole(2))});
  }
  return result;
}

PriceBook random_book() {
  std::vector<PriceFact> facts;
  int number = 0;
  for (const PartyId& seller : {provider, contoso, fabrikam, litware}) {
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      facts.emplace_back(random_sheet(number++, seller));
    }
  }
  if (number > 0 && *rc::gen::arbitrary<bool>()) {
    PriceSheet marked = from(sheet("marked-up", provider, ""), 20);
    marked.base = SheetId("s0");
    marked.markup = Factor::parse("0.5").value();
    facts.emplace_back(marked);
  }
  return book(facts);
}

AttributedRun random_run(const SubscriptionId& payer, const std::string& meter,
                         const StackId& stack, std::int32_t begin, std::int32_t end) {
  const auto treatment =
      *rc::gen::element(Treatment::rated, Treatment::rated, Treatment::rated, Treatment::capacity,
                        Treatment::development, Treatment::quarantined);
  AttributedRun result = run(payer, meter, {}, treatment, stack);
  for (std::int32_t at = begin; at < end; at += *rc::gen::inRange(1, 6)) {
    result.cells.emplace_back(hour(at),
                              Quantity::from_whole(*rc::gen::inRange<std::int64_t>(-3, 7)), 1);
  }
  return result;
}

// Ordered as assign() gives them: by key, then hour.
std::vector<AttributedRun> random_runs() {
  std::vector<AttributedRun> runs;
  for (const StackId& stack : {stack_one, stack_two}) {
    for (const SubscriptionId& payer : {csp, deep, shared}) {
      for (const std::string& meter : local_meters) {
        if (*rc::gen::inRange(0, 4) == 0) continue;
        const std::int32_t cut = *rc::gen::inRange(0, last_hour);
        runs.push_back(random_run(payer, meter, stack, 0, cut));
        runs.push_back(random_run(payer, meter, stack, cut, last_hour));
      }
    }
  }
  return runs;
}

struct Slot {  // an hour of one local meter within a stream
  Hour hour;
  MeterId meter;
  friend auto operator<=>(const Slot&, const Slot&) = default;
};
using StreamKey = std::tuple<PartyId, PartyId, SubscriptionId, MeterId>;
struct HourOfUse {
  PriceAt price;
  ExactQuantity quantity;
};

std::map<ChargeKey, ExactQuantity> by_the_hour(const std::vector<AttributedRun>& runs,
                                               const registry::Registry& registry,
                                               const PriceBook& prices) {
  std::map<StreamKey, std::map<Slot, HourOfUse>> streams;
  const Currency euro = Currency::find("EUR").value();
  for (const AttributedRun& each : runs) {
    if (each.payer.treatment != Treatment::rated) continue;
    for (const registry::Sale& sale : registry.sales_of(each.payer.subscription)) {
      for (const metering::HourCell& cell : each.cells) {
        const PriceAt price =
            prices.price_at(sale.seller, sale.buyer, each.key.meter, cell.hour, euro);
        if (price.price == nullptr) continue;
        auto& slot = streams[{sale.seller, sale.buyer, each.payer.subscription,
                              price.price->billing_meter}][{cell.hour, each.key.meter}];
        slot.price = price;
        slot.quantity = slot.quantity.plus(multiply(cell.quantity, price.factor)).value();
      }
    }
  }
  std::map<ChargeKey, ExactQuantity> expected;
  for (const auto& [key, hours] : streams) {
    std::vector<PricedSpan> spans;
    for (const auto& [slot, use] : hours) {
      spans.push_back({slot.hour, slot.hour, use.price.price, &use.price.sheet, use.quantity});
    }
    const auto charges = price_stream(spans).value();
    for (const StreamCharge& charge : charges) {
      expected[{std::get<0>(key), std::get<1>(key), std::get<2>(key), std::get<3>(key),
                charge.tier_from, charge.unit_price}] = charge.quantity;
    }
  }
  return expected;
}

RC_GTEST_PROP(RateProperty, a_month_at_once_costs_what_its_hours_cost_one_by_one, ()) {
  const registry::Registry registry = chain();
  const PriceBook prices = random_book();
  const std::vector<AttributedRun> runs = random_runs();
  const Rating rating = rate(runs, registry, prices, october).value();
  std::map<ChargeKey, ExactQuantity> found;
  for (const Charge& charge : rating.charges) {
    RC_ASSERT(charge.amount == multiply(charge.quantity, charge.key.unit_price).value());
    RC_ASSERT(!charge.quantity.is_zero());
    RC_ASSERT(charge.first <= charge.last);
    const bool once = found.try_emplace(charge.key, charge.quantity).second;
    RC_ASSERT(once);
  }
  RC_ASSERT(found == by_the_hour(runs, registry, prices));
}

RC_GTEST_PROP(RateProperty, every_quantity_is_in_one_outcome_of_each_of_its_sales, ()) {
  const registry::Registry registry = chain();
  const std::vector<AttributedRun> runs = random_runs();
  const Rating rating = rate(runs, registry, random_book(), october).value();
  using Place = std::tuple<PartyId, StackId, MeterId>;
  std::map<Place, std::pair<i128, std::uint64_t>> expected, found;
  for (const AttributedRun& each : runs) {
    std::vector<PartyId> sellers;
    if (each.payer.treatment == Treatment::quarantined) {
      sellers.emplace_back();
    } else {
      for (const auto& sale : registry.sales_of(each.payer.subscription)) {
        sellers.push_back(sale.seller);
      }
    }
    for (const PartyId& seller : sellers) {
      for (const metering::HourCell& cell : each.cells) {
        auto& sum = expected[{seller, each.key.stack, each.key.meter}];
        sum.first += cell.quantity.units();
        sum.second += cell.records;
      }
    }
  }
  for (const OutcomeTotal& total : rating.outcomes) {
    auto& sum = found[{total.seller, total.stack, total.local_meter}];
    sum.first += total.quantity.units();
    sum.second += total.records;
  }
  RC_ASSERT(found == expected);
}

RC_GTEST_PROP(RateProperty, the_order_of_the_runs_makes_no_difference, ()) {
  const registry::Registry registry = chain();
  const PriceBook prices = random_book();
  std::vector<AttributedRun> runs = random_runs();
  const Rating forwards = rate(runs, registry, prices, october).value();
  std::reverse(runs.begin(), runs.end());
  const Rating backwards = rate(runs, registry, prices, october).value();
  RC_ASSERT(shown(forwards.charges) == shown(backwards.charges));
  for (std::size_t i = 0; i < forwards.charges.size(); ++i) {
    RC_ASSERT(forwards.charges[i].sheet == backwards.charges[i].sheet);
    RC_ASSERT(forwards.charges[i].first == backwards.charges[i].first);
    RC_ASSERT(forwards.charges[i].last == backwards.charges[i].last);
  }
  RC_ASSERT(forwards.outcomes == backwards.outcomes);
  RC_ASSERT(forwards.unrated == backwards.unrated);
}

}  // namespace
}  // namespace tollbridge::rating
