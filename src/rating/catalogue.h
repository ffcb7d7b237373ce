// SPDX-License-Identifier: Apache-2.0
// The built-in catalogue of Azure Stack meters and its published price list
// (spec/azure-stack.md section 5; sources per row in rating/data/, notes in rating/README.md).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/ids.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {

enum class Charged : std::uint8_t { yes, no, unknown };  // by the platform vendor
std::string_view to_string(Charged charged);

struct CatalogueMeter {
  MeterId meter;
  std::string_view service;  // "Compute", "Storage", …
  std::string_view name;
  std::string_view unit;
  Charged charged = Charged::unknown;
  std::string_view source;  // where the row was published
};

// By meter id.
std::span<const CatalogueMeter> catalogue();
const CatalogueMeter* catalogue_meter(const MeterId& meter);  // null if unknown

// The published list prices in USD as a price sheet CSV.
std::string_view published_price_csv();

}  // namespace tollbridge::rating
