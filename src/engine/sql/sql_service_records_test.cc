// SPDX-License-Identifier: Apache-2.0
// Goal: answers and switches come back as they were kept, also after the books were opened again,
// and the books stay sound when old answers go. Method: real books in a scratch directory.
#include "engine/sql/sql_service_records.h"

#include <gtest/gtest.h>

#include "store/scratch_books_testing.h"

namespace tollbridge::engine {
namespace {

Instant at(const std::string& text) { return parse_instant(text).value(); }

TEST(SqlServiceRecords, an_answer_is_kept_replaced_and_forgotten) {
  store::testing::ScratchBooks scratch;
  const Instant monday = at("2026-11-02T06:00:00Z");
  const Instant tuesday = at("2026-11-03T07:00:00Z");
  {
    auto database = scratch.must_open(scratch.data);
    SqlServiceRecords records(*database);
    ASSERT_TRUE(records.keep_answer({"a", "print", monday, true, ""}, monday));
    ASSERT_TRUE(records.keep_answer({"a", "print", monday, false, "200"}, monday));
    ASSERT_TRUE(records.keep_answer({"b", "other", monday, false, "201"}, monday));
  }
  auto database = scratch.must_open(scratch.data);
  SqlServiceRecords records(*database);
  EXPECT_EQ(records.answer("a").value(), (KeptAnswer{"a", "print", monday, false, "200"}));
  EXPECT_EQ(records.answer("c").value(), std::nullopt);
  ASSERT_TRUE(records.keep_answer({"c", "print", tuesday, false, "200"}, tuesday));
  EXPECT_EQ(records.answer("a").value(), std::nullopt) << "older than it has to be";
  EXPECT_TRUE(records.answer("c").value());
  EXPECT_TRUE(database->verify());
}

TEST(SqlServiceRecords, an_answer_that_was_kept_but_not_confirmed_is_known_and_forgotten) {
  store::testing::ScratchBooks scratch;
  const Instant monday = at("2026-11-02T06:00:00Z");
  const Instant tuesday = at("2026-11-03T07:00:00Z");
  auto database = scratch.must_open(scratch.data);
  SqlServiceRecords records(*database);
  ASSERT_TRUE(records.keep_answer({"a", "print", monday, false, "200"}, monday));
  scratch.disk.full = true;  // when the head is written, after the rows
  const auto kept = records.keep_answer({"b", "print", monday, false, "200"}, tuesday);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, "CommitUnconfirmed");
  scratch.disk.full = false;
  EXPECT_EQ(records.answer("a").value(), std::nullopt);
  EXPECT_TRUE(records.answer("b").value());
  ASSERT_TRUE(records.keep_answer({"c", "print", tuesday, false, "200"}, tuesday));
  EXPECT_EQ(records.answer("b").value(), std::nullopt);
  EXPECT_TRUE(database->verify());
}

TEST(SqlServiceRecords, switches_come_back_in_the_order_they_were_recorded) {
  store::testing::ScratchBooks scratch;
  const CostSwitch on{PartyId("adatum"), Hour::from_index(500'000), true,
                      at("2026-11-02T06:00:00Z"), "anna"};
  CostSwitch off = on;
  off.visible = false;
  off.from = on.from.plus(24);
  {
    auto database = scratch.must_open(scratch.data);
    SqlServiceRecords records(*database);
    ASSERT_TRUE(records.record_cost_switch(on));
    ASSERT_TRUE(records.record_cost_switch(off));
  }
  auto database = scratch.must_open(scratch.data);
  SqlServiceRecords records(*database);
  const auto switches = records.cost_switches().value();
  EXPECT_EQ(switches, (std::vector<CostSwitch>{on, off}));
  EXPECT_TRUE(costs_visible(switches, PartyId("adatum"), on.from));
  EXPECT_FALSE(costs_visible(switches, PartyId("adatum"), on.from.plus(-1)));
  EXPECT_FALSE(costs_visible(switches, PartyId("adatum"), off.from));
  EXPECT_FALSE(costs_visible(switches, PartyId("relecloud"), on.from));
}

}  // namespace
}  // namespace tollbridge::engine
