// SPDX-License-Identifier: Apache-2.0
// Goal: payments are recorded once, in the document's currency, never for more than makes sense,
// and are taken back by entries of their own; documents stay as they are. Method: the small chain
// of sellers in memory.
#include "engine/settlement.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/credit.h"
#include "engine/verify_documents.h"

namespace tollbridge::engine {
namespace {

using namespace test;
using billing::OpenState;

const std::string invoice = "contoso-000001";  // 14.38 with tax: 11.50 and 25 %

// October, closed; contoso's invoice for adatum is due within 30 days.
void one_month(World& world) {
  registry::PartyDetails terms = details("Contoso", "SE");
  terms.papers.payment_days = "30";
  world.tell({{registry::Partner{contoso, registry::PartnerKind::direct, {}, terms}}, {}});
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
}

PaymentRequest pay(const std::string& amount, const std::string& reference = {}) {
  PaymentRequest request;
  request.document = invoice;
  request.amount = amount;
  request.reference = reference;
  return request;
}

std::string code(World& world, const PaymentRequest& request, Instant now = after_november) {
  const auto done = record_payment(world.books, request, now);
  return done ? "done" : done.error().code;
}

TEST(Settlement, an_invoice_is_part_paid_then_paid_and_stays_the_same_document) {
  World world;
  one_month(world);
  const auto before = must(world.books.invoices().document(invoice));
  const auto part = must(record_payment(world.books, pay("10", "OCR 1"), after_october));
  EXPECT_EQ(part.entries[0].id(), invoice + "-p1");
  EXPECT_EQ(part.entries[0].day, "2026-11-02");
  EXPECT_EQ(part.claim.standing.state, OpenState::part_paid);
  const std::string rest = part.claim.standing.open.to_string();
  const auto whole = must(record_payment(world.books, pay(rest), after_november));
  EXPECT_EQ(whole.claim.standing.state, OpenState::paid);
  EXPECT_EQ(whole.claim.document.status, billing::DocumentStatus::paid);
  EXPECT_EQ(must(world.books.invoices().document(invoice)), before);
  EXPECT_TRUE(must(verify_documents(world.books, world.journal())).ok);
}

TEST(Settlement, the_last_day_is_that_of_the_papers_of_its_time) {
  World world;
  one_month(world);
  world.tell({{registry::Partner{contoso, registry::PartnerKind::direct, {},
                                 details("Contoso", "SE")}},
              {}});
  const auto claim = must(claim_of(world.books, invoice, after_november));
  EXPECT_EQ(date_text(*claim.standing.due), "2026-12-02");
  EXPECT_EQ(claim.standing.state, OpenState::open);
  const auto late = must(claim_of(world.books, invoice, after_december));
  EXPECT_EQ(late.standing.state, OpenState::overdue);
  EXPECT_EQ(late.standing.days_overdue, 31);
}

TEST(Settlement, what_makes_no_sense_is_refused_by_name) {
  World world;
  one_month(world);
  EXPECT_EQ(code(world, pay("0")), "InvalidPayment");
  EXPECT_EQ(code(world, pay("1.234")), "TooManyDigits");
  EXPECT_EQ(code(world, pay("-1")), "PaidBackTooMuch");
  PaymentRequest other = pay("1");
  other.currency = "SEK";
  EXPECT_EQ(code(world, other), "CurrencyMismatch");
  other = pay("1");
  other.day = "2026-12-24";
  EXPECT_EQ(code(world, other), "InvalidPayment");
  other.document = "contoso-000009";
  EXPECT_EQ(code(world, other), "UnknownInvoice");
  EXPECT_EQ(code(world, pay("1", "bank 7")), "done");
  EXPECT_EQ(code(world, pay("1", "bank 7")), "PaymentRepeated");
  EXPECT_EQ(code(world, pay("1", "bank 8")), "done");
  EXPECT_EQ(must(world.books.settlements().payments()).size(), 2U);
}

TEST(Settlement, too_much_is_told_and_can_be_paid_back) {
  World world;
  one_month(world);
  const auto over = must(record_payment(world.books, pay("1000"), after_november));
  EXPECT_EQ(over.claim.standing.state, OpenState::overpaid);
  const auto back =
      must(record_payment(world.books, pay(over.claim.standing.open.to_string()), after_november));
  EXPECT_EQ(back.claim.standing.state, OpenState::paid);
}

TEST(Settlement, an_entry_is_undone_once_and_by_another_one) {
  World world;
  one_month(world);
  must(record_payment(world.books, pay("5", "wrong customer"), after_november));
  const auto undo = [&](const std::string& id, const std::string& reason = "typo") {
    return undo_payment(world.books, {id, reason, "anna"}, after_november);
  };
  EXPECT_EQ(undo(invoice + "-p1", "").error().code, "MissingReason");
  const auto undone = must(undo(invoice + "-p1"));
  EXPECT_EQ(undone.claim.standing.state, OpenState::open);
  EXPECT_EQ(undone.entries[0].amount.to_string(), "-5.00");
  EXPECT_EQ(undone.entries[0].undoes, invoice + "-p1");
  EXPECT_EQ(undo(invoice + "-p1").error().code, "UndoneAlready");
  EXPECT_EQ(undo(invoice + "-p2").error().code, "NotUndoable");
  EXPECT_EQ(undo(invoice + "-p3").error().code, "UnknownPayment");
  EXPECT_EQ(code(world, pay("5", "wrong customer")), "done") << "what is undone may come again";
}

TEST(Settlement, a_credit_by_hand_takes_no_payments_and_lowers_its_invoice) {
  World world;
  one_month(world);
  must(credit(world.books, world.journal(), {invoice, {}, "outage"}, after_november));
  PaymentRequest on_note = pay("-1");
  on_note.document = "contoso-000002";
  EXPECT_EQ(code(world, on_note), "CreditIsSetOff");
  EXPECT_EQ(must(claim_of(world.books, invoice, after_december)).standing.state,
            OpenState::voided);
}

// A price halved after the close makes November's document a credit note.
TEST(Settlement, a_credit_note_of_a_close_is_set_off_against_an_invoice_and_back) {
  World world;
  one_month(world);
  world.tell({{}, {provider_sheet("0.01")}});
  world.closed(november, after_november);
  const auto note = must(claim_of(world.books, "contoso-000002", after_november));
  ASSERT_TRUE(note.standing.open.is_negative());
  PaymentRequest request = pay("");
  request.set_off = "contoso-000002";
  request.amount = "10000";
  EXPECT_EQ(code(world, request), "CannotSetOff");
  request.amount.clear();
  const auto done = must(record_payment(world.books, request, after_november));
  ASSERT_EQ(done.entries.size(), 2U);
  const auto used = must(claim_of(world.books, "contoso-000002", after_november));
  EXPECT_TRUE(used.standing.open.is_zero());
  EXPECT_EQ(code(world, request), "CannotSetOff") << "nothing is left of it";
  must(undo_payment(world.books, {"contoso-000002-p1", "mistake"}, after_november));
  EXPECT_EQ(must(claim_of(world.books, "contoso-000002", after_november)).standing.open,
            note.standing.open);
  EXPECT_TRUE(must(claim_of(world.books, invoice, after_november)).standing.paid.is_zero());
}

TEST(Settlement, interrupted_a_set_off_is_recorded_whole_or_not_at_all) {
  for (std::uint64_t call = 1; call < 40; ++call) {
    World world;
    one_month(world);
    world.tell({{}, {provider_sheet("0.01")}});
    world.closed(november, after_november);
    PaymentRequest request = pay("");
    request.set_off = "contoso-000002";
    world.books.fail_call(call, true);
    const auto done = record_payment(world.books, request, after_november);
    if (world.books.fault_pending()) {
      EXPECT_TRUE(done.has_value());
      return;
    }
    const auto entries = must(world.books.settlements().payments());
    EXPECT_TRUE(entries.empty() || entries.size() == 2U);
  }
}

}  // namespace
}  // namespace tollbridge::engine
