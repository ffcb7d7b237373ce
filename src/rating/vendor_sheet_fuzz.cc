// SPDX-License-Identifier: Apache-2.0
// Any bytes are a price file or refused, and the sheet made of one is taken as it was made.
#include "rating/vendor_sheet.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace tollbridge;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const bool single_units : {false, true}) {
    const auto sheet = rating::read_vendor_sheet(text, {"2026-10-01", {}, single_units});
    if (!sheet) continue;
    const auto taken = rating::parse_price_csv(rating::price_csv(sheet->table));
    CHECK(taken.has_value());
    CHECK(taken->links == sheet->table.links);
    CHECK(taken->prices == sheet->table.prices);
  }
  return 0;
}
