// SPDX-License-Identifier: Apache-2.0
#include "exports/rated_streams.h"

#include <algorithm>

#include "core/check.h"
#include "rating/graduated.h"
#include "rating/package.h"
#include "rating/stream.h"
#include "rating/volume.h"

namespace tollbridge::exports {
namespace {

using rating::MeterPrice;
using rating::PriceModel;

// Whether two prices charge alike; names and units do not matter.
bool charges_alike(const MeterPrice& a, const MeterPrice& b) {
  return &a == &b || (a.model == b.model && a.included == b.included &&
                      a.package_size == b.package_size && a.tiers == b.tiers);
}

std::unexpected<Error> too_large(const RatedStream& stream) {
  return fail(ErrorKind::invalid, "QuantityOverflow",
              "The usage of meter " + stream.meter().text() + " paid by subscription " +
                  stream.subscription().text() + " adds up to more than can be kept exactly.");
}

}  // namespace

bool RatedStream::foresee(std::size_t segment, const MeterPrice& price, const MeterId& local_meter,
                          Hour last, const ExactQuantity& quantity) {
  const auto sum = total_.plus(quantity);
  if (!sum) return false;
  total_ = *sum;
  const auto [at, added] = by_segment_.try_emplace(segment, &price);
  if (!added && !charges_alike(*at->second, price)) mixed_ = true;
  if (deciding_ == nullptr || last_ <= std::pair(last, local_meter)) {
    last_ = {last, local_meter};
    deciding_ = &price;
  }
  return true;
}

std::optional<std::vector<Piece>> RatedStream::take(const MeterPrice& price,
                                                    const ExactQuantity& quantity) {
  CHECK(deciding_ != nullptr);
  const auto after = before_.plus(quantity);
  if (!after) return std::nullopt;
  auto pieces =
      rating::prices_whole_period(*deciding_) ? take_whole(*after) : take_slices(price, *after);
  before_ = *after;
  return pieces;
}

std::optional<std::vector<Piece>> RatedStream::take_whole(const ExactQuantity& after) {
  const auto all = rating::chargeable(*deciding_, total_);
  const auto begin = rating::chargeable(*deciding_, before_);
  const auto end = rating::chargeable(*deciding_, after);
  const auto used = begin && end ? end->minus(*begin) : std::nullopt;
  if (!all || !used) return std::nullopt;
  const rating::Tier& tier = rating::tier_reached(*deciding_, *all);
  if (used->is_zero() || !tier.price) return std::vector<Piece>{};
  auto quantity = used;
  if (deciding_->model == PriceModel::package) {
    const auto first = rating::whole_packages(*begin, deciding_->package_size);
    const auto last = rating::whole_packages(*end, deciding_->package_size);
    quantity = first && last ? last->minus(*first) : std::nullopt;
  }
  if (!quantity) return std::nullopt;
  return std::vector<Piece>{{tier.from, *tier.price, *used, *quantity, deciding_}};
}

std::optional<ExactQuantity> RatedStream::packages_begun(const MeterPrice& price,
                                                         const rating::Slice& slice) {
  ExactQuantity& packed = packed_[{slice.tier_from, slice.price, price.package_size}];
  const auto after = packed.plus(slice.quantity);
  const auto first = rating::whole_packages(packed, price.package_size);
  const auto last = after ? rating::whole_packages(*after, price.package_size) : std::nullopt;
  if (!first || !last) return std::nullopt;
  packed = *after;
  return last->minus(*first);
}

std::optional<std::vector<Piece>> RatedStream::take_slices(const MeterPrice& price,
                                                           const ExactQuantity& after) {
  const auto slices = rating::graduated_slices(price, before_, after);
  if (!slices) return std::nullopt;
  std::vector<Piece> pieces;
  for (const rating::Slice& slice : *slices) {
    const auto quantity = price.model == PriceModel::package ? packages_begun(price, slice)
                                                             : std::optional(slice.quantity);
    if (!quantity) return std::nullopt;
    pieces.push_back({slice.tier_from, slice.price, slice.quantity, *quantity, &price});
  }
  return pieces;
}

Result<RatedStreams> RatedStreams::of(engine::Evaluator& evaluator,
                                      const std::vector<billing::Document>& documents) {
  const billing::Document& first = documents.front();
  const engine::Reading reading = engine::reading_of(first.inputs);
  auto registry = evaluator.registry_of(reading, first.period);
  if (!registry) return pass(registry);
  auto prices = evaluator.prices_of(reading);
  if (!prices) return pass(prices);
  auto runs = evaluator.runs(first.period, reading);
  if (!runs) return pass(runs);
  RatedStreams result(std::move(*registry), std::move(*prices));
  for (const billing::Document& document : documents) {
    CHECK(document.seller == first.seller && document.period == first.period);
    CHECK(document.inputs == first.inputs);
    auto& sale = result.sales_[document.buyer];
    if (sale == nullptr) {
      sale = std::make_unique<rating::SalePrices>(registry::Sale{document.seller, document.buyer},
                                                  result.registry_, *result.prices_,
                                                  document.period);
    }
    for (const billing::Line& line : document.lines) {
      if (line.kind != billing::LineKind::usage) continue;
      result.by_subscription_[line.subscription] = sale.get();
      result.streams_.try_emplace({line.subscription, line.meter}, line.subscription, line.meter,
                                  sale.get(), document.currency);
    }
  }
  for (const attribution::AttributedRun& run : **runs) {
    if (auto told = result.foresee(run); !told) return pass(told);
  }
  return result;
}

Status RatedStreams::foresee(const attribution::AttributedRun& run) {
  if (run.payer.treatment != attribution::Treatment::rated || run.cells.empty()) return {};
  rating::SalePrices* sale = sale_of(run.payer.subscription);
  if (sale == nullptr) return {};
  const std::vector<Hour>& begins = sale->begins();
  const metering::HourCell* at = run.cells.data();
  const metering::HourCell* const all = at + run.cells.size();
  for (std::size_t segment = 0; segment < begins.size() && at != all; ++segment) {
    const auto* end = all;
    if (segment + 1 < begins.size()) {
      end = std::lower_bound(
          at, all, begins[segment + 1],
          [](const metering::HourCell& cell, Hour hour) { return cell.hour < hour; });
    }
    if (end == at) continue;
    if (auto told = foresee_segment(run, segment, *sale, at, end); !told) return told;
    at = end;
  }
  return {};
}

Status RatedStreams::foresee_segment(const attribution::AttributedRun& run, std::size_t segment,
                                     rating::SalePrices& sale, const metering::HourCell* first,
                                     const metering::HourCell* end) {
  const rating::PriceAt& price = sale.timeline(run.key.meter)[segment];
  if (price.price == nullptr) return {};
  RatedStream* stream = find(run.payer.subscription, price.price->billing_meter);
  if (stream == nullptr) return {};
  Quantity sum;
  for (const metering::HourCell* cell = first; cell != end; ++cell) {
    const auto more = sum.plus(cell->quantity);
    if (!more) return too_large(*stream);
    sum = *more;
  }
  const bool told = stream->foresee(segment, *price.price, run.key.meter, (end - 1)->hour,
                                    multiply(sum, price.factor));
  if (!told) return too_large(*stream);
  return {};
}

RatedStream* RatedStreams::find(const SubscriptionId& subscription, const MeterId& billing_meter) {
  const auto found = streams_.find({subscription, billing_meter});
  return found == streams_.end() ? nullptr : &found->second;
}

rating::SalePrices* RatedStreams::sale_of(const SubscriptionId& subscription) {
  const auto found = by_subscription_.find(subscription);
  return found == by_subscription_.end() ? nullptr : found->second;
}

}  // namespace tollbridge::exports
