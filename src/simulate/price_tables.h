// SPDX-License-Identifier: Apache-2.0
// The price sheets of the generated landscape, as CSV: built on the published list prices
// (rating/catalogue.h) with tiers, packages and included quantities added, so that every price
// model is at work.
#pragma once

#include <string_view>

namespace tollbridge::simulate {

std::string_view provider_eur_csv();
std::string_view provider_usd_csv();
std::string_view adatum_csv();

}  // namespace tollbridge::simulate
