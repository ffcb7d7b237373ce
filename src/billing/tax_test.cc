// SPDX-License-Identifier: Apache-2.0
// Which tax stands on a document, by the places of seller and buyer; the published rates of a few
// countries on both sides of a change.
#include "billing/tax.h"

#include <gtest/gtest.h>

#include <string>

namespace tollbridge::billing {
namespace {

const Money hundred(*Currency::find("EUR"), 10'000);

registry::PartyDetails in(std::string country) {
  return {.name = "A company",
          .country = std::move(country),
          .currency = "EUR",
          .vat_id = {},
          .address = {}};
}

Tax tax_between(const std::string& seller, const std::string& buyer,
                const std::string& period = "2026-10") {
  return *tax_on(hundred, in(seller), in(buyer), *Period::parse(period), RoundingProfile::en16931);
}

TEST(Tax, a_sale_at_home_bears_the_standard_rate) {
  EXPECT_EQ(tax_between("SE", "SE"),
            (Tax{"S", Factor::from_whole(25), Money(hundred.currency(), 2'500), ""}));
  EXPECT_EQ(tax_between("FI", "FI").amount, Money(hundred.currency(), 2'550));
}

TEST(Tax, a_business_in_another_country_of_the_union_accounts_for_it_itself) {
  EXPECT_EQ(tax_between("SE", "DE"),
            (Tax{"AE", Factor(), Money::zero(hundred.currency()), "Reverse charge"}));
  EXPECT_EQ(tax_between("SE", "EL").category, "AE");
}

TEST(Tax, a_sale_across_the_border_of_the_union_is_outside_its_scope) {
  for (const auto& [seller, buyer] : {std::pair("SE", "US"), std::pair("SE", "GB"),
                                      std::pair("US", "SE"), std::pair("NO", "CH")}) {
    EXPECT_EQ(tax_between(seller, buyer),
              (Tax{"O", Factor(), Money::zero(hundred.currency()), "Outside the scope of VAT"}));
  }
}

TEST(Tax, a_sale_at_home_without_a_known_rate_says_so) {
  EXPECT_EQ(tax_between("US", "US").category, "O");
  EXPECT_EQ(tax_between("US", "US").note, "No VAT rate is known for US");
}

TEST(Tax, the_rate_is_the_one_at_the_end_of_the_period) {
  EXPECT_EQ(tax_between("EE", "EE", "2025-06").rate_percent, Factor::from_whole(22));
  EXPECT_EQ(tax_between("EE", "EE", "2025-07").rate_percent, Factor::from_whole(24));
  EXPECT_EQ(tax_between("DE", "DE", "2020-12").rate_percent, Factor::from_whole(16));
}

TEST(Tax, a_credit_gives_the_tax_back) {
  const auto tax = tax_on(hundred.negated(), in("SE"), in("SE"), *Period::parse("2026-10"),
                          RoundingProfile::en16931);
  EXPECT_EQ(tax->amount, Money(hundred.currency(), -2'500));
}

TEST(Tax, a_party_without_a_country_cannot_be_taxed) {
  const auto tax =
      tax_on(hundred, in("SE"), in(""), *Period::parse("2026-10"), RoundingProfile::en16931);
  EXPECT_EQ(tax.error().code, "UnknownCountry");
}

TEST(Tax, a_consumer_elsewhere_in_the_union_pays_the_tax_of_its_country) {
  registry::PartyDetails seller{"S", "SE", "EUR", "SE556000000101", ""};
  registry::PartyDetails buyer{"B", "DE", "EUR", "", ""};
  buyer.papers.vat_status = "consumer";
  const Money total(*Currency::find("EUR"), 10000);
  const Period october = *Period::parse("2026-10");
  const auto tax = tax_on(total, seller, buyer, october, RoundingProfile::en16931);
  EXPECT_EQ(tax->category + " " + tax->rate_percent.to_string(), "S 19");
  EXPECT_EQ(tax->amount.to_string(), "19.00");
  EXPECT_EQ(tax->note, "VAT of DE (one stop shop)");
  buyer.papers.vat_status = "business";
  EXPECT_EQ(tax_on(total, seller, buyer, october, RoundingProfile::en16931)->category, "AE");
  buyer.country = "US";
  buyer.papers.vat_status = "consumer";
  EXPECT_EQ(tax_on(total, seller, buyer, october, RoundingProfile::en16931)->category, "O");
}

TEST(Tax, swedish_tax_on_another_currency_is_told_in_kronor_where_a_rate_is_known) {
  const Currency euro = *Currency::find("EUR");
  const Currency krona = *Currency::find("SEK");
  registry::PartyDetails seller{"S", "SE", "EUR", "SE556000000101", ""};
  const Tax tax{"S", Factor::from_whole(25), Money(euro, 34654), {}};
  const Period october = *Period::parse("2026-10");
  rating::ExchangeTable rates;
  EXPECT_FALSE(*local_tax(tax, seller, rates, october, RoundingProfile::en16931));
  rates.add({euro, krona, "2026-10-30", *Factor::parse("11.4325"), "ECB"});
  rates.add({euro, krona, "2026-11-01", *Factor::parse("12"), "ECB"});
  const auto local = *local_tax(tax, seller, rates, october, RoundingProfile::en16931);
  ASSERT_TRUE(local.has_value());
  EXPECT_EQ(local->amount.to_string() + " " + local->day, "3961.82 2026-10-30");
  const Tax none{"AE", {}, Money::zero(euro), {}};
  EXPECT_FALSE(*local_tax(none, seller, rates, october, RoundingProfile::en16931));
  seller.papers.tax_currency = "EUR";  // keeps its books in euro
  EXPECT_FALSE(*local_tax(tax, seller, rates, october, RoundingProfile::en16931));
}

}  // namespace
}  // namespace tollbridge::billing
