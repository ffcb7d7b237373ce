// SPDX-License-Identifier: Apache-2.0
// A unit of a price file is so many single units, or none that can be counted exactly.
// Method: units as vendors write them, with their size written down by hand.
#include "rating/price_unit.h"

#include <gtest/gtest.h>

namespace tollbridge::rating {
namespace {

TEST(PriceUnit, a_number_in_front_is_its_size) {
  EXPECT_EQ(block_size("1 Hour"), 1);
  EXPECT_EQ(block_size("10 Hours"), 10);
  EXPECT_EQ(block_size("10K"), 10'000);
  EXPECT_EQ(block_size("10K/Month"), 10'000);
  EXPECT_EQ(block_size("10K Transactions"), 10'000);
  EXPECT_EQ(block_size("1M/Month"), 1'000'000);
  EXPECT_EQ(block_size("1B"), 1'000'000'000);
  EXPECT_EQ(block_size("100 MB"), 100);
  EXPECT_EQ(block_size("1/Month"), 1);
  EXPECT_EQ(block_size("1KB"), 1);
  EXPECT_EQ(block_size("1 Million"), 1);
}

TEST(PriceUnit, a_text_without_a_number_is_one) {
  EXPECT_EQ(block_size("Hours"), 1);
  EXPECT_EQ(block_size(""), 1);
}

TEST(PriceUnit, nothing_and_too_much_are_no_size) {
  EXPECT_EQ(block_size("0 Hours"), std::nullopt);
  EXPECT_EQ(block_size("1000000000000000"), 1'000'000'000'000'000);
  EXPECT_EQ(block_size("1000000000000001"), std::nullopt);
  EXPECT_EQ(block_size("2000000B"), std::nullopt);
  EXPECT_EQ(block_size("99999999999999999999999999"), std::nullopt);
}

TEST(PriceUnit, its_factor_is_exact_or_there_is_none) {
  EXPECT_EQ(single_unit_factor("10K"), Factor::parse("0.0001").value());
  EXPECT_EQ(single_unit_factor("128 MB"), Factor::parse("0.0078125").value());
  EXPECT_EQ(single_unit_factor("1000000000000000"), Factor::parse("0.000000000000001").value());
  EXPECT_EQ(single_unit_factor("30 Days"), std::nullopt);
  EXPECT_EQ(single_unit_factor("0"), std::nullopt);
}

}  // namespace
}  // namespace tollbridge::rating
