// SPDX-License-Identifier: Apache-2.0
// Charges of a period at one or all levels, without billing them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "billing/bill.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"
#include "rating/rate.h"

namespace tollbridge::engine {

// Who sells: the provider, a direct partner or distributor, a reseller.
enum class Level : std::uint8_t { provider, partner, reseller };
Result<Level> parse_level(std::string_view text);  // InvalidLevel

struct RatePeriodRequest {
  Period period;
  std::optional<Level> level{};
  std::optional<PartyId> buyer{};
};

struct RatedPeriod {
  std::vector<billing::BuyerLines> buyers;  // by seller (provider first), buyer; rounded, no ids
  std::vector<rating::Unrated> unrated;
};

// Errors: not_found UnknownBuyer; those of evaluating and of the progress.
Result<RatedPeriod> rate_period(Books& books, journal::UsageReader& journal,
                                const RatePeriodRequest& request,
                                Progress& progress = no_progress());

}  // namespace tollbridge::engine
