// SPDX-License-Identifier: Apache-2.0
// Goal: whoever doubts a sum of usage finds the records it is made of, each once, page by page.
// Method: a small journal, its sums by usage_show beside the records.
#include "engine/usage_records.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;

UsageRecordsRequest of(const HourSpan& hours) { return {.hours = hours}; }

Result<std::vector<UsageRecord>> records(World& world, const UsageRecordsRequest& request,
                                         const UsageScope& scope = {}) {
  const auto facts = must(world.books.facts());
  const auto registry = registry::Registry::from_facts(facts);
  return usage_records(world.journal(), registry, request, scope);
}

std::vector<std::string> told(const Result<std::vector<UsageRecord>>& found) {
  std::vector<std::string> lines;
  for (const UsageRecord& one : *found) {
    lines.push_back(one.record.tenant.text() + " " + one.record.meter.text() + " " +
                    one.record.resource + " " + one.record.quantity.to_string());
  }
  return lines;
}

TEST(UsageRecords, are_those_of_the_hours_asked_for_oldest_first) {
  World world;
  world.use({.hour = october.begin().plus(30), .quantity = "3"});
  world.use({.hour = october.begin().plus(1), .quantity = "2", .resource = "vm-2"});
  world.use({.hour = october.begin().plus(1), .quantity = "1"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin()});
  EXPECT_EQ(told(records(world, of(october.span()))),
            (std::vector<std::string>{"t-tailspin vm vm-1 1", "t-adatum vm vm-1 1",
                                      "t-adatum vm vm-2 2", "t-adatum vm vm-1 3"}));
  const HourSpan second_day{october.begin().plus(24), october.begin().plus(48)};
  EXPECT_EQ(told(records(world, of(second_day))),
            (std::vector<std::string>{"t-adatum vm vm-1 3"}));
  EXPECT_TRUE(records(world, of(november.span()))->empty());
}

TEST(UsageRecords, are_narrowed_by_stack_tenant_meter_local_subscription_and_payer) {
  World world;
  world.use({.hour = october.begin(), .quantity = "1"});
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "2"});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "3"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "4"});
  const auto only = [&](const auto& narrow) {
    UsageRecordsRequest request = of(october.span());
    narrow(request);
    std::string sum;
    const auto found = records(world, request);
    for (const UsageRecord& one : *found) sum += one.record.quantity.to_string();
    return sum;
  };
  EXPECT_EQ(only([](auto& asked) { asked.stack = stack_two; }), "4");
  EXPECT_EQ(only([](auto& asked) { asked.tenant = t_stray; }), "2");
  EXPECT_EQ(only([](auto& asked) { asked.meter = MeterId("disk"); }), "3");
  EXPECT_EQ(only([](auto& asked) { asked.subscription = LocalSubscriptionId("local-t-stray"); }),
            "2");
  EXPECT_EQ(only([](auto& asked) { asked.payer = shared; }), "2");
  EXPECT_EQ(only([](auto& asked) { asked.payer = deep; }), "4");
}

TEST(UsageRecords, come_in_pages_that_hold_each_record_once) {
  World world;
  for (int hour = 0; hour < 7; ++hour) {
    world.use({.hour = october.begin().plus(6 - hour), .quantity = std::to_string(hour + 1)});
  }
  UsageRecordsRequest request = of(october.span());
  request.max = 3;
  std::vector<std::string> seen;
  for (int page = 0; page < 4; ++page) {
    const auto found = records(world, request);
    EXPECT_LE(found->size(), 3U);
    for (const UsageRecord& one : *found) seen.push_back(one.record.quantity.to_string());
    if (!found->empty()) request.after = found->back().key;
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"7", "6", "5", "4", "3", "2", "1"}));
}

TEST(UsageRecords, a_restated_record_is_shown_as_it_counts_now) {
  World world;
  world.use({.hour = october.begin(), .quantity = "1"});
  world.use({.hour = october.begin(), .quantity = "5", .revision = 1});
  EXPECT_EQ(told(records(world, of(october.span()))),
            (std::vector<std::string>{"t-adatum vm vm-1 5"}));
}

TEST(UsageRecords, a_span_shows_the_part_of_the_hours_asked_for) {
  World world;
  journal::UsageBatch batch;
  journal::UsageRow row;
  row.stack = batch.strings.intern(stack_one.text());
  row.subscription = batch.strings.intern("local");
  row.tenant = batch.strings.intern(t_adatum.text());
  row.meter = batch.strings.intern("vm");
  row.start = october.begin().start();
  row.end = october.begin().plus(4).start();
  row.quantity = Quantity::from_whole(8);
  batch.rows.push_back(row);
  must(world.journal().append(batch, {}));
  const HourSpan some{october.begin().plus(1), october.begin().plus(4)};
  const auto found = records(world, of(some));
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().record.quantity, Quantity::from_whole(6));
}

TEST(UsageRecords, nothing_out_of_scope_is_shown) {
  World world;
  world.use({.hour = october.begin(), .quantity = "1"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "4"});
  const UsageScope first_stack{[](const StackId& stack) { return stack == stack_one; }, {}};
  EXPECT_EQ(records(world, of(october.span()), first_stack)->size(), 1U);
  const UsageScope of_contoso{{}, [](const attribution::AttributedRun& run) {
                                return run.payer.subscription == csp;
                              }};
  EXPECT_EQ(told(records(world, of(october.span()), of_contoso)),
            (std::vector<std::string>{"t-adatum vm vm-1 1"}));
}

}  // namespace
}  // namespace tollbridge::engine
