// SPDX-License-Identifier: Apache-2.0
// $filter of a rate card: OfferDurableId eq '…' and Currency eq '…' and Locale eq '…' and
// RegionInfo eq '…', each name once, in any order and case (spec/azure-stack.md 3.5). Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::api::arm {

struct RateFilter {
  std::string offer;  // MS-AZR-0145P
  std::string currency;
  std::string locale;
  std::string region;
};

// Errors: InvalidProperty.
Result<RateFilter> parse_rate_filter(std::string_view text);

// Why a filter is refused.
std::unexpected<Error> bad_rate_filter(const std::string& message);

}  // namespace tollbridge::api::arm
