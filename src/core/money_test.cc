// SPDX-License-Identifier: Apache-2.0
// Goal: an amount becomes money by one named rounding, and splitting money loses nothing. Method:
// properties on allocation and printing, tables of the edges per profile and currency.
#include "core/money.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

namespace tollbridge {
namespace {

const Currency eur = Currency::find("EUR").value();
const Currency jpy = Currency::find("JPY").value();
const Currency kwd = Currency::find("KWD").value();
const Currency clf = Currency::find("CLF").value();

ExactAmount amount(std::string_view text) {
  return multiply(exact(Quantity::from_whole(1)), UnitPrice::parse(text).value()).value();
}

std::string rounded(std::string_view text, Currency currency, RoundingProfile profile) {
  return round_to_money(amount(text), currency, profile)->to_string();
}

TEST(Money, is_printed_with_exactly_its_minor_digits) {
  EXPECT_EQ(Money(eur, 1230).to_string(), "12.30");
  EXPECT_EQ(Money(eur, -5).to_string(), "-0.05");
  EXPECT_EQ(Money(eur, 0).to_string(), "0.00");
  EXPECT_EQ(Money(jpy, 1230).to_string(), "1230");
  EXPECT_EQ(Money(kwd, 1).to_string(), "0.001");
  EXPECT_EQ(Money(clf, 12345).to_string(), "1.2345");
}

TEST(Money, is_read_with_no_more_than_its_minor_digits) {
  EXPECT_EQ(Money::parse("12.3", eur)->minor_units(), 1230);
  EXPECT_EQ(Money::parse("12.345", eur).error().code, "TooManyDigits");
  EXPECT_EQ(Money::parse("0.5", jpy).error().code, "TooManyDigits");
}

RC_GTEST_PROP(Money, printing_and_parsing_are_inverse, (std::int64_t minor)) {
  for (const Currency currency : {eur, jpy, kwd, clf}) {
    const Money money(currency, minor);
    RC_ASSERT(Money::parse(money.to_string(), currency).value() == money);
  }
}

TEST(Rounding, en16931_rounds_halves_away_from_zero_so_a_credit_mirrors_its_charge) {
  EXPECT_EQ(rounded("0.005", eur, RoundingProfile::en16931), "0.01");
  EXPECT_EQ(rounded("-0.005", eur, RoundingProfile::en16931), "-0.01");
  EXPECT_EQ(rounded("0.004999999999999", eur, RoundingProfile::en16931), "0.00");
  EXPECT_EQ(rounded("0.5", jpy, RoundingProfile::en16931), "1");
  EXPECT_EQ(rounded("0.0005", kwd, RoundingProfile::en16931), "0.001");
}

TEST(Rounding, partner_center_truncates_as_microsoft_publishes) {
  EXPECT_EQ(rounded("0.999", eur, RoundingProfile::partner_center), "0.99");
  EXPECT_EQ(rounded("-0.999", eur, RoundingProfile::partner_center), "-0.99");
}

TEST(Rounding, bankers_rounds_halves_to_even) {
  EXPECT_EQ(rounded("0.005", eur, RoundingProfile::bankers), "0.00");
  EXPECT_EQ(rounded("0.015", eur, RoundingProfile::bankers), "0.02");
}

TEST(Rounding, profiles_are_known_by_name) {
  for (const auto* name : {"en16931", "partner-center", "bankers"}) {
    EXPECT_EQ(to_string(parse_rounding_profile(name).value()), name);
  }
  EXPECT_EQ(parse_rounding_profile("up").error().code, "UnknownRounding");
}

TEST(Rounding, the_largest_exact_amount_still_fits_into_money) {
  const auto huge = multiply_whole(Int256(power_of_ten(10)), UnitPrice::from_whole(5'000'000'000));
  ASSERT_TRUE(huge.has_value());
  EXPECT_EQ(round_to_money(*huge, clf, RoundingProfile::en16931)->to_string(),
            "50000000000000000000.0000");
}

TEST(Tax, beyond_all_money_is_an_error_and_never_wraps) {
  const Money huge(eur, power_of_ten(38));
  EXPECT_EQ(percentage_of(huge, Factor::from_whole(1000), RoundingProfile::en16931).error().code,
            "AmountOutOfRange");
}

RC_GTEST_PROP(Rounding, a_rounded_amount_is_exact_again, (std::int64_t minor)) {
  for (const Currency currency : {eur, jpy, kwd, clf}) {
    const Money money(currency, minor);
    const auto again = round_to_money(exact(money).value(), currency, RoundingProfile::en16931);
    RC_ASSERT(again.value() == money);
  }
}

TEST(Tax, is_a_percentage_rounded_once) {
  EXPECT_EQ(percentage_of(Money(eur, 1002), Factor::from_whole(25), RoundingProfile::en16931)
                ->to_string(), "2.51");
  EXPECT_EQ(percentage_of(Money(eur, 1000), Factor::parse("25.5").value(),
                          RoundingProfile::en16931)->to_string(), "2.55");
}

RC_GTEST_PROP(Allocation, parts_always_sum_to_the_whole, (std::int64_t total)) {
  const auto raw = *rc::gen::nonEmpty<std::vector<std::uint32_t>>();
  std::vector<i128> weights(raw.begin(), raw.end());
  const auto parts = allocate(Money(eur, total), weights);
  const i128 weight_sum = std::accumulate(weights.begin(), weights.end(), i128{0});
  if (weight_sum == 0) {
    RC_ASSERT(parts.error().code == "InvalidWeights");
    return;
  }
  i128 sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const i128 part = parts->at(i).minor_units();
    sum += part;
    // No part is a whole unit or more away from its exact share.
    const i128 off = part * weight_sum - i128{total} * weights[i];
    RC_ASSERT(off < weight_sum && off > -weight_sum);
  }
  RC_ASSERT(sum == total);
}

TEST(Allocation, leftover_units_go_to_the_largest_remainder_and_ties_to_the_earlier) {
  const std::vector<i128> thirds{1, 1, 1};
  const auto parts = allocate(Money(eur, 100), thirds).value();
  EXPECT_EQ(parts[0].minor_units(), 34);
  EXPECT_EQ(parts[1].minor_units(), 33);
  EXPECT_EQ(parts[2].minor_units(), 33);
  const auto credit = allocate(Money(eur, -100), thirds).value();
  EXPECT_EQ(credit[0].minor_units(), -34);
  const std::vector<i128> uneven{1, 2};
  EXPECT_EQ(allocate(Money(eur, 100), uneven)->at(1).minor_units(), 67);
}

TEST(Allocation, a_span_of_ninety_minutes_is_cut_exactly) {
  const std::vector<std::int64_t> seconds{1800, 3600};
  const auto parts = allocate(Quantity::parse("1").value(), seconds).value();
  EXPECT_EQ(parts[0].to_string(), "0.333333333333333333");
  EXPECT_EQ(parts[1].to_string(), "0.666666666666666667");
}

TEST(Currency, the_table_knows_billable_currencies_and_their_digits) {
  EXPECT_EQ(Currency::find("SEK")->minor_digits(), 2);
  EXPECT_EQ(Currency::find("ISK")->minor_digits(), 0);
  EXPECT_EQ(Currency::find("XPF")->minor_digits(), 0);
  EXPECT_EQ(Currency::find("TND")->minor_digits(), 3);
  EXPECT_EQ(Currency::find("XCG")->minor_digits(), 2);
  for (const auto* code : {"XAU", "XXX", "HRK", "BGN", "ANG", "eur", "EU", "EUR ", "", " EU"}) {
    EXPECT_EQ(Currency::find(code).error().code, "UnknownCurrency") << code;
  }
}

}  // namespace
}  // namespace tollbridge
