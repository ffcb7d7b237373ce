// SPDX-License-Identifier: Apache-2.0
// What a set of rows comes to, by meter and hour: counts and exact sums, and one hash of them.
//
// Both ends of the bridge compute it from what they hold. The order of the rows, and how they were
// cut into batches, make no difference; a row more, a row less or a digit changed does. A row
// belongs to the hour its usage starts in.
//
// Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/int256.h"
#include "core/sha256.h"
#include "core/time.h"
#include "journal/record.h"

namespace tollbridge::bridge {

struct MeterHour {
  std::string meter;
  Hour hour;
  std::uint64_t records = 0;
  Int256 units;  // of 10^-18, as Quantity
  friend bool operator==(const MeterHour&, const MeterHour&) = default;
};

class UsageDigest {
 public:
  UsageDigest() = default;
  UsageDigest(const UsageDigest&) = delete;
  UsageDigest& operator=(const UsageDigest&) = delete;

  // All rows added must index one pool.
  void add(const journal::UsageRow& row) {
    const Hour hour = row.hour();
    const std::uint64_t key =
        (std::uint64_t{row.meter} << 32U) | static_cast<std::uint32_t>(hour.index());
    Recent& recent = recent_[(row.meter * 31U + static_cast<std::uint32_t>(hour.index())) &
                             (recent_.size() - 1)];
    if (recent.sum == nullptr || recent.key != key) recent = {key, &sums_[key]};
    add(*recent.sum, row.quantity.units());
  }

  // By meter, then hour. `strings` is the pool of the rows.
  [[nodiscard]] std::vector<MeterHour> entries(const journal::StringPool& strings) const;

  // SHA-256 over the entries as text, a line each: meter, hour, records, quantity, by tabs. Of no
  // rows: the hash of nothing.
  [[nodiscard]] Digest hash(const journal::StringPool& strings) const;

 private:
  struct Sum {
    std::uint64_t records = 0;
    i128 units = 0;
    Int256 above;  // what did not fit `units`
  };
  struct Recent {
    std::uint64_t key = 0;
    Sum* sum = nullptr;
  };

  static void add(Sum& sum, i128 units);

  std::unordered_map<std::uint64_t, Sum> sums_;
  std::array<Recent, 1024> recent_{};  // mostly what is asked next
};

// The hash of entries in order of meter and hour; what UsageDigest::hash gives for the same.
Digest hash_of(const std::vector<MeterHour>& entries);

}  // namespace tollbridge::bridge
