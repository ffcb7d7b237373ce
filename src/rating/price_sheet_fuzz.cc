// SPDX-License-Identifier: Apache-2.0
// Any bytes are a price sheet or a list of faults, and a sheet that was read survives being
// written.
#include "rating/price_sheet.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace tollbridge;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto table = rating::parse_price_csv(text);
  if (!table) {
    CHECK(!table.error().details.empty());
    return 0;
  }
  const auto again = rating::parse_price_csv(rating::price_csv(*table));
  CHECK(again.has_value());
  CHECK(again->links == table->links);
  CHECK(again->prices == table->prices);
  return 0;
}
