// SPDX-License-Identifier: Apache-2.0
// Goal: decimals are exact from text to text, and rounding happens only where it is named.
// Method: properties (parse and print are inverse, sums in any order and any split are equal) and
// the awkward numbers real stacks send.
#include "core/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tollbridge {
namespace {

i128 any_units() {
  const auto high = *rc::gen::arbitrary<std::int64_t>();
  const auto low = *rc::gen::arbitrary<std::uint64_t>();
  const auto shift = *rc::gen::inRange(2U, 126U);
  return static_cast<i128>((static_cast<u128>(static_cast<std::uint64_t>(high)) << 64U) | low) >>
         shift;
}

std::string entered(std::string_view text) {
  const auto result = parse_entered_quantity(text);
  return result ? result->quantity.to_string() : result.error().code;
}

RC_GTEST_PROP(Quantity, printing_and_parsing_are_inverse, ()) {
  const auto quantity = Quantity::from_units(any_units());
  RC_ASSERT(Quantity::parse(quantity.to_string()).value() == quantity);
}

RC_GTEST_PROP(UnitPrice, printing_and_parsing_are_inverse, ()) {
  const auto price = UnitPrice::from_units(any_units());
  RC_ASSERT(UnitPrice::parse(price.to_string()).value() == price);
}

RC_GTEST_PROP(Quantity, sums_in_any_order_and_any_split_are_equal, ()) {
  std::vector<i128> units(*rc::gen::inRange<std::size_t>(1, 20));
  for (auto& unit : units) unit = any_units() / 32;
  const auto sum = [](auto begin, auto end) {
    Quantity total;
    for (auto i = begin; i != end; ++i) total = total.plus(Quantity::from_units(*i)).value();
    return total;
  };
  const auto split = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(units) + 1);
  const auto whole = sum(units.begin(), units.end());
  const auto parts = sum(units.begin(), units.begin() + split)
                         .plus(sum(units.begin() + split, units.end()));
  RC_ASSERT(parts == whole);
  std::reverse(units.begin(), units.end());
  RC_ASSERT(sum(units.begin(), units.end()) == whole);
}

RC_GTEST_PROP(ExactAmount, pricing_a_sum_equals_summing_the_prices, ()) {
  const auto price = UnitPrice::from_units(any_units() >> 40);
  const auto factor = Factor::from_units(any_units() >> 60);
  const auto a = Quantity::from_units(any_units() >> 10);
  const auto b = Quantity::from_units(any_units() >> 10);
  const auto amount = [&](Quantity q) { return multiply(multiply(q, factor), price).value(); };
  RC_ASSERT(amount(a).plus(amount(b)) == amount(a.plus(b).value()));
}

TEST(Quantity, prints_plainly_without_exponent_or_trailing_zeros) {
  EXPECT_EQ(Quantity::parse("-0012.500")->to_string(), "-12.5");
  EXPECT_EQ(Quantity::parse("0")->to_string(), "0");
  EXPECT_EQ(Quantity::parse("-0")->to_string(), "0");
  EXPECT_EQ(Quantity::parse("0.000000000000000001")->to_string(), "0.000000000000000001");
  EXPECT_EQ(Quantity::from_whole(1000).to_string(), "1000");
}

TEST(Quantity, reads_what_real_stacks_send) {
  EXPECT_EQ(entered("6.36465847492218e-06"), "0.000006364658474922");
  EXPECT_EQ(entered("16.461425899527967"), "16.461425899527967");
  EXPECT_EQ(entered("0.0013440860215053762"), "0.001344086021505376");
  EXPECT_EQ(entered("1.0"), "1");
  EXPECT_EQ(entered("2E3"), "2000");
  EXPECT_EQ(entered("1e-18"), "0.000000000000000001");
}

TEST(Quantity, digits_beyond_the_eighteenth_are_rounded_half_even_and_reported) {
  EXPECT_EQ(entered("0.0000000000000000005"), "0");
  EXPECT_EQ(entered("0.0000000000000000015"), "0.000000000000000002");
  EXPECT_EQ(entered("0.00000000000000000051"), "0.000000000000000001");
  EXPECT_EQ(entered("-0.0000000000000000015"), "-0.000000000000000002");
  EXPECT_EQ(entered("4e-19"), "0");
  EXPECT_EQ(entered("9e-400"), "0");
  EXPECT_TRUE(parse_entered_quantity("9e-400")->rounded);
  EXPECT_TRUE(parse_entered_quantity("0.0000000000000000005")->rounded);
  EXPECT_FALSE(parse_entered_quantity("0.50000000000000000000000")->rounded);
  EXPECT_FALSE(parse_entered_quantity("0e-400")->rounded);
}

TEST(Quantity, what_is_no_number_is_refused) {
  for (const auto* text : {"", "-", ".5", "1.", "+1", "1,5", "0x10", "1e", "1e+", "NaN", "Infinity",
                           " 1", "1 ", "1.2.3", "--1", "1e1.5"}) {
    EXPECT_EQ(entered(text), "InvalidNumber") << text;
  }
}

TEST(Quantity, what_is_too_large_is_refused_and_never_wraps) {
  EXPECT_EQ(entered("170141183460469231731.687303715884105727"),
            "170141183460469231731.687303715884105727");
  EXPECT_EQ(entered("170141183460469231731.687303715884105728"), "NumberOutOfRange");
  EXPECT_EQ(entered("1e400"), "NumberOutOfRange");
  EXPECT_EQ(entered("1e99999999999999999999"), "NumberOutOfRange");
  EXPECT_EQ(entered("0e99999999999999999999"), "0");
  const auto largest = Quantity::parse("170141183460469231731.687303715884105727").value();
  EXPECT_EQ(largest.plus(Quantity::from_units(1)), std::nullopt);
}

TEST(UnitPrice, a_price_with_sixteen_digits_is_refused_not_rounded) {
  EXPECT_EQ(UnitPrice::parse("0.0000083333")->to_string(), "0.0000083333");
  EXPECT_EQ(UnitPrice::parse("0.0000000000000001").error().code, "TooManyDigits");
}

TEST(UnitPrice, a_markup_is_rounded_half_away_from_zero_to_fifteen_digits) {
  const auto price = [](std::string_view base, std::string_view markup) {
    return marked_up(UnitPrice::parse(base).value(), Factor::parse(markup).value())->to_string();
  };
  EXPECT_EQ(price("0.046", "0.15"), "0.0529");
  EXPECT_EQ(price("0.045", "-0.15"), "0.03825");
  EXPECT_EQ(price("0.000000000000001", "0.5"), "0.000000000000002");
  EXPECT_EQ(price("0.000000000000001", "0.49"), "0.000000000000001");
  EXPECT_EQ(price("10", "-1"), "0");
}

TEST(ExactAmount, products_keep_every_digit) {
  const auto quantity = Quantity::parse("0.001344086021505376").value();
  const auto times_744 = multiply(quantity, Factor::from_whole(744));
  EXPECT_EQ(times_744.to_string(), "0.999999999999999744");
  const auto amount = multiply(times_744, UnitPrice::parse("1.54").value());
  EXPECT_EQ(amount->to_string(), "1.53999999999999960576");
  const auto tiny = multiply(multiply(Quantity::from_units(1), Factor::from_units(1)),
                             UnitPrice::from_units(1));
  EXPECT_EQ(tiny->to_string(), "0." + std::string(50, '0') + "1");
}

TEST(ExactAmount, whole_packages_are_priced_exactly) {
  EXPECT_EQ(multiply_whole(Int256(3), UnitPrice::parse("0.05").value())->to_string(), "0.15");
}

}  // namespace
}  // namespace tollbridge
