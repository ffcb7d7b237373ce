// SPDX-License-Identifier: Apache-2.0
// What a document is made of: one per buyer, numbered without gaps, totals and tax; and credit
// notes by hand, which never give back more than was billed.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "billing/bill.h"

namespace tollbridge::billing {
namespace {

using registry::Partner;
using registry::PartnerKind;
using registry::Provider;

const Currency euro = *Currency::find("EUR");
const Period november = *Period::parse("2026-11");
const Period october = *Period::parse("2026-10");
const Period september = *Period::parse("2026-09");

registry::PartyDetails details(std::string name, std::string country) {
  return {.name = std::move(name),
          .country = std::move(country),
          .currency = "EUR",
          .vat_id = {},
          .address = {}};
}

registry::Registry registry_with_rounding(RoundingProfile rounding = RoundingProfile::en16931) {
  const std::vector<registry::Fact> facts{
      Provider{details("Nordic Cloud", "SE"), rounding},
      Partner{PartyId("contoso"), PartnerKind::direct, {}, details("Contoso", "SE")},
      Partner{PartyId("fabrikam"), PartnerKind::distributor, {}, details("Fabrikam", "DE")}};
  return registry::Registry().with(facts);
}

Line line(int cents) {
  return Line{.id = {},
              .subscription = SubscriptionId("s1"),
              .customer = {},
              .meter = MeterId("vm"),
              .name = "VM",
              .unit = "1 Hour",
              .quantity = exact(Quantity::from_whole(7)),
              .unit_price = *UnitPrice::parse("0.1"),
              .tier_from = {},
              .amount = Money(euro, cents),
              .kind = LineKind::usage,
              .cause = {},
              .of = {}};
}

Line adjustment(int cents, Period of) {
  Line result = line(cents);
  result.kind = LineKind::adjustment;
  result.cause = "late-usage";
  result.of = LineOrigin{of, "provider-000001", "provider-000001-1"};
  return result;
}

BuyerLines lines_for(const std::string& buyer, std::vector<Line> lines) {
  return {provider_party(), PartyId(buyer), euro, std::move(lines)};
}

Issue issue(std::uint64_t next_number = 1) {
  return {provider_party(), november, *parse_instant("2026-12-01T06:00:00Z"), next_number,
          Inputs{{}, 5, *parse_instant("2026-12-01T06:00:00Z"), 1}};
}

Document one_invoice(std::vector<Line> lines) {
  return documents({lines_for("contoso", std::move(lines))}, {}, registry_with_rounding(), issue())
      ->front();
}

TEST(Documents, each_buyer_gets_one_and_numbers_follow_without_gaps) {
  const auto made = documents({lines_for("contoso", {line(100)}), lines_for("fabrikam", {line(5)})},
                              {lines_for("contoso", {adjustment(7, october)})},
                              registry_with_rounding(), issue(9));
  ASSERT_EQ(made->size(), 2U);
  EXPECT_EQ((*made)[0].id, "provider-000009");
  EXPECT_EQ((*made)[0].number, "000009");
  EXPECT_EQ((*made)[0].lines[1].id, "provider-000009-2");
  EXPECT_EQ((*made)[1].id, "provider-000010");
  EXPECT_EQ((*made)[1].buyer, PartyId("fabrikam"));
}

TEST(Documents, total_is_the_sum_of_the_lines_and_payable_adds_the_tax) {
  const Document invoice = one_invoice({line(101), line(202)});
  EXPECT_EQ(invoice.total.to_string(), "3.03");
  EXPECT_EQ(invoice.tax.amount.to_string(), "0.76");
  EXPECT_EQ(invoice.payable.to_string(), "3.79");
  EXPECT_EQ(invoice.type, DocumentType::invoice);
}

TEST(Documents, tax_rounds_as_the_seller_does) {
  const auto made = documents({lines_for("contoso", {line(303)})}, {},
                              registry_with_rounding(RoundingProfile::partner_center), issue());
  EXPECT_EQ(made->front().rounding, RoundingProfile::partner_center);
  EXPECT_EQ(made->front().tax.amount.to_string(), "0.75");
}

TEST(Documents, adjustments_stand_last_by_period) {
  const auto made = documents({lines_for("contoso", {line(1)})},
                              {lines_for("contoso", {adjustment(2, october)}),
                               lines_for("contoso", {adjustment(3, september)})},
                              registry_with_rounding(), issue());
  const auto& lines = made->front().lines;
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].kind, LineKind::usage);
  EXPECT_EQ(lines[1].of->period, september);
  EXPECT_EQ(lines[2].of->period, october);
}

// Estonia's rate went from 22 to 24 percent on 1 July 2025: what is adjusted of June keeps June's.
TEST(Documents, one_document_has_one_regime_of_tax) {
  const std::vector<registry::Fact> facts{
      Provider{details("Nordic Cloud", "EE")},
      Partner{PartyId("contoso"), PartnerKind::direct, {}, details("Contoso", "EE")}};
  Issue july = issue();
  july.period = *Period::parse("2025-07");
  const auto made = documents({lines_for("contoso", {line(10000)})},
                              {lines_for("contoso", {adjustment(1000, *Period::parse("2025-06")),
                                                     adjustment(-2000, *Period::parse("2025-05"))}),
                               lines_for("contoso", {adjustment(100, *Period::parse("2025-07"))})},
                              registry::Registry().with(facts), july);
  ASSERT_EQ(made->size(), 2U);
  EXPECT_EQ((*made)[0].lines.size(), 2U);
  EXPECT_EQ((*made)[0].tax.rate_percent.to_string() + " " + (*made)[0].tax.amount.to_string(),
            "24 24.24");
  EXPECT_EQ((*made)[1].id, "provider-000002");
  EXPECT_EQ((*made)[1].tax.rate_percent.to_string() + " " + (*made)[1].tax.amount.to_string(),
            "22 -2.20");
  EXPECT_EQ((*made)[1].type, DocumentType::credit_note);
}

TEST(Documents, taxes_in_kronor_of_all_credits_sum_to_the_tax_in_kronor) {
  const Currency krona = *Currency::find("SEK");
  const std::vector<rating::PriceFact> rates{
      rating::ExchangeRate{euro, krona, "2026-11-30", *Factor::parse("11.4325"), "ECB"}};
  const auto prices = rating::PriceBook().with(rates);
  ASSERT_TRUE(prices.has_value());
  Issue told = issue();
  told.prices = &*prices;
  const auto made = documents({lines_for("contoso", {line(1003), line(2001)})}, {},
                              registry_with_rounding(), told);
  const Document& invoice = made->front();
  ASSERT_TRUE(invoice.tax.local.has_value());
  EXPECT_EQ(invoice.tax.amount.to_string() + " " + invoice.tax.local->amount.to_string(),
            "7.51 85.86");
  const auto one = credit_note(invoice, {}, {{"provider-000001-1", Money(euro, 333)}}, "", told);
  ASSERT_TRUE(one.has_value());
  const auto rest = credit_note(invoice, {*one}, creditable(invoice, {*one}), "", told);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(one->tax.local->amount.plus(rest->tax.local->amount)->to_string(), "-85.86");
}

TEST(Documents, a_negative_total_is_a_credit_note) {
  const auto made = documents({}, {lines_for("contoso", {adjustment(-500, october)})},
                              registry_with_rounding(), issue());
  EXPECT_EQ(made->front().type, DocumentType::credit_note);
  EXPECT_EQ(made->front().payable.to_string(), "-6.25");
}

TEST(Documents, a_buyer_without_lines_gets_none) {
  EXPECT_TRUE(
      documents({lines_for("contoso", {})}, {}, registry_with_rounding(), issue())->empty());
}

TEST(Documents, an_unknown_buyer_is_an_error) {
  const auto made =
      documents({lines_for("nobody", {line(1)})}, {}, registry_with_rounding(), issue());
  EXPECT_EQ(made.error().code, "UnknownParty");
}

TEST(CreditNote, gives_back_an_amount_of_a_line_with_its_tax) {
  const Document invoice = one_invoice({line(1000)});
  const auto credit = credit_note(invoice, {}, {{"provider-000001-1", Money(euro, 400)}},
                                  "Outage on the 3rd", issue(2));
  ASSERT_TRUE(credit.has_value());
  EXPECT_EQ(credit->type, DocumentType::credit_note);
  EXPECT_EQ(credit->id, "provider-000002");
  EXPECT_EQ(credit->corrects, "provider-000001");
  EXPECT_EQ(credit->total.to_string(), "-4.00");
  EXPECT_EQ(credit->payable.to_string(), "-5.00");
  EXPECT_EQ(credit->lines[0].kind, LineKind::credit);
  EXPECT_EQ(credit->lines[0].cause, "Outage on the 3rd");
  EXPECT_EQ(credit->lines[0].of, (LineOrigin{november, "provider-000001", "provider-000001-1"}));
  EXPECT_EQ(parse_document(canonical_text(*credit)), *credit);
}

TEST(CreditNote, never_gives_back_more_than_the_line) {
  const Document invoice = one_invoice({line(1000)});
  const auto first =
      credit_note(invoice, {}, {{"provider-000001-1", Money(euro, 600)}}, "", issue(2));
  const auto second =
      credit_note(invoice, {*first}, {{"provider-000001-1", Money(euro, 401)}}, "", issue(3));
  EXPECT_EQ(second.error().code, "CreditExceedsLine");
  EXPECT_EQ(second.error().kind, ErrorKind::refused);
  const auto twice =
      credit_note(invoice, {*first},
                  {{"provider-000001-1", Money(euro, 400)}, {"provider-000001-1", Money(euro, 1)}},
                  "", issue(3));
  EXPECT_EQ(twice.error().code, "CreditExceedsLine");
}

TEST(CreditNote, wants_a_line_that_is_there_and_an_amount_above_zero) {
  const Document invoice = one_invoice({line(1000)});
  const auto error = [&](const std::string& id, int cents) {
    return credit_note(invoice, {}, {{id, Money(euro, cents)}}, "", issue(2)).error().code;
  };
  EXPECT_EQ(error("provider-000001-2", 1), "UnknownLine");
  EXPECT_EQ(error("provider-000001-1", 0), "InvalidCredit");
  EXPECT_EQ(error("provider-000001-1", -1), "InvalidCredit");
  EXPECT_EQ(credit_note(invoice, {}, {}, "", issue(2)).error().code, "InvalidCredit");
}

TEST(CreditNote, never_gives_back_what_an_adjustment_took_off) {
  const Document invoice = one_invoice({line(662)});
  const Document later = documents({}, {lines_for("contoso", {adjustment(-441, october)})},
                                   registry_with_rounding(), issue(2))
                             ->front();
  const auto left = creditable(invoice, {invoice, later});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].amount.to_string(), "2.21");
  const auto first = credit_note(invoice, {invoice, later},
                                 {{"provider-000001-1", Money(euro, 100)}}, "", issue(3));
  const auto over = credit_note(invoice, {invoice, later, *first},
                                {{"provider-000001-1", Money(euro, 122)}}, "", issue(4));
  EXPECT_EQ(over.error().message,
            "Line provider-000001-1 is 6.62, adjusted by -4.41, credited 1.00: 1.21 is left, so "
            "1.22 cannot be credited.");
  const auto taken_off = creditable(later, {invoice, later, *first});
  const auto charged = credit_note(later, {invoice, later, *first}, taken_off, "", issue(4));
  EXPECT_EQ(charged.error().code, "NothingToCredit");
}

// Goal: an invoice credited whole nets to nothing, tax included, whatever the signs of its lines
// and whatever was credited of them before. Method: random lines, a part of one, then the rest.
TEST(CreditNote, an_invoice_with_negative_lines_credited_whole_nets_to_nothing) {
  rc::check([] {
    const auto amount_of_line = rc::gen::distinctFrom(rc::gen::inRange(-999, 999), 0);
    const auto cents =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(amount_of_line));
    std::vector<Line> lines;
    for (const int amount : cents) lines.push_back(line(amount));
    const Document invoice = one_invoice(lines);
    std::vector<Document> issued{invoice};
    if (const auto part = credit_note(invoice, issued, {{"provider-000001-1", Money(euro, 1)}}, "",
                                      issue(2));
        part) {
      issued.push_back(*part);
    }
    const auto rest = credit_note(invoice, issued, creditable(invoice, issued), "", issue(3));
    const i128 left = invoice.total.minor_units() - (issued.size() == 2 ? 1 : 0);
    RC_ASSERT(rest.has_value() == (left > 0));
    if (!rest) {
      RC_ASSERT(rest.error().code == "NothingToCredit" || rest.error().code == "InvalidCredit");
      return;
    }
    issued.push_back(*rest);
    Money payable = Money::zero(euro);
    for (const Document& document : issued) payable = *payable.plus(document.payable);
    RC_ASSERT(payable.is_zero());
    RC_ASSERT(status_after(invoice, issued) == DocumentStatus::voided);
    RC_ASSERT(creditable(invoice, issued).empty());
  });
}

TEST(CreditNote, a_negative_line_is_taken_back_only_as_far_as_it_stands) {
  const Document invoice = one_invoice({line(1000), line(-10)});
  const auto error = [&](int cents) {
    return credit_note(invoice, {invoice},
                       {{"provider-000001-1", Money(euro, 1000)},
                        {"provider-000001-2", Money(euro, cents)}},
                       "", issue(2))
        .error()
        .code;
  };
  EXPECT_EQ(error(10), "InvalidCredit");
  EXPECT_EQ(error(-11), "CreditExceedsLine");
  Line against = adjustment(10, october);
  against.of->line = "provider-000001-2";
  const Document later =
      documents({}, {lines_for("contoso", {against})}, registry_with_rounding(), issue(2))->front();
  const auto left = creditable(invoice, {invoice, later});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].amount.to_string(), "10.00");
}

TEST(CreditNote, what_an_adjustment_added_is_given_back_once) {
  const Document invoice = one_invoice({line(100)});
  const Document later = documents({}, {lines_for("contoso", {adjustment(50, october)})},
                                   registry_with_rounding(), issue(2))
                             ->front();
  EXPECT_EQ(creditable(invoice, {invoice, later})[0].amount.to_string(), "1.00");
  const auto added =
      credit_note(later, {invoice, later}, creditable(later, {invoice, later}), "", issue(3));
  EXPECT_EQ(added->total.to_string(), "-0.50");
  EXPECT_EQ(creditable(invoice, {invoice, later, *added})[0].amount.to_string(), "1.00");
  EXPECT_TRUE(creditable(later, {invoice, later, *added}).empty());
}

// Goal: the tax of the parts is the tax of the whole, at every step and whatever the rounding.
// Method: an invoice of 1.02 is credited cent by cent; each cent alone would round to no tax.
TEST(CreditNote, taxes_of_parts_sum_to_the_tax_of_the_whole) {
  for (const auto rounding : {RoundingProfile::en16931, RoundingProfile::partner_center,
                              RoundingProfile::bankers}) {
    const Document invoice = documents({lines_for("contoso", {line(102)})}, {},
                                       registry_with_rounding(rounding), issue())
                                 ->front();
    std::vector<Document> issued{invoice};
    Money tax = Money::zero(euro);
    for (int cents = 1; cents <= 102; ++cents) {
      const auto note = credit_note(invoice, issued, {{"provider-000001-1", Money(euro, 1)}}, "",
                                    issue(static_cast<std::uint64_t>(cents) + 1));
      ASSERT_TRUE(note.has_value()) << note.error().message;
      issued.push_back(*note);
      tax = *tax.plus(note->tax.amount);
      EXPECT_EQ(tax, percentage_of(Money(euro, -cents), invoice.tax.rate_percent, rounding));
      EXPECT_EQ(status_after(invoice, issued),
                cents == 102 ? DocumentStatus::voided : DocumentStatus::issued);
    }
    EXPECT_EQ(tax, invoice.tax.amount.negated());
  }
}

TEST(CreditNote, an_invoice_credited_whole_is_void) {
  const Document invoice = one_invoice({line(1000), line(50)});
  const auto first =
      credit_note(invoice, {}, {{"provider-000001-1", Money(euro, 600)}}, "", issue(2));
  EXPECT_EQ(status_after(invoice, {*first}), DocumentStatus::issued);
  const auto left = creditable(invoice, {*first});
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].amount.to_string(), "4.00");
  EXPECT_EQ(left[1].amount.to_string(), "0.50");
  const auto second = credit_note(invoice, {*first}, left, "", issue(3));
  EXPECT_EQ(status_after(invoice, {*first, *second}), DocumentStatus::voided);
  EXPECT_TRUE(invoice.payable.plus(first->payable)->plus(second->payable)->is_zero());
}

}  // namespace
}  // namespace tollbridge::billing
