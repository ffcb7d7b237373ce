// SPDX-License-Identifier: Apache-2.0
#include "engine/rate_period.h"

#include <algorithm>
#include <utility>

#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

bool sells_at(const registry::Registry& registry, const PartyId& seller, Level level) {
  if (seller == provider_party()) return level == Level::provider;
  const registry::Partner* partner = registry.partner(seller);
  const bool reseller = partner != nullptr && partner->kind == registry::PartnerKind::reseller;
  return level == (reseller ? Level::reseller : Level::partner);
}

}  // namespace

Result<Level> parse_level(std::string_view text) {
  if (text == "provider") return Level::provider;
  if (text == "partner") return Level::partner;
  if (text == "reseller") return Level::reseller;
  return fail(ErrorKind::invalid, "InvalidLevel",
              "'" + std::string(text) + "' is no level; write provider, partner or reseller.");
}

Result<RatedPeriod> rate_period(Books& books, journal::UsageReader& journal,
                                const RatePeriodRequest& request, Progress& progress) {
  Evaluator evaluator(books, journal, progress);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  const Reading reading = reading_of(*inputs);
  auto registry = evaluator.registry_of(reading, request.period);
  if (!registry) return pass(registry);
  if (request.buyer && !registry->party(*request.buyer)) {
    return fail(ErrorKind::not_found, "UnknownBuyer",
                "There is no partner or customer '" + request.buyer->text() + "'.");
  }
  auto sellers = evaluator.sellers_at(reading.commit);
  if (!sellers) return pass(sellers);
  std::erase_if(*sellers, [&](const PartyId& seller) {
    return request.level && !sells_at(*registry, seller, *request.level);
  });

  RatedPeriod result;
  const auto wanted = [&](const PartyId& buyer) {
    return !request.buyer || buyer == *request.buyer;
  };
  for (const PartyId& seller : *sellers) {
    auto lines = evaluator.lines(seller, request.period, reading);
    if (!lines) return pass(lines);
    for (billing::BuyerLines& buyer : *lines) {
      if (wanted(buyer.buyer)) result.buyers.push_back(std::move(buyer));
    }
  }
  auto rating = evaluator.rating(request.period, reading);
  if (!rating) return pass(rating);
  for (const rating::Unrated& unrated : (*rating)->unrated) {
    const bool sold_here =
        std::find(sellers->begin(), sellers->end(), unrated.seller) != sellers->end();
    if (sold_here && wanted(unrated.buyer)) result.unrated.push_back(unrated);
  }
  return result;
}

}  // namespace tollbridge::engine
