// SPDX-License-Identifier: Apache-2.0
// Goal: what is open of a document, since when it is overdue, and whom to remind of how much.
// Method: small documents by hand; a property over payments and their reversals.
#include "billing/settlement.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::billing {
namespace {

const Currency euro = Currency::find("EUR").value();

Money money(const std::string& text) { return Money::parse(text, euro).value(); }
Instant at(const std::string& text) { return parse_instant_or_date(text).value(); }

Document document(const std::string& payable, const std::string& corrects = {},
                  const std::string& number = "000001", const std::string& buyer = "contoso") {
  const Money amount = money(payable);
  return {.id = "provider-" + number,
          .number = number,
          .seller = provider_party(),
          .buyer = PartyId(buyer),
          .period = Period::parse("2026-10").value(),
          .currency = euro,
          .rounding = RoundingProfile::en16931,
          .type = amount.is_negative() ? DocumentType::credit_note : DocumentType::invoice,
          .status = DocumentStatus::issued,
          .issued_at = at("2026-11-02T08:00:00Z"),
          .corrects = corrects,
          .reason = {},
          .lines = {},
          .total = amount,
          .tax = {"O", {}, Money::zero(euro), {}},
          .payable = amount,
          .inputs = {}};
}

PaymentEntry entry(const std::string& amount, std::uint32_t n = 1,
                   const std::string& of = "provider-000001") {
  return {of, n, provider_party(), PartyId("contoso"), "2026-11-20", money(amount), {}, {}, {}, {},
          {}};
}

Standing stand(const Document& one, const std::vector<PaymentEntry>& entries,
               const std::string& now = "2026-11-20", const std::vector<Document>& credits = {}) {
  return standing_of(one, credits, entries, at("2026-12-02"), at(now)).value();
}

TEST(Settlement, payments_lower_what_is_open_and_more_than_enough_is_told) {
  const Document invoice = document("100.00");
  EXPECT_EQ(stand(invoice, {}).state, OpenState::open);
  const auto part = stand(invoice, {entry("40.00"), entry("1.00", 1, "provider-000002")});
  EXPECT_EQ(part.open, money("60.00"));
  EXPECT_EQ(part.paid, money("40.00"));
  EXPECT_EQ(part.state, OpenState::part_paid);
  EXPECT_EQ(stand(invoice, {entry("40.00"), entry("60.00", 2)}).state, OpenState::paid);
  const auto over = stand(invoice, {entry("100.01")});
  EXPECT_EQ(over.open, money("-0.01"));
  EXPECT_EQ(over.state, OpenState::overpaid);
  EXPECT_EQ(stand(invoice, {entry("40.00"), entry("-40.00", 2)}).state, OpenState::open);
}

TEST(Settlement, overdue_begins_the_day_after_the_last_one) {
  const Document invoice = document("100.00");
  EXPECT_EQ(stand(invoice, {}, "2026-12-02T23:59:59Z").state, OpenState::open);
  const auto late = stand(invoice, {entry("99.99")}, "2026-12-03T00:00:00Z");
  EXPECT_EQ(late.state, OpenState::overdue);
  EXPECT_EQ(late.days_overdue, 1);
  EXPECT_EQ(stand(invoice, {entry("100.00")}, "2027-12-03").days_overdue, 0);
  const auto agreed = standing_of(invoice, {}, {}, {}, at("2030-01-01")).value();
  EXPECT_EQ(agreed.state, OpenState::open) << "without a last day nothing is overdue";
}

TEST(Settlement, a_credit_by_hand_lowers_the_invoice_it_corrects) {
  const Document invoice = document("100.00");
  const Document credit = document("-30.00", invoice.id, "000002");
  const auto lowered = stand(invoice, {entry("70.00")}, "2026-11-20", {credit});
  EXPECT_EQ(lowered.credited, money("-30.00"));
  EXPECT_EQ(lowered.state, OpenState::paid);
  EXPECT_EQ(stand(credit, {}).state, OpenState::set_off);
  EXPECT_TRUE(stand(credit, {}).open.is_zero());
  const auto late = stand(invoice, {entry("100.00")}, "2026-11-20", {credit});
  EXPECT_EQ(late.state, OpenState::overpaid) << "paid before it was credited";
  const Document all = document("-100.00", invoice.id, "000002");
  EXPECT_EQ(stand(invoice, {}, "2026-11-20", {all}).state, OpenState::voided);
}

TEST(Settlement, a_credit_note_of_a_close_is_the_sellers_to_pay_and_never_overdue) {
  const Document note = document("-50.00");
  const auto open = standing_of(note, {}, {}, {}, at("2030-01-01")).value();
  EXPECT_EQ(open.open, money("-50.00"));
  EXPECT_EQ(open.state, OpenState::open);
  EXPECT_EQ(stand(note, {entry("-20.00")}).state, OpenState::part_paid);
  EXPECT_EQ(stand(note, {entry("-50.00")}).state, OpenState::paid);
}

TEST(Settlement, an_invoice_of_nothing_is_paid) {
  EXPECT_EQ(stand(document("0.00"), {}).state, OpenState::paid);
}

RC_GTEST_PROP(Settlement, what_is_undone_leaves_no_trace_in_what_is_open, ()) {
  const Document invoice = document("100.00");
  std::vector<PaymentEntry> kept, all;
  const auto amounts = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 20'000));
  for (const int amount : amounts) {
    PaymentEntry one = entry("0.01", static_cast<std::uint32_t>(all.size() + 1));
    one.amount = Money(euro, amount);
    all.push_back(one);
    if (*rc::gen::arbitrary<bool>()) {
      one.amount = one.amount.negated();
      all.push_back(one);
    } else {
      kept.push_back(one);
    }
  }
  RC_ASSERT(stand(invoice, all) == stand(invoice, kept));
}

TEST(Settlement, ages_begin_after_thirty_sixty_and_ninety_days) {
  const std::vector<std::size_t> found{age_of(1),  age_of(30), age_of(31), age_of(60),
                                       age_of(61), age_of(90), age_of(91), age_of(4000)};
  EXPECT_EQ(found, (std::vector<std::size_t>{0, 0, 1, 1, 2, 2, 3, 3}));
}

TEST(Settlement, reminders_are_per_buyer_by_age_and_name_what_else_is_open) {
  std::vector<Claim> claims;
  const auto add = [&](const Document& one, const std::string& due) {
    claims.push_back(
        {one, standing_of(one, {}, {}, due.empty() ? std::optional<Instant>() : at(due),
                          at("2027-03-15"))
                  .value()});
  };
  add(document("10.00", {}, "000001"), "2027-03-14");
  add(document("20.00", {}, "000002"), "2026-12-01");
  add(document("5.00", {}, "000003"), "2027-04-01");
  add(document("-1.00", {}, "000004"), "");
  add(document("7.00", {}, "000005", "northwind"), "2027-04-01");
  const auto list = dunning_list(claims).value();
  ASSERT_EQ(list.size(), 1U) << "northwind is not late";
  EXPECT_EQ(list[0].buyer.text(), "contoso");
  EXPECT_EQ(list[0].overdue[0].document.number, "000002");
  EXPECT_EQ(list[0].by_age[0], money("10.00"));
  EXPECT_EQ(list[0].by_age[3], money("20.00"));
  EXPECT_EQ(list[0].total, money("30.00"));
  EXPECT_EQ(list[0].rest, money("4.00"));
}

}  // namespace
}  // namespace tollbridge::billing
