// SPDX-License-Identifier: Apache-2.0
// Goal: 256-bit arithmetic never wraps and rounds as named. Method: every operation is compared
// with Boost.Multiprecision's unbounded integers on random operands of all sizes, and the edges
// are tried by hand.
#include "core/int256.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

namespace tollbridge {
namespace {

using boost::multiprecision::cpp_int;

const cpp_int limit = cpp_int(1) << 255;

cpp_int wide(const Int256& value) { return cpp_int(value.to_string()); }

// Operands of every size: shifting spreads them over all magnitudes.
i128 any_i128() {
  const auto high = *rc::gen::arbitrary<std::uint64_t>();
  const auto low = *rc::gen::arbitrary<std::uint64_t>();
  const auto shift = *rc::gen::inRange(0U, 127U);
  return static_cast<i128>((static_cast<u128>(high) << 64U) | low) >> shift;
}

Int256 any_int256() {
  const Int256 product = Int256::product(any_i128(), any_i128());
  return product.plus(Int256(any_i128())).value_or(product);
}

RC_GTEST_PROP(Int256, sums_and_differences_agree_with_unbounded_integers, ()) {
  const Int256 a = any_int256();
  const Int256 b = any_int256();
  const auto sum = a.plus(b);
  const cpp_int expected = wide(a) + wide(b);
  RC_ASSERT(sum.has_value() == (abs(expected) < limit));
  if (sum) RC_ASSERT(wide(*sum) == expected);
  const auto difference = a.minus(b);
  if (difference) RC_ASSERT(wide(*difference) == wide(a) - wide(b));
}

RC_GTEST_PROP(Int256, products_agree_with_unbounded_integers, ()) {
  const Int256 a = any_int256();
  const i128 b = any_i128();
  const auto product = a.times(b);
  const cpp_int expected = wide(a) * cpp_int(to_string(b));
  RC_ASSERT(product.has_value() == (abs(expected) < limit));
  if (product) RC_ASSERT(wide(*product) == expected);
}

RC_GTEST_PROP(Int256, quotients_agree_with_unbounded_integers, ()) {
  const Int256 a = any_int256();
  const Int256 b = any_int256();
  RC_PRE(!b.is_zero());
  RC_ASSERT(wide(a.divided_by(b)) == wide(a) / wide(b));
}

RC_GTEST_PROP(Int256, order_agrees_with_unbounded_integers, ()) {
  const Int256 a = any_int256();
  const Int256 b = any_int256();
  RC_ASSERT((a < b) == (wide(a) < wide(b)));
  RC_ASSERT((a == b) == (wide(a) == wide(b)));
}

cpp_int divided(const cpp_int& value, int digits, Rounding rounding) {
  const cpp_int divisor = pow(cpp_int(10), static_cast<unsigned>(digits));
  const cpp_int size = abs(value);
  cpp_int quotient = size / divisor;
  const cpp_int twice = 2 * (size % divisor);
  const bool odd = quotient % 2 != 0;
  const bool half_up = rounding == Rounding::half_away_from_zero || odd;
  if (rounding != Rounding::truncate && (twice > divisor || (twice == divisor && half_up))) {
    ++quotient;
  }
  return value < 0 ? cpp_int(-quotient) : quotient;
}

RC_GTEST_PROP(Int256, division_by_a_power_of_ten_rounds_as_named, ()) {
  const Int256 a = any_int256();
  const auto digits = *rc::gen::inRange(0, 77);
  for (const auto rounding :
       {Rounding::half_away_from_zero, Rounding::half_even, Rounding::truncate}) {
    RC_ASSERT(wide(a.divided_by_power_of_ten(digits, rounding)) ==
              divided(wide(a), digits, rounding));
  }
}

TEST(Int256, halves_go_where_the_rounding_says) {
  const auto rounded = [](int value, Rounding rounding) {
    return Int256(value).divided_by_power_of_ten(1, rounding).to_string();
  };
  EXPECT_EQ(rounded(25, Rounding::half_away_from_zero), "3");
  EXPECT_EQ(rounded(-25, Rounding::half_away_from_zero), "-3");
  EXPECT_EQ(rounded(25, Rounding::half_even), "2");
  EXPECT_EQ(rounded(35, Rounding::half_even), "4");
  EXPECT_EQ(rounded(-25, Rounding::half_even), "-2");
  EXPECT_EQ(rounded(29, Rounding::truncate), "2");
  EXPECT_EQ(rounded(-29, Rounding::truncate), "-2");
}

TEST(Int256, the_smallest_128_bit_integer_survives_the_way_there_and_back) {
  const i128 smallest = static_cast<i128>(static_cast<u128>(1) << 127U);
  EXPECT_EQ(Int256(smallest).to_i128(), smallest);
  EXPECT_EQ(Int256(smallest).negated().to_i128(), std::nullopt);
  EXPECT_EQ(to_string(smallest), "-170141183460469231731687303715884105728");
}

TEST(Int256, what_does_not_fit_is_reported_and_never_wraps) {
  const i128 large = power_of_ten(38);
  const Int256 square = Int256::product(large, large);
  EXPECT_EQ(square.times(large), std::nullopt);
  Int256 sum = square;
  int doublings = 0;
  for (auto next = sum.plus(sum); next; next = sum.plus(sum)) {
    sum = *next;
    ++doublings;
  }
  EXPECT_EQ(doublings, 2);
}

TEST(Int256, zero_is_never_negative) {
  EXPECT_FALSE(Int256(0).negated().is_negative());
  EXPECT_EQ(Int256(5).minus(Int256(5)), Int256(0));
  EXPECT_EQ(Int256(-1).divided_by_power_of_ten(1, Rounding::truncate), Int256(0));
}

}  // namespace
}  // namespace tollbridge
