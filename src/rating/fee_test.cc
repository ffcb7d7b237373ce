// SPDX-License-Identifier: Apache-2.0
// Which months a fee is charged in, and what its lines are called.
#include "rating/fee.h"

#include <gtest/gtest.h>

#include <string>

namespace tollbridge::rating {
namespace {

Period month(const char* text) { return *Period::parse(text); }

Fee fee(FeeEvery every) {
  return Fee{.id = "care",
             .seller = PartyId("provider"),
             .buyer = PartyId("contoso"),
             .subscription = {},
             .description = "Managed service",
             .amount = *Money::parse("49.90", *Currency::find("EUR")),
             .every = every,
             .first = month("2026-10"),
             .last = {}};
}

TEST(Fees, a_fee_charged_once_is_due_in_its_month_only) {
  const Fee setup = fee(FeeEvery::once);
  EXPECT_FALSE(is_due(setup, month("2026-09")));
  EXPECT_TRUE(is_due(setup, month("2026-10")));
  EXPECT_FALSE(is_due(setup, month("2026-11")));
}

TEST(Fees, a_monthly_fee_is_due_from_its_first_to_its_last_month_or_for_ever) {
  Fee care = fee(FeeEvery::month);
  EXPECT_FALSE(is_due(care, month("2026-09")));
  EXPECT_TRUE(is_due(care, month("2026-10")));
  EXPECT_TRUE(is_due(care, month("2099-01")));
  care.last = month("2026-11");
  EXPECT_TRUE(is_due(care, month("2026-11")));
  EXPECT_FALSE(is_due(care, month("2026-12")));
}

TEST(Fees, lines_are_known_by_description_and_id_and_count_months_or_units) {
  EXPECT_EQ(line_name(fee(FeeEvery::month)), "Managed service (care)");
  EXPECT_EQ(line_unit(fee(FeeEvery::month)), "month");
  EXPECT_EQ(line_unit(fee(FeeEvery::once)), "unit");
}

TEST(Fees, words_and_texts_are_checked) {
  for (const FeeEvery every : {FeeEvery::once, FeeEvery::month}) {
    EXPECT_EQ(parse_fee_every(to_string(every)).value(), every);
  }
  EXPECT_EQ(parse_fee_every("yearly").error().code, "InvalidFee");
  EXPECT_TRUE(check_fee_text("Inrättande, 1 gång").has_value());
  for (const std::string& bad : {std::string(), std::string("a\tb"), std::string(201, 'x')}) {
    EXPECT_EQ(check_fee_text(bad).error().code, "InvalidFee");
  }
}

}  // namespace
}  // namespace tollbridge::rating
