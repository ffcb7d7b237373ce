// SPDX-License-Identifier: Apache-2.0
// Goal: numbers on paper are the exact numbers, dressed for their reader. Method: what is undressed
// again must be what went in, for random decimals; the words of every cause and text exist in both
// languages.
#include "exports/pdf/language.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/decimal.h"

namespace tollbridge::exports::pdf {
namespace {

constexpr auto both = {Language::english, Language::swedish};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

TEST(Language, numbers_are_grouped_as_their_readers_do) {
  EXPECT_EQ(number_text("-1234567.50", Language::english), "−1,234,567.50");
  EXPECT_EQ(number_text("-1234567.50", Language::swedish), "−1\u00a0234\u00a0567,50");
  EXPECT_EQ(number_text("123", Language::english), "123");
  EXPECT_EQ(number_text("1000", Language::english), "1,000");
  EXPECT_EQ(number_text("0.000001", Language::swedish), "0,000001");
}

RC_GTEST_PROP(Language, no_digit_is_lost, (std::int64_t units)) {
  const std::string plain = decimal_text(units, 9);
  RC_ASSERT(replaced(replaced(number_text(plain, Language::english), ",", ""), "−", "-") == plain);
  const std::string swedish = number_text(plain, Language::swedish);
  RC_ASSERT(replaced(replaced(replaced(swedish, "\u00a0", ""), ",", "."), "−", "-") == plain);
}

TEST(Language, money_names_its_currency) {
  const Money amount(*Currency::find("JPY"), 1'234'567);
  EXPECT_EQ(money_text(amount, Language::english), "JPY\u00a01,234,567");
  EXPECT_EQ(money_text(amount, Language::swedish), "1\u00a0234\u00a0567\u00a0JPY");
}

TEST(Language, dates_cannot_be_mistaken) {
  const Instant instant = *parse_instant("2026-11-03T23:59:59Z");
  EXPECT_EQ(date_in_words(instant, Language::english), "3 November 2026");
  EXPECT_EQ(date_in_words(instant, Language::swedish), "3 november 2026");
  EXPECT_EQ(period_in_words(*Period::parse("2026-10"), Language::swedish), "oktober 2026");
}

TEST(Language, several_causes_are_told_one_after_the_other) {
  EXPECT_EQ(cause_in_words("late-usage+price-corrected", Language::english),
            "usage reported late; the price was corrected");
  EXPECT_EQ(cause_in_words("outage", Language::swedish), "outage");
}

TEST(Language, every_text_is_there_in_both_languages) {
  for (const Language language : both) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Text::of); ++i) {
      EXPECT_FALSE(text(static_cast<Text>(i), language).empty()) << i;
    }
  }
}

TEST(Language, countries_are_named_and_unknown_codes_stay) {
  EXPECT_EQ(country_name("SE", Language::swedish), "Sverige");
  EXPECT_EQ(country_name("DE", Language::english), "Germany");
  EXPECT_EQ(country_name("QZ", Language::english), "QZ");
}

TEST(Language, the_law_is_quoted_where_the_buyer_owes_the_tax) {
  EXPECT_NE(category_note("AE", "Reverse charge", Language::swedish).find("2006/112/EG"),
            std::string::npos);
  EXPECT_EQ(category_note("S", "", Language::english), "");
  EXPECT_EQ(category_note("G", "Export", Language::english), "Export");
}

}  // namespace
}  // namespace tollbridge::exports::pdf
