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

}  // namespace
}  // namespace tollbridge::billing
