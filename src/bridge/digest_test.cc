// SPDX-License-Identifier: Apache-2.0
// Goal: the digest tells sets of rows apart and nothing else. Method: shuffles, splits, and rows
// changed in the last digit; sums that leave 128 bits.
#include "bridge/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "bridge/batch_testing.h"

namespace tollbridge::bridge {
namespace {

Digest hash_of_rows(const std::vector<Said>& rows) {
  const journal::UsageBatch usage = usage_of(rows);
  UsageDigest digest;
  for (const auto& row : usage.rows) digest.add(row);
  return digest.hash(usage.strings);
}

TEST(Digest, the_order_of_the_rows_makes_no_difference) {
  std::vector<Said> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back({.resource = "vm" + std::to_string(i), .hour = i % 7,
                    .quantity = std::to_string(i) + ".000000000000000001",
                    .meter = "m" + std::to_string(i % 3)});
  }
  const Digest expected = hash_of_rows(rows);
  for (int round = 0; round < 20; ++round) {
    std::rotate(rows.begin(), rows.begin() + 37, rows.end());
    std::reverse(rows.begin(), rows.begin() + 90);
    EXPECT_EQ(hash_of_rows(rows), expected);
  }
}

TEST(Digest, the_last_digit_makes_one) {
  const Digest one = hash_of_rows({{.quantity = "1"}, {.hour = 1}});
  EXPECT_NE(hash_of_rows({{.quantity = "1.000000000000000001"}, {.hour = 1}}), one);
  EXPECT_NE(hash_of_rows({{.quantity = "1"}}), one);
  EXPECT_NE(hash_of_rows({{.quantity = "1"}, {.hour = 2}}), one);
  EXPECT_NE(hash_of_rows({{.quantity = "1", .meter = "n"}, {.hour = 1}}), one);
  // The same sum of another number of rows.
  EXPECT_NE(hash_of_rows({{.quantity = "0.5"}, {.quantity = "0.5"}, {.hour = 1}}), one);
}

TEST(Digest, sums_beyond_128_bits_are_exact) {
  journal::UsageBatch usage = usage_of({{}, {}, {}});
  const i128 largest = static_cast<i128>(~u128{0} >> 1);
  for (auto& row : usage.rows) row.quantity = Quantity::from_units(largest);
  UsageDigest digest;
  for (const auto& row : usage.rows) digest.add(row);
  const auto entries = digest.entries(usage.strings);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].records, 3U);
  EXPECT_EQ(entries[0].units, Int256(largest).times(3).value());
}

TEST(Digest, no_rows_come_to_the_hash_of_nothing) {
  EXPECT_EQ(hash_of_rows({}), sha256(""));
}

}  // namespace
}  // namespace tollbridge::bridge
