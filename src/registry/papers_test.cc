// SPDX-License-Identifier: Apache-2.0
// Goal: what papers name of a party is well formed before it is recorded. Method: examples of each
// field, right and wrong by one letter; a property over check digits.
#include "registry/papers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::registry {
namespace {

std::string fault(std::string Papers::* field, const std::string& text) {
  Papers papers;
  papers.*field = text;
  const auto checked = check_papers(papers);
  return checked ? std::string() : checked.error().code;
}

TEST(Papers, an_account_is_checked_by_its_digits) {
  EXPECT_EQ(fault(&Papers::iban, "SE4550000000058398257466"), "");
  EXPECT_EQ(fault(&Papers::iban, "SE4550000000058398257467"), "InvalidIban");
  EXPECT_EQ(fault(&Papers::iban, "SE45 5000 0000 0583 9825 7466"), "InvalidIban");
  EXPECT_EQ(fault(&Papers::bankgiro, "50501055"), "");
  EXPECT_EQ(fault(&Papers::bankgiro, "50501054"), "InvalidBankgiro");
  EXPECT_EQ(fault(&Papers::bankgiro, "5050-1055"), "InvalidBankgiro");
  EXPECT_EQ(fault(&Papers::plusgiro, "18"), "");
  EXPECT_EQ(fault(&Papers::plusgiro, "19"), "InvalidPlusgiro");
  EXPECT_EQ(fault(&Papers::bic, "ESSESESS"), "");
  EXPECT_EQ(fault(&Papers::bic, "ESSE"), "InvalidBic");
}

TEST(Papers, every_other_field_says_what_is_wrong_with_it) {
  EXPECT_EQ(fault(&Papers::vat_status, "consumer"), "");
  EXPECT_EQ(fault(&Papers::vat_status, "private"), "InvalidVatStatus");
  EXPECT_EQ(fault(&Papers::endpoint, "0007:5560000001"), "");
  EXPECT_EQ(fault(&Papers::endpoint, "5560000001"), "InvalidEndpoint");
  EXPECT_EQ(fault(&Papers::legal_id, "0106:1 2"), "InvalidLegalId");
  EXPECT_EQ(fault(&Papers::email, "billing@contoso.example"), "");
  EXPECT_EQ(fault(&Papers::email, "billing at contoso"), "InvalidEmail");
  EXPECT_EQ(fault(&Papers::payment_days, "0"), "");
  EXPECT_EQ(fault(&Papers::payment_days, "366"), "InvalidPaymentDays");
  EXPECT_EQ(fault(&Papers::payment_days, "a month"), "InvalidPaymentDays");
  EXPECT_EQ(fault(&Papers::f_skatt, "ja"), "InvalidFSkatt");
  EXPECT_EQ(fault(&Papers::tax_currency, "SEK"), "");
  EXPECT_EQ(fault(&Papers::tax_currency, "kronor"), "UnknownCurrency");
  EXPECT_EQ(fault(&Papers::contact, std::string(401, 'x')), "TextTooLong");
}

TEST(Papers, a_field_is_listed_once_under_its_name) {
  Papers papers;
  int number = 0;
  for (const PaperField& field : paper_fields()) papers.*field.text = std::to_string(++number);
  EXPECT_EQ(papers.vat_status, "1");
  EXPECT_EQ(papers.f_skatt, std::to_string(number));
  EXPECT_EQ(sizeof(Papers), paper_fields().size() * sizeof(std::string));
}

RC_GTEST_PROP(Papers, a_digit_changed_breaks_the_check, ()) {
  std::string digits = std::to_string(*rc::gen::inRange<std::uint64_t>(1, 1'000'000'000'000));
  digits += check_digit(digits);
  RC_ASSERT(is_checked_number(digits));
  const auto at = *rc::gen::inRange<std::size_t>(0, digits.size());
  digits[at] = digits[at] == '9' ? '0' : static_cast<char>(digits[at] + 1);
  RC_ASSERT(!is_checked_number(digits));
}

}  // namespace
}  // namespace tollbridge::registry
