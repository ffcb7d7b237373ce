// SPDX-License-Identifier: Apache-2.0
// Goal: payments and disputes come back as they were recorded, also after the books were opened
// again, and none is recorded twice. Method: real books in a scratch directory.
#include "billing/sql/sql_settlements.h"

#include <gtest/gtest.h>

#include "store/scratch_books_testing.h"

namespace tollbridge::billing {
namespace {

const Instant monday = parse_instant("2026-11-02T06:00:00Z").value();

PaymentEntry entry(std::uint32_t n, const std::string& amount, const std::string& code) {
  const Currency currency = Currency::find(code).value();
  return {"provider-000001", n,  provider_party(), PartyId("contoso"), "2026-11-01",
          Money::parse(amount, currency).value(),  "OCR 1", {}, {}, monday, "anna"};
}

TEST(SqlSettlements, entries_come_back_by_document_and_number_in_any_currency) {
  store::testing::ScratchBooks scratch;
  PaymentEntry undo = entry(2, "-12.30", "EUR");
  undo.undoes = "provider-000001-p1";
  PaymentEntry other = entry(1, "1230", "JPY");
  other.document = "provider-000002";
  other.set_off = "provider-000003";
  {
    auto database = scratch.must_open(scratch.data);
    SqlSettlements settlements(*database);
    EXPECT_TRUE(settlements.payments().value().empty());
    ASSERT_TRUE(settlements.record_payments(std::vector{entry(1, "12.30", "EUR")}));
    ASSERT_TRUE(settlements.record_payments(std::vector{undo, other}));
    EXPECT_EQ(settlements.payments().value().size(), 3U);
  }
  auto database = scratch.must_open(scratch.data);
  SqlSettlements settlements(*database);
  EXPECT_EQ(settlements.payments().value(),
            (std::vector{entry(1, "12.30", "EUR"), undo, other}));
  EXPECT_TRUE(database->verify());
}

TEST(SqlSettlements, of_several_entries_none_is_recorded_if_one_is_there) {
  store::testing::ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlSettlements settlements(*database);
  ASSERT_TRUE(settlements.record_payments(std::vector{entry(1, "1", "EUR")}));
  const auto again =
      settlements.record_payments(std::vector{entry(2, "1", "EUR"), entry(1, "1", "EUR")});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, "AlreadyRecorded");
  EXPECT_EQ(settlements.payments().value().size(), 1U);
}

TEST(SqlSettlements, the_steps_of_a_dispute_come_back_in_their_order) {
  store::testing::ScratchBooks scratch;
  DisputeStep step;
  step.line = "provider-000001-3";
  step.n = 1;
  step.document = "provider-000001";
  step.seller = provider_party();
  step.buyer = PartyId("contoso");
  step.text = "why";
  step.commit = 7;
  step.known_at = monday;
  step.actor = "anna";
  DisputeStep end = step;
  end.state = DisputeState::accepted;
  end.credit = "provider-000002";
  end.commit = 0;
  {
    auto database = scratch.must_open(scratch.data);
    SqlSettlements settlements(*database);
    ASSERT_TRUE(settlements.record_dispute_step(step));
    ASSERT_TRUE(settlements.record_dispute_step(end));
  }
  auto database = scratch.must_open(scratch.data);
  SqlSettlements settlements(*database);
  EXPECT_EQ(settlements.dispute_steps().value(), (std::vector{step, end}));
  EXPECT_TRUE(database->verify());
}

}  // namespace
}  // namespace tollbridge::billing
