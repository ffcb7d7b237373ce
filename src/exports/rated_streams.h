// SPDX-License-Identifier: Apache-2.0
// The billing meters behind the usage lines of documents, each with the running total of its month.
// Used by rated_parts() for the length of one call.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "engine/evaluate.h"
#include "rating/price_book.h"
#include "rating/sale_prices.h"
#include "rating/slice.h"
#include "registry/registry.h"

namespace tollbridge::exports {

// A slice of somebody's usage: what it adds to a line.
struct Piece {
  Quantity tier_from;
  UnitPrice unit_price;
  ExactQuantity used;
  ExactQuantity quantity;  // whole packages where it counts packages
  const rating::MeterPrice* price = nullptr;
};

// One billing meter of one paying subscription.
class RatedStream {
 public:
  RatedStream(SubscriptionId subscription, MeterId billing_meter, rating::SalePrices* sale,
              Currency currency)
      : subscription_(std::move(subscription)),
        meter_(std::move(billing_meter)),
        sale_(sale),
        currency_(currency) {}

  // First all of the month's usage is told: `quantity` of one local meter within one segment of the
  // sale's prices, the last hour of it. False on overflow.
  bool foresee(std::size_t segment, const rating::MeterPrice& price, const MeterId& local_meter,
               Hour last, const ExactQuantity& quantity);

  // Then what came of it, in the order of use. Empty on overflow.
  std::optional<std::vector<Piece>> take(const rating::MeterPrice& price,
                                         const ExactQuantity& quantity);

  [[nodiscard]] const SubscriptionId& subscription() const { return subscription_; }
  [[nodiscard]] const MeterId& meter() const { return meter_; }
  [[nodiscard]] rating::SalePrices& sale() const { return *sale_; }
  [[nodiscard]] Currency currency() const { return currency_; }
  // Whether it has two prices in one segment: then its hours count one by one.
  [[nodiscard]] bool mixed() const { return mixed_; }

 private:
  std::optional<std::vector<Piece>> take_whole(const ExactQuantity& after);
  std::optional<std::vector<Piece>> take_slices(const rating::MeterPrice& price,
                                                const ExactQuantity& after);
  // The packages begun by `units` more at one price.
  std::optional<ExactQuantity> packages_begun(const rating::MeterPrice& price,
                                              const rating::Slice& slice);

  SubscriptionId subscription_;
  MeterId meter_;
  rating::SalePrices* sale_;
  Currency currency_;
  bool mixed_ = false;
  std::map<std::size_t, const rating::MeterPrice*> by_segment_;
  std::pair<Hour, MeterId> last_;              // of use
  const rating::MeterPrice* deciding_ = nullptr;  // in force then
  ExactQuantity total_;   // of the whole month
  ExactQuantity before_;  // of what was taken so far
  std::map<std::tuple<Quantity, UnitPrice, Quantity>, ExactQuantity> packed_;  // tier, price, size
};

// The streams of the documents' subscriptions, foreseen.
class RatedStreams {
 public:
  // Errors: those of evaluating; QuantityOverflow.
  static Result<RatedStreams> of(engine::Evaluator& evaluator,
                                 const std::vector<billing::Document>& documents);

  // Null: not in these documents.
  RatedStream* find(const SubscriptionId& subscription, const MeterId& billing_meter);
  // The sale of a subscription by the documents' seller; null: not in these documents.
  rating::SalePrices* sale_of(const SubscriptionId& subscription);

  [[nodiscard]] const registry::Registry& registry() const { return registry_; }
  [[nodiscard]] const rating::PriceBook& prices() const { return *prices_; }

 private:
  RatedStreams(registry::Registry registry, rating::PriceBook prices)
      : registry_(std::move(registry)),
        prices_(std::make_unique<const rating::PriceBook>(std::move(prices))) {}
  Status foresee(const attribution::AttributedRun& run);
  Status foresee_segment(const attribution::AttributedRun& run, std::size_t segment,
                         rating::SalePrices& sale, const metering::HourCell* first,
                         const metering::HourCell* end);

  registry::Registry registry_;
  std::unique_ptr<const rating::PriceBook> prices_;  // stays in place: the sales refer to it
  std::map<PartyId, std::unique_ptr<rating::SalePrices>> sales_;  // by buyer
  std::map<SubscriptionId, rating::SalePrices*> by_subscription_;
  std::map<std::pair<SubscriptionId, MeterId>, RatedStream> streams_;
};

}  // namespace tollbridge::exports
