// SPDX-License-Identifier: Apache-2.0
// Goal: an hour is told once, told anew when it changed, and never told as nothing for nothing.
// Method: every combination of what was told and what is now, by hand.
#include "stack/emit.h"

#include <gtest/gtest.h>

namespace tollbridge::stack {
namespace {

Told told(std::int64_t quantity, std::int64_t revision = 0, const char* tenant = "t") {
  return {Quantity::from_whole(quantity), TenantId(tenant), revision};
}

HourNow is(std::int64_t quantity, const char* tenant = "t") {
  return {Quantity::from_whole(quantity), TenantId(tenant), "north", ""};
}

TEST(Emit, the_first_telling_has_revision_0_and_nothing_is_not_told) {
  EXPECT_EQ(next_revision({}, is(3)), 0);
  EXPECT_EQ(next_revision({}, is(-3)), 0);
  EXPECT_EQ(next_revision({}, is(0)), std::nullopt);
}

TEST(Emit, what_changed_gets_the_next_revision_also_when_it_became_nothing) {
  EXPECT_EQ(next_revision(told(3), is(3)), std::nullopt);
  EXPECT_EQ(next_revision(told(3, 4), is(2)), 5);
  EXPECT_EQ(next_revision(told(3, 4), is(0)), 5);
  EXPECT_EQ(next_revision(told(0, 5), is(0)), std::nullopt);
  EXPECT_EQ(next_revision(told(0, 5), is(1)), 6);
}

TEST(Emit, another_tenant_is_told_unless_there_is_nothing_to_pay) {
  EXPECT_EQ(next_revision(told(3), is(3, "u")), 1);
  EXPECT_EQ(next_revision(told(0, 1), is(0, "u")), std::nullopt);
}

TEST(Emit, rows_carry_all_that_the_journal_needs) {
  const Hour first = Hour::from_index(500'000);
  SeriesHours series;
  series.series = {LocalSubscriptionId("shop"), MeterId("cpu"), ResourceId("/vm/1")};
  series.hours = {first, first.plus(4)};
  series.now[first] = is(1);
  series.now[first.plus(2)] = is(7);
  series.told[first.plus(1)] = told(5);
  series.told[first.plus(2)] = told(7);
  journal::UsageBatch batch;
  const Instant now = first.plus(9).start();
  add_rows(series, StackId("s"), now, batch);
  ASSERT_EQ(batch.rows.size(), 2U);
  const auto text = [&](std::uint32_t index) { return batch.strings.text(index); };
  EXPECT_EQ(text(batch.rows[0].stack), "s");
  EXPECT_EQ(text(batch.rows[0].subscription), "shop");
  EXPECT_EQ(text(batch.rows[0].meter), "cpu");
  EXPECT_EQ(text(batch.rows[0].resource), "/vm/1");
  EXPECT_EQ(text(batch.rows[0].location), "north");
  EXPECT_EQ(batch.rows[0].start, first.start());
  EXPECT_EQ(batch.rows[0].reported_at, now);
  EXPECT_FALSE(batch.rows[0].end);
  EXPECT_EQ(batch.rows[1].hour(), first.plus(1));
  EXPECT_EQ(batch.rows[1].revision, 1);
  EXPECT_TRUE(batch.rows[1].quantity.is_zero());
  EXPECT_EQ(text(batch.rows[1].tenant), "t") << "whom it was told of";
}

}  // namespace
}  // namespace tollbridge::stack
