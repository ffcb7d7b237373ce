// SPDX-License-Identifier: Apache-2.0
// Goal: a document says by when and where it is to be paid. Method: parties with and without terms
// and accounts, references by hand.
#include "billing/payment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::billing {
namespace {

Document invoice(i128 payable, DocumentType type = DocumentType::invoice) {
  const Currency euro = *Currency::find("EUR");
  return {.id = "contoso-000007",
          .number = "000007",
          .seller = PartyId("contoso"),
          .buyer = PartyId("adatum"),
          .period = *Period::parse("2026-10"),
          .currency = euro,
          .rounding = RoundingProfile::en16931,
          .type = type,
          .status = DocumentStatus::issued,
          .issued_at = *parse_instant("2026-11-02T23:59:59Z"),
          .corrects = {},
          .reason = {},
          .lines = {},
          .total = Money(euro, payable),
          .tax = {"O", {}, Money::zero(euro), {}},
          .payable = Money(euro, payable),
          .inputs = {}};
}

registry::PartyDetails party(const char* days) {
  registry::PartyDetails details{"Contoso", "SE", "EUR", "", ""};
  details.papers.payment_days = days;
  return details;
}

std::string due(const Payment& payment) { return payment.due ? date_text(*payment.due) : ""; }

TEST(Payment, the_buyers_days_come_before_the_sellers) {
  EXPECT_EQ(due(payment_of(invoice(100), party("30"), party(""))), "2026-12-02");
  EXPECT_EQ(due(payment_of(invoice(100), party("30"), party("10"))), "2026-11-12");
  EXPECT_EQ(due(payment_of(invoice(100), party("30"), party("0"))), "2026-11-02");
  EXPECT_EQ(terms_text(payment_of(invoice(100), party("30"), party("10"))), "Net 10");
}

TEST(Payment, without_days_or_anything_to_pay_nothing_is_due) {
  EXPECT_EQ(due(payment_of(invoice(100), party(""), party(""))), "");
  EXPECT_EQ(terms_text(payment_of(invoice(100), party(""), party(""))), "As agreed");
  EXPECT_EQ(due(payment_of(invoice(0), party("30"), party(""))), "");
  EXPECT_EQ(due(payment_of(invoice(-5, DocumentType::credit_note), party("30"), party(""))), "");
}

TEST(Payment, a_giro_is_paid_with_an_ocr_number_and_a_bank_account_with_the_documents_id) {
  auto seller = party("30");
  seller.papers.iban = "SE4550000000058398257466";
  seller.papers.bic = "ESSESESS";
  EXPECT_EQ(payment_of(invoice(100), seller, party("")).reference, "contoso-000007");
  seller.papers.bankgiro = "50501055";
  const Payment payment = payment_of(invoice(100), seller, party(""));
  EXPECT_TRUE(payment.is_ocr);
  EXPECT_EQ(payment.reference, "00000786");
  EXPECT_EQ(payment.accounts,
            (std::vector<Account>{{AccountKind::bankgiro, "50501055", ""},
                                  {AccountKind::iban, "SE4550000000058398257466", "ESSESESS"}}));
}

RC_GTEST_PROP(Payment, an_ocr_number_checks_itself_and_tells_its_length, ()) {
  std::string number = std::to_string(*rc::gen::inRange<std::uint64_t>(1, 1'000'000'000));
  if (number.size() < 6) number.insert(0, 6 - number.size(), '0');
  const std::string ocr = ocr_number(number);
  RC_ASSERT(registry::is_checked_number(ocr));
  RC_ASSERT(static_cast<std::size_t>(ocr[ocr.size() - 2] - '0') == ocr.size() % 10);
  RC_ASSERT(ocr.starts_with(number));
}

}  // namespace
}  // namespace tollbridge::billing
