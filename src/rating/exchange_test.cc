// SPDX-License-Identifier: Apache-2.0
// Goal: money is exchanged at a rate that is known, dated and not old, and rounded once. Method:
// files of each form, right and wrong; rates by hand; a property over cross rates.
#include "rating/exchange.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::rating {
namespace {

Currency in(const char* code) { return *Currency::find(code); }
Instant at(const char* day) { return *parse_instant_or_date(day); }

ExchangeTable table(const char* csv) {
  ExchangeTable result;
  const auto rates = parse_rates(csv).value();
  for (const ExchangeRate& rate : rates) result.add(rate);
  return result;
}

TEST(Exchange, the_history_of_the_ecb_is_read) {
  const auto rates = parse_rates(
      "Date,USD,JPY,HRK,\n2026-10-30,1.0876,164.05,N/A,\n2026-10-29,1.08,164,7.5,\n", "2026-10-30");
  ASSERT_TRUE(rates.has_value());
  ASSERT_EQ(rates->size(), 2U);
  EXPECT_EQ((*rates)[0].from.code(), "EUR");
  EXPECT_EQ((*rates)[0].rate.to_string(), "1.0876");
  EXPECT_EQ((*rates)[1].to.code(), "JPY");
  EXPECT_EQ((*rates)[1].source, "ECB");
}

TEST(Exchange, the_daily_file_of_the_ecb_is_read) {
  const auto rates = parse_rates(
      "<gesmes:Envelope><Cube><Cube time='2026-10-30'>\n<Cube currency='USD' rate='1.0876'/>"
      "<Cube currency=\"SEK\" rate=\"11.4320\"/></Cube></Cube></gesmes:Envelope>");
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(rates->back().to.code(), "SEK");
  EXPECT_EQ(rates->back().day, "2026-10-30");
  EXPECT_EQ(rates->back().rate.to_string(), "11.432");
}

TEST(Exchange, every_fault_of_a_file_is_told_with_its_line) {
  const auto faulty = parse_rates(
      "from,to,date,rate\nEUR,SEK,2026-13-01,1\nEUR,SEK,2026-10-01,0\nEUR,XYZ,2026-10-01,1\nEUR\n");
  ASSERT_FALSE(faulty.has_value());
  EXPECT_EQ(faulty.error().code, "InvalidRates");
  ASSERT_EQ(faulty.error().details.size(), 4U);
  EXPECT_EQ(faulty.error().details[2].line, 4);
  EXPECT_EQ(parse_rates("a,b\n").error().code, "InvalidRates");
  EXPECT_EQ(parse_rates("").error().code, "InvalidRates");
}

TEST(Exchange, the_newest_rate_that_is_not_old_holds) {
  const ExchangeTable rates =
      table("from,to,date,rate\nEUR,SEK,2026-10-30,11.4\nEUR,SEK,2026-10-28,11.2\n");
  EXPECT_EQ(rates.rate(in("EUR"), in("SEK"), at("2026-10-31"))->day, "2026-10-30");
  EXPECT_EQ(rates.rate(in("EUR"), in("SEK"), at("2026-10-29"))->rate.to_string(), "11.2");
  EXPECT_FALSE(rates.rate(in("EUR"), in("SEK"), at("2026-10-27")));
  EXPECT_TRUE(rates.rate(in("EUR"), in("SEK"), at("2026-11-09")));
  EXPECT_FALSE(rates.rate(in("EUR"), in("SEK"), at("2026-11-10")));
  EXPECT_FALSE(rates.rate(in("EUR"), in("USD"), at("2026-10-30")));
}

TEST(Exchange, a_rate_may_be_turned_or_go_by_a_third_currency) {
  const ExchangeTable rates =
      table("from,to,date,rate\nEUR,SEK,2026-10-30,12\nEUR,USD,2026-10-30,1.2\n");
  EXPECT_EQ(rates.rate(in("USD"), in("SEK"), at("2026-10-30"))->rate.to_string(), "10");
  EXPECT_EQ(rates.rate(in("SEK"), in("EUR"), at("2026-10-30"))->rate.to_string(),
            "0.083333333333333333");
}

TEST(Exchange, money_is_rounded_once_to_the_other_currencys_digits) {
  const ExchangeRate rate{in("EUR"), in("SEK"), "2026-10-30", *Factor::parse("11.4325"), "ECB"};
  const auto sek = exchanged(Money(in("EUR"), 34654), rate, RoundingProfile::en16931);
  EXPECT_EQ(sek->to_string(), "3961.82");  // 346.54 x 11.4325 = 3961.81855
  const ExchangeRate yen{in("KWD"), in("JPY"), "2026-10-30", *Factor::parse("500.5"), "file"};
  EXPECT_EQ(exchanged(Money(in("KWD"), -1001), yen, RoundingProfile::en16931)->to_string(), "-501");
}

RC_GTEST_PROP(Exchange, there_and_back_is_off_by_less_than_one_minor_unit, ()) {
  const auto units = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
  ExchangeTable rates;
  rates.add({in("EUR"), in("SEK"), "2026-10-30",
             Factor::from_units(i128{*rc::gen::inRange<std::int64_t>(1'000'000, 100'000'000)} *
                                1'000'000'000'000),
             "file"});
  const auto there = rates.rate(in("EUR"), in("SEK"), at("2026-10-30"));
  const auto back = rates.rate(in("SEK"), in("EUR"), at("2026-10-30"));
  const Money money(in("EUR"), units);
  const auto sek = exchanged(money, *there, RoundingProfile::en16931);
  const auto again = exchanged(*sek, *back, RoundingProfile::en16931);
  const i128 off = again->minor_units() - money.minor_units();
  RC_ASSERT(off <= 1 && off >= -1);
}

}  // namespace
}  // namespace tollbridge::rating
