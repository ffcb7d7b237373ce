// SPDX-License-Identifier: Apache-2.0
// RateCard (U7; spec/azure-stack.md 3.5): what the caller pays its seller for usage charged to a
// subscription, in PascalCase. Prices are written digit by digit.
#include <algorithm>
#include <set>
#include <utility>

#include "api/arm/rate_filter.h"
#include "api/arm/rows.h"
#include "api/error_answer.h"
#include "core/json.h"
#include "rating/catalogue.h"
#include "rating/price_book.h"

namespace tollbridge::api::arm {
namespace {

using rating::MeterPrice;
using rating::PriceBook;
using registry::Sale;

struct Rate {
  const MeterPrice* price = nullptr;
  MeterId local_meter;
  Hour from;
};

// Prices of the sale now, a year back and a year ahead, each sheet's once.
std::vector<Rate> rates_of(const PriceBook& book, const Sale& sale, Currency currency, Hour now) {
  constexpr std::int32_t year = 24 * 366;
  const HourSpan span{now.plus(-year), now.plus(year)};
  auto hours = book.change_hours(sale.seller, sale.buyer, span);
  hours.insert(hours.begin(), {span.begin, now});
  std::set<MeterId> meters;
  for (const auto* sheet : book.sheets()) {
    for (const auto& link : sheet->links) meters.insert(link.local_meter);
  }
  std::vector<Rate> rates;
  std::set<std::pair<MeterId, SheetId>> seen;
  for (const MeterId& meter : meters) {
    for (const Hour hour : hours) {
      const auto at = book.price_at(sale.seller, sale.buyer, meter, hour, currency);
      const auto* sheet = at.price == nullptr ? nullptr : book.sheet(at.sheet);
      if (sheet == nullptr || sheet->currency != currency) continue;
      if (!seen.emplace(at.price->billing_meter, at.sheet).second) continue;
      rates.push_back({at.price, meter, sheet->from});
    }
  }
  std::ranges::sort(rates, [](const Rate& a, const Rate& b) {
    return std::pair(a.price->billing_meter, a.from) < std::pair(b.price->billing_meter, b.from);
  });
  return rates;
}

void write_rate(Json& json, const Rate& rate) {
  const MeterPrice& price = *rate.price;
  const auto* known = rating::catalogue_meter(price.billing_meter);
  if (known == nullptr) known = rating::catalogue_meter(rate.local_meter);
  json.object().field("EffectiveDate", rate.from.to_string());
  json.raw_field("IncludedQuantity", price.included.to_string());
  json.field("MeterCategory", known == nullptr ? std::string_view() : known->service);
  json.field("MeterId", price.billing_meter.text()).field("MeterName", price.name);
  json.object("MeterRates");
  for (const auto& tier : price.tiers) {
    json.raw_field(tier.from.to_string(), tier.price ? tier.price->to_string() : "0");
  }
  json.end().field("MeterRegion", "Azure Stack").field("MeterSubCategory", "");
  json.array("MeterTags").end().field("Unit", price.unit).end();
}

// The caller's purchase on the way of the subscription's usage; of the provider its sale.
std::optional<Sale> purchase_of(const registry::Registry& registry, const Principal& caller,
                                const SubscriptionId& id) {
  for (const Sale& sale : registry.sales_of(id)) {
    const bool its = caller.role == Role::provider ? sale.seller == provider_party()
                                                   : sale.buyer == caller.partner;
    if (its) return sale;
  }
  return {};
}

Result<Response> answer(const Call& call, Desk& desk) {
  auto filter = parse_rate_filter(call.request.parameter("$filter").value_or(""));
  if (!filter) return pass(filter);
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto book = desk.prices();
  if (!book) return pass(book);
  const auto currency = Currency::find(filter->currency);
  if (!currency) return bad_rate_filter("Currency is a code of ISO 4217.");
  const auto sale =
      purchase_of(**registry, call.principal, SubscriptionId(call.at("subscriptionId")));
  Json json;
  json.object().array("OfferTerms").end().array("Meters");
  if (sale) {
    for (const Rate& rate : rates_of(**book, *sale, *currency, Hour::containing(call.now))) {
      write_rate(json, rate);
    }
  }
  json.end().field("Currency", filter->currency).field("Locale", filter->locale);
  json.field("IsTaxIncluded", false).end();
  return json_response(200, json.text());
}

// Its errors are flat: {"code","message"}.
Result<Response> rate_card(const Call& call, Desk& desk) {
  auto answered = answer(call, desk);
  if (answered || status_of(answered.error()) != 400) return answered;
  Json json;
  json.object().field("code", answered.error().code).field("message", answered.error().message);
  json.end();
  Response flat = json_response(400, json.text());
  flat.header("x-ms-error-code", answered.error().code);
  return flat;
}

}  // namespace

std::vector<Operation> rate_card_rows() {
  Operation card = row("rate_card", Method::get,
                       "/subscriptions/{subscriptionId}/providers/Microsoft.Commerce/RateCard",
                       "What the caller pays its seller for usage of a subscription", rate_card);
  card.face = Face::usage;
  card.tag = "Microsoft.Commerce";
  card.query = {{"api-version", ParameterType::text, true, "2015-06-01-preview", {}, false},
                {"$filter", ParameterType::text, true,
                 "OfferDurableId, Currency, Locale and RegionInfo, each eq '…', joined by and", {},
                 false}};
  card.answers = {{200, "RateCard", "meters with their rates", "application/json"}};
  card.access = {Object::subscription, "subscriptionId",
                 {{Role::provider, {Relation::any}},
                  {Role::partner, {Relation::own, Relation::child}},
                  {Role::reseller, {Relation::own}}}};
  return {std::move(card)};
}

}  // namespace tollbridge::api::arm
