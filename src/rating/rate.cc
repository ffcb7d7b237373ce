// SPDX-License-Identifier: Apache-2.0
// One pass over the runs. Between two hours at which a sale's prices may change only sums count,
// so a run costs one addition per cell and a few wide operations per sale, however many hours it
// has. Only where one billing meter has two prices in the same hour (local meters on different
// sheets) are the hours of that one stream taken one by one.
#include "rating/rate.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/check.h"
#include "rating/sale_prices.h"
#include "rating/stream.h"

namespace tollbridge::rating {
namespace {

using attribution::AttributedRun;
using attribution::Treatment;
using metering::HourCell;

// Cells added up.
struct Sum {
  Quantity quantity;
  std::uint64_t records = 0;
  Hour first;
  Hour last;
};

// False on overflow.
bool add(Sum& sum, const Sum& more) {
  const auto quantity = sum.quantity.plus(more.quantity);
  if (!quantity) return false;
  sum.quantity = *quantity;
  sum.records += more.records;
  sum.first = std::min(sum.first, more.first);
  sum.last = std::max(sum.last, more.last);
  return true;
}

// Empty on overflow. At least one cell.
std::optional<Sum> sum_of(std::span<const HourCell> cells) {
  i128 units = 0;
  std::uint64_t records = 0;
  bool overflow = false;
  for (const HourCell& cell : cells) {
    overflow |= __builtin_add_overflow(units, cell.quantity.units(), &units);
    records += cell.records;
  }
  if (overflow) return std::nullopt;
  return Sum{Quantity::from_units(units), records, cells.front().hour, cells.back().hour};
}

// Ids as small numbers for one call.
template <class Id>
class Numbers {
 public:
  std::uint32_t of(const Id& id) {
    const auto [at, added] = numbers_.try_emplace(id, static_cast<std::uint32_t>(ids_.size()));
    if (added) ids_.push_back(&at->first);
    return at->second;
  }
  [[nodiscard]] const Id& id(std::uint32_t number) const { return *ids_[number]; }

 private:
  std::unordered_map<Id, std::uint32_t> numbers_;
  std::vector<const Id*> ids_;
};

using Key = std::array<std::uint32_t, 4>;
struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept {
    std::uint64_t hash = 0;
    for (const std::uint32_t part : key) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 29U;
    }
    return hash;
  }
};

bool is_free(const MeterPrice& price) {
  return std::none_of(price.tiers.begin(), price.tiers.end(),
                      [](const Tier& tier) { return tier.price; });
}

// Whether two prices charge alike; names and units do not matter.
bool charges_alike(const MeterPrice& a, const MeterPrice& b) {
  return &a == &b || (a.model == b.model && a.included == b.included &&
                      a.package_size == b.package_size && a.tiers == b.tiers);
}

// A billing meter of a paying subscription in one sale.
struct Stream {
  SalePrices* sale = nullptr;
  std::uint32_t seller = 0;
  const SubscriptionId* subscription = nullptr;
  MeterId billing_meter;
  std::map<std::uint32_t, PricedSpan> spans;  // by segment
  bool mixed = false;  // two prices in one segment: take the hours one by one
  std::vector<const AttributedRun*> runs;
  // What went in by {stack, local meter, own price is free, -}.
  std::unordered_map<Key, Sum, KeyHash> shares;
};

// How far one run has come: what every sale of its chain needs.
struct Run {
  const AttributedRun* run = nullptr;
  std::uint32_t stack = 0;
  std::uint32_t meter = 0;
  Sum total;
};

class Rater {
 public:
  Rater(const registry::Registry& registry, const PriceBook& prices, Period period,
        const RateOptions& options)
      : registry_(registry), prices_(prices), period_(period), options_(options) {}

  Result<Rating> rate(const std::vector<AttributedRun>& runs) {
    for (const AttributedRun& run : runs) {
      if (run.cells.empty()) continue;
      CHECK(period_.span().contains(run.cells.front().hour));
      CHECK(period_.span().contains(run.cells.back().hour));
      if (!take(run)) return too_large(run.key.meter, run.payer.subscription);
    }
    for (auto& [key, stream] : streams_) {
      if (auto status = finish(stream); !status) return pass(status);
    }
    finish_lists();
    return std::move(rating_);
  }

 private:
  static std::unexpected<Error> too_large(const MeterId& meter,
                                          const SubscriptionId& subscription) {
    return fail(ErrorKind::invalid, "QuantityOverflow",
                "The usage of meter " + meter.text() + " paid by subscription " +
                    subscription.text() + " adds up to more than can be kept exactly; correct " +
                    "the quantities.");
  }

  // The sales asked for on the chain of whoever pays; null where no chain is known.
  struct Chain {
    bool known = false;
    std::vector<SalePrices*> sales;
  };

  const Chain& chain_of(const SubscriptionId& subscription) {
    const auto [at, added] = chains_.try_emplace(subscription);
    Chain& chain = at->second;
    if (!added) return chain;
    for (const registry::Sale& sale : registry_.sales_of(subscription)) {
      chain.known = true;
      if (options_.seller && sale.seller != *options_.seller) continue;
      if (options_.buyer && sale.buyer != *options_.buyer) continue;
      auto& prices = sales_[{sale.seller, sale.buyer}];
      if (prices == nullptr) {
        prices = std::make_unique<SalePrices>(sale, registry_, prices_, period_);
      }
      chain.sales.push_back(prices.get());
    }
    return chain;
  }

  // All false results below mean an overflow of quantities.

  bool take(const AttributedRun& attributed) {
    const auto total = sum_of(attributed.cells);
    if (!total) return false;
    const Run run{&attributed, stacks_.of(attributed.key.stack), meters_.of(attributed.key.meter),
                  *total};
    const Treatment treatment = attributed.payer.treatment;
    if (treatment == Treatment::quarantined) {
      return note(PartyId(), run, Outcome::quarantined, run.total);
    }
    const Chain& chain = chain_of(attributed.payer.subscription);
    if (!chain.known) {
      if (treatment == Treatment::rated) return take_unrated(nullptr, run, run.total);
      return note(PartyId(), run, outcome_of(treatment), run.total);
    }
    for (SalePrices* sale : chain.sales) {
      const bool kept = treatment != Treatment::rated
                            ? note(sale->seller(), run, outcome_of(treatment), run.total)
                        : !sale->sells() ? note(sale->seller(), run, Outcome::not_sold, run.total)
                                         : take_sale(*sale, run);
      if (!kept) return false;
    }
    return true;
  }

  static Outcome outcome_of(Treatment treatment) {
    switch (treatment) {
      case Treatment::rated:
        return Outcome::unrated;
      case Treatment::development:
        return Outcome::development;
      case Treatment::capacity:
        return Outcome::capacity;
      case Treatment::infrastructure:
        return Outcome::infrastructure;
      case Treatment::quarantined:
        return Outcome::quarantined;
    }
    return Outcome::quarantined;
  }

  bool note(const PartyId& seller, const Run& run, Outcome outcome, const Sum& sum) {
    return note(parties_.of(seller), run.stack, run.meter, outcome, sum);
  }

  bool note(std::uint32_t seller, std::uint32_t stack, std::uint32_t meter, Outcome outcome,
            const Sum& sum) {
    const Key key{seller, stack, meter, static_cast<std::uint32_t>(outcome)};
    const auto [at, added] = outcomes_.try_emplace(key, sum);
    return added || add(at->second, sum);
  }

  bool take_unrated(const SalePrices* sale, const Run& run, const Sum& sum) {
    const PartyId none;
    const PartyId& seller = sale == nullptr ? none : sale->seller();
    const PartyId& buyer = sale == nullptr ? none : sale->buyer();
    const Key key{parties_.of(seller), parties_.of(buyer),
                  subscriptions_.of(run.run->payer.subscription), run.meter};
    const auto [at, added] = unrated_.try_emplace(key, sum);
    return (added || add(at->second, sum)) && note(seller, run, Outcome::unrated, sum);
  }

  // Cuts the run at the hours at which the sale's prices change.
  bool take_sale(SalePrices& sale, const Run& run) {
    const Timeline& timeline = sale.timeline(run.run->key.meter);
    if (timeline.size() == 1) return take_part(sale, run, 0, timeline[0], run.total);
    std::span<const HourCell> rest = run.run->cells;
    for (std::size_t i = 0; i < timeline.size() && !rest.empty(); ++i) {
      auto end = rest.end();
      if (i + 1 < timeline.size()) {
        end = std::lower_bound(rest.begin(), rest.end(), sale.begins()[i + 1],
                               [](const HourCell& cell, Hour hour) { return cell.hour < hour; });
      }
      const auto count = static_cast<std::size_t>(end - rest.begin());
      if (count == 0) continue;
      const auto sum = sum_of(rest.first(count));
      if (!sum) return false;
      if (!take_part(sale, run, static_cast<std::uint32_t>(i), timeline[i], *sum)) return false;
      rest = rest.subspan(count);
    }
    return true;
  }

  bool take_part(SalePrices& sale, const Run& run, std::uint32_t segment, const PriceAt& price,
                 const Sum& sum) {
    if (price.state == PriceState::unrated) return take_unrated(&sale, run, sum);
    if (price.price == nullptr) return note(sale.seller(), run, Outcome::free, sum);
    Stream& stream = stream_of(sale, run.run->payer.subscription, price.price->billing_meter);
    if (stream.runs.empty() || stream.runs.back() != run.run) stream.runs.push_back(run.run);
    const Key share{run.stack, run.meter, price.state == PriceState::free ? 1U : 0U, 0};
    const auto [at, added] = stream.shares.try_emplace(share, sum);
    if (!added && !add(at->second, sum)) return false;
    return add_span(
        stream, segment,
        {sum.first, sum.last, price.price, &price.sheet, multiply(sum.quantity, price.factor)});
  }

  Stream& stream_of(SalePrices& sale, const SubscriptionId& subscription,
                    const MeterId& billing_meter) {
    const Key key{parties_.of(sale.seller()), parties_.of(sale.buyer()),
                  subscriptions_.of(subscription), meters_.of(billing_meter)};
    Stream& stream = streams_[key];
    if (stream.sale == nullptr) {
      stream.sale = &sale;
      stream.seller = key[0];
      stream.subscription = &subscriptions_.id(key[2]);
      stream.billing_meter = billing_meter;
    }
    return stream;
  }

  static bool add_span(Stream& stream, std::uint32_t segment, const PricedSpan& next) {
    const auto [at, added] = stream.spans.try_emplace(segment, next);
    if (added) return true;
    PricedSpan& span = at->second;
    if (!charges_alike(*span.price, *next.price)) stream.mixed = true;
    const auto quantity = span.quantity.plus(next.quantity);
    if (!quantity) return false;
    span.quantity = *quantity;
    span.first = std::min(span.first, next.first);
    span.last = std::max(span.last, next.last);
    if (*span.sheet < *next.sheet) {
      span.sheet = next.sheet;
      span.price = next.price;
    }
    return true;
  }

  // Streams ---------------------------------------------------------------------------------

  // The stream's hours one by one; within an hour by local meter. Empty on overflow.
  static std::optional<std::vector<PricedSpan>> spans_by_hour(const Stream& stream) {
    std::map<std::pair<Hour, MeterId>, PricedSpan> spans;
    const std::vector<Hour>& begins = stream.sale->begins();
    for (const AttributedRun* run : stream.runs) {
      const Timeline& timeline = stream.sale->timeline(run->key.meter);
      for (const HourCell& cell : run->cells) {
        const auto segment = std::upper_bound(begins.begin(), begins.end(), cell.hour) - 1;
        const PriceAt& price = timeline[static_cast<std::size_t>(segment - begins.begin())];
        if (price.price == nullptr || price.price->billing_meter != stream.billing_meter) continue;
        const auto quantity = multiply(cell.quantity, price.factor);
        const auto [at, added] = spans.try_emplace(
            {cell.hour, run->key.meter},
            PricedSpan{cell.hour, cell.hour, price.price, &price.sheet, quantity});
        if (added) continue;
        const auto sum = at->second.quantity.plus(quantity);
        if (!sum) return std::nullopt;
        at->second.quantity = *sum;
      }
    }
    std::vector<PricedSpan> list;
    for (const auto& [key, span] : spans)
      list.push_back(span);
    return list;
  }

  Status finish(const Stream& stream) {
    std::optional<std::vector<PricedSpan>> spans;
    if (stream.mixed) {
      spans = spans_by_hour(stream);
    } else {
      spans.emplace();
      for (const auto& [segment, span] : stream.spans)
        spans->push_back(span);
    }
    const auto charges = spans ? price_stream(*spans) : std::nullopt;
    if (!charges) return too_large(stream.billing_meter, *stream.subscription);
    for (const StreamCharge& charge : *charges) {
      if (auto status = add_charge(stream, charge); !status) return status;
    }
    const MeterPrice& last = *spans->back().price;
    for (const auto& [share, sum] : stream.shares) {
      const bool free = prices_whole_period(last) ? is_free(last) : share[2] != 0;
      if (!note(stream.seller, share[0], share[1], free ? Outcome::free : Outcome::priced, sum)) {
        return too_large(stream.billing_meter, *stream.subscription);
      }
    }
    return {};
  }

  Status add_charge(const Stream& stream, const StreamCharge& part) {
    Charge charge;
    charge.key = {stream.sale->seller(), stream.sale->buyer(), *stream.subscription,
                  stream.billing_meter,  part.tier_from,       part.unit_price};
    const registry::Subscription* subscription = registry_.subscription(*stream.subscription);
    if (subscription != nullptr) charge.customer = subscription->customer;
    charge.name = part.price->name;
    charge.unit = part.price->unit;
    charge.model = part.price->model;
    if (charge.model == PriceModel::package) {
      charge.unit =
          part.price->package_size.to_string() + (charge.unit.empty() ? "" : " ") + charge.unit;
    }
    charge.sheet = *part.sheet;
    charge.quantity = part.quantity;
    charge.first = part.first;
    charge.last = part.last;
    const auto amount = multiply(part.quantity, part.unit_price);
    if (!amount) {
      return fail(ErrorKind::invalid, "AmountOutOfRange",
                  "The charge for meter " + stream.billing_meter.text() + " of subscription " +
                      stream.subscription->text() + " is too large to be kept exactly.");
    }
    charge.amount = *amount;
    rating_.charges.push_back(std::move(charge));
    return {};
  }

  // Lists in their order ----------------------------------------------------------------------

  void finish_lists() {
    for (const auto& [key, sum] : outcomes_) {
      rating_.outcomes.push_back({parties_.id(key[0]), stacks_.id(key[1]), meters_.id(key[2]),
                                  static_cast<Outcome>(key[3]), sum.quantity, sum.records});
    }
    for (const auto& [key, sum] : unrated_) {
      rating_.unrated.push_back({parties_.id(key[0]), parties_.id(key[1]),
                                 subscriptions_.id(key[2]), meters_.id(key[3]), sum.quantity,
                                 sum.first, sum.last});
    }
    const auto sort_by = [](auto& list, const auto& key_of) {
      std::sort(list.begin(), list.end(),
                [&](const auto& a, const auto& b) { return key_of(a) < key_of(b); });
    };
    sort_by(rating_.charges, [](const Charge& charge) { return std::tie(charge.key); });
    sort_by(rating_.outcomes, [](const OutcomeTotal& total) {
      return std::tie(total.seller, total.stack, total.local_meter, total.outcome);
    });
    sort_by(rating_.unrated, [](const Unrated& usage) {
      return std::tie(usage.seller, usage.buyer, usage.subscription, usage.local_meter);
    });
  }

  const registry::Registry& registry_;
  const PriceBook& prices_;
  Period period_;
  const RateOptions& options_;

  Numbers<PartyId> parties_;
  Numbers<StackId> stacks_;
  Numbers<MeterId> meters_;
  Numbers<SubscriptionId> subscriptions_;
  std::map<std::pair<PartyId, PartyId>, std::unique_ptr<SalePrices>> sales_;
  std::unordered_map<SubscriptionId, Chain> chains_;
  std::unordered_map<Key, Stream, KeyHash> streams_;  // seller, buyer, subscription, meter
  std::unordered_map<Key, Sum, KeyHash> outcomes_;    // seller, stack, meter, outcome
  std::unordered_map<Key, Sum, KeyHash> unrated_;     // seller, buyer, subscription, meter
  Rating rating_;
};

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::priced:
      return "priced";
    case Outcome::free:
      return "free";
    case Outcome::unrated:
      return "unrated";
    case Outcome::development:
      return "development";
    case Outcome::capacity:
      return "capacity";
    case Outcome::infrastructure:
      return "infrastructure";
    case Outcome::quarantined:
      return "quarantined";
    case Outcome::not_sold:
      return "not-sold";
  }
  return "priced";
}

Result<Rating> rate(const std::vector<attribution::AttributedRun>& runs,
                    const registry::Registry& registry, const PriceBook& prices, Period period,
                    const RateOptions& options) {
  return Rater(registry, prices, period, options).rate(runs);
}

}  // namespace tollbridge::rating
