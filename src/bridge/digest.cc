// SPDX-License-Identifier: Apache-2.0
#include "bridge/digest.h"

#include <algorithm>

#include "core/check.h"

namespace tollbridge::bridge {

void UsageDigest::add(Sum& sum, i128 units) {
  ++sum.records;
  i128 together = 0;
  if (!__builtin_add_overflow(sum.units, units, &together)) {
    sum.units = together;
    return;
  }
  // 2^128 rows of the largest quantity would be needed to leave 256 bits.
  const auto above = sum.above.plus(Int256(sum.units));
  CHECK(above.has_value());
  sum.above = *above;
  sum.units = units;
}

std::vector<MeterHour> UsageDigest::entries(const journal::StringPool& strings) const {
  std::vector<MeterHour> all;
  all.reserve(sums_.size());
  for (const auto& [key, sum] : sums_) {
    const auto units = sum.above.plus(Int256(sum.units));
    CHECK(units.has_value());
    all.push_back({std::string(strings.text(static_cast<std::uint32_t>(key >> 32U))),
                   Hour::from_index(static_cast<std::int32_t>(static_cast<std::uint32_t>(key))),
                   sum.records, *units});
  }
  std::sort(all.begin(), all.end(), [](const MeterHour& a, const MeterHour& b) {
    return a.meter != b.meter ? a.meter < b.meter : a.hour < b.hour;
  });
  return all;
}

Digest UsageDigest::hash(const journal::StringPool& strings) const {
  return hash_of(entries(strings));
}

Digest hash_of(const std::vector<MeterHour>& entries) {
  Sha256 sha;
  std::string line;
  for (const MeterHour& entry : entries) {
    line = entry.meter + '\t' + std::to_string(entry.hour.index()) + '\t' +
           std::to_string(entry.records) + '\t' + decimal_text(entry.units, Quantity::scale) + '\n';
    sha.update(line);
  }
  return sha.finish();
}

}  // namespace tollbridge::bridge
