// SPDX-License-Identifier: Apache-2.0
// A line is followed down to the price, the hours with who pays and why, and the records, old
// revisions included.
#include "engine/explain_line.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/credit.h"

namespace tollbridge::engine {
namespace {

using namespace test;

TEST(ExplainLine, from_the_line_to_price_hours_and_records) {
  World world;
  world.use({.hour = october.begin(), .quantity = "40"});
  world.use({.hour = october.begin(), .quantity = "60", .revision = 1});
  world.use({.hour = october.begin().plus(2), .quantity = "40", .resource = "vm-2"});
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "3"});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "3"});
  world.closed(october, after_october);
  const auto line = explain_line(world.books, world.journal(), {"contoso-000001-2", 100});
  ASSERT_TRUE(line.has_value()) << line.error().message;
  EXPECT_EQ(line->line.meter, MeterId("vm"));
  EXPECT_EQ(line->line.amount.to_string(), "11.50");
  ASSERT_TRUE(line->charge.has_value());
  EXPECT_EQ(line->charge->key.unit_price, UnitPrice::parse("0.115"));
  ASSERT_EQ(line->runs.size(), 1U);
  const auto& run = line->runs[0];
  EXPECT_EQ(run.run.payer.reason, attribution::Reason::mapped);
  EXPECT_EQ(run.run.cells.size(), 2U);
  EXPECT_EQ(run.quantity, Quantity::from_whole(100));
  EXPECT_EQ(run.sheet, SheetId("contoso-2026"));
  ASSERT_TRUE(run.because.has_value());
  EXPECT_EQ(run.because->since, october.begin());
  EXPECT_EQ(run.because->actor, "tester");
  EXPECT_EQ(line->records_total, 2U);
  EXPECT_EQ(line->superseded_total, 1U);
  ASSERT_EQ(line->records.size(), 3U);
  EXPECT_FALSE(line->records[0].counted);
  EXPECT_EQ(line->records[0].quantity, Quantity::from_whole(40));
  EXPECT_TRUE(line->records[1].counted);
  EXPECT_EQ(line->records[1].revision, 1);
}

TEST(ExplainLine, records_are_listed_up_to_a_limit_and_counted_beyond_it) {
  World world;
  for (int hour = 0; hour < 9; ++hour)
    world.use({.hour = october.begin().plus(hour)});
  world.closed(october, after_october);
  const auto line = explain_line(world.books, world.journal(), {"contoso-000001-1", 4});
  EXPECT_EQ(line->records.size(), 4U);
  EXPECT_EQ(line->records_total, 9U);
}

TEST(ExplainLine, usage_that_fell_to_the_default_says_so) {
  World world;
  world.use({.tenant = t_stray, .hour = october.begin()});
  world.closed(october, after_october);
  const auto line = explain_line(world.books, world.journal(), {"provider-000001-1", 9});
  ASSERT_EQ(line->runs.size(), 1U);
  EXPECT_EQ(line->runs[0].run.payer.reason, attribution::Reason::unregistered);
  EXPECT_EQ(line->runs[0].run.key.tenant, t_stray);
  EXPECT_EQ(line->runs[0].because->since, Period::parse("2026-01")->begin());
}

TEST(ExplainLine, an_adjustment_shows_what_was_billed_before_and_the_month_it_corrects) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  world.closed(november, after_november);
  // What comes later is no part of the explanation.
  world.use({.hour = october.begin().plus(2), .quantity = "50"});
  const auto line = explain_line(world.books, world.journal(), {"provider-000002-1", 9});
  ASSERT_TRUE(line.has_value()) << line.error().message;
  EXPECT_EQ(line->period, october);
  ASSERT_EQ(line->billed_before.size(), 1U);
  EXPECT_EQ(line->billed_before[0].id, "provider-000001-1");
  EXPECT_EQ(line->quantity, Quantity::from_whole(105));
  EXPECT_EQ(line->records_total, 2U);
}

TEST(ExplainLine, a_credit_shows_the_line_it_corrects) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  ASSERT_TRUE(credit(world.books, world.journal(), {"provider-000001", {}, "x"}, after_november));
  const auto line = explain_line(world.books, world.journal(), {"provider-000002-1", 9});
  ASSERT_EQ(line->billed_before.size(), 1U);
  EXPECT_EQ(line->billed_before[0].id, "provider-000001-1");
}

TEST(ExplainLine, an_unknown_line_is_told_from_an_unknown_invoice) {
  World world;
  world.use({.hour = october.begin()});
  world.closed(october, after_october);
  const auto code = [&](const std::string& line) {
    return explain_line(world.books, world.journal(), {line, 9}).error().code;
  };
  EXPECT_EQ(code("provider-000001-7"), "UnknownLine");
  EXPECT_EQ(code("provider-000007-1"), "UnknownInvoice");
  EXPECT_EQ(code("nonsense"), "UnknownInvoice");
}

}  // namespace
}  // namespace tollbridge::engine
