// SPDX-License-Identifier: Apache-2.0
// Usage is shown by whatever it is asked by, and every way of asking adds up to the same.
// Method: a small table by hand; random tables whose sums must agree over all groupings.
#include "metering/queries.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::metering {
namespace {

const Hour october = Period::parse("2026-10").value().begin();

Series series(const std::string& stack, const std::string& meter,
              const std::vector<std::int32_t>& hours) {
  Series result{{StackId(stack), LocalSubscriptionId("local"), TenantId("tenant"), MeterId(meter)},
                {}};
  for (const std::int32_t hour : hours) {
    result.cells.emplace_back(october.plus(hour), Quantity::from_whole(1), 2);
  }
  return result;
}

// "group,group quantity records" of every sum.
std::vector<std::string> shown(const UsageTable& table, const std::vector<Grouping>& by) {
  std::vector<std::string> lines;
  const auto sums = sum_usage(parts_of(table), by);
  for (const UsageSum& sum : sums.value()) {
    std::string line;
    for (const std::string& text : sum.group)
      line += (line.empty() ? "" : ",") + text;
    lines.push_back(line + " " + sum.quantity.to_string() + " " + std::to_string(sum.records));
  }
  return lines;
}
using Lines = std::vector<std::string>;

TEST(UsageQueries, usage_is_summed_by_days_and_days_begin_at_midnight_utc) {
  EXPECT_EQ(shown({series("s", "cpu", {-1, 0, 23, 24})}, {Grouping::day}),
            (Lines{"2026-09-30 1 2", "2026-10-01 2 4", "2026-10-02 1 2"}));
}

TEST(UsageQueries, days_before_1970_are_days_too) {
  UsageTable table{series("s", "cpu", {})};
  for (const std::int32_t index : {-25, -24, -1, 0}) {
    table[0].cells.emplace_back(Hour::from_index(index), Quantity::from_whole(1), 1);
  }
  EXPECT_EQ(shown(table, {Grouping::day}),
            (Lines{"1969-12-30 1 1", "1969-12-31 2 2", "1970-01-01 1 1"}));
}

TEST(UsageQueries, twenty_four_hourly_readings_of_two_are_one_day_of_forty_eight) {
  UsageTable table{series("s", "cpu", {})};
  for (std::int32_t hour = 0; hour < 24; ++hour) {
    table[0].cells.emplace_back(october.plus(hour), Quantity::from_whole(2), 1);
  }
  EXPECT_EQ(shown(table, {Grouping::day}), Lines{"2026-10-01 48 24"});
}

TEST(UsageQueries, groupings_stand_in_the_order_asked_for) {
  const UsageTable table{series("one", "cpu", {0}), series("one", "disk", {0, 1}),
                         series("two", "cpu", {1})};
  EXPECT_EQ(shown(table, {Grouping::meter, Grouping::stack}),
            (Lines{"cpu,one 1 2", "cpu,two 1 2", "disk,one 2 4"}));
  EXPECT_EQ(shown(table, {Grouping::hour, Grouping::meter}),
            (Lines{"2026-10-01T00:00:00Z,cpu 1 2", "2026-10-01T00:00:00Z,disk 1 2",
                   "2026-10-01T01:00:00Z,cpu 1 2", "2026-10-01T01:00:00Z,disk 1 2"}));
  EXPECT_EQ(shown(table, {Grouping::tenant, Grouping::subscription}), Lines{"tenant,local 4 8"});
  EXPECT_EQ(shown(table, {}), Lines{" 4 8"});
  EXPECT_EQ(shown({}, {}), Lines{});
}

TEST(UsageQueries, payers_are_those_the_caller_found) {
  const Series used = series("s", "cpu", {0, 1, 2});
  const std::span<const HourCell> cells = used.cells;
  const std::vector<UsagePart> parts{{&used.key, "adatum", cells.first(2)},
                                     {&used.key, "default", cells.last(1)}};
  const auto sums = sum_usage(parts, std::vector{Grouping::payer});
  EXPECT_EQ(sums.value(), (std::vector<UsageSum>{{{"adatum"}, Quantity::from_whole(2), 4},
                                                 {{"default"}, Quantity::from_whole(1), 2}}));
}

TEST(UsageQueries, a_sum_too_large_to_be_exact_is_an_error) {
  UsageTable table{series("s", "cpu", {})};
  const auto large = Quantity::parse("170000000000000000000").value();
  table[0].cells = {{october, large, 1}, {october.plus(1), large, 1}};
  EXPECT_EQ(sum_usage(parts_of(table), {}).error().code, "QuantityOverflow");
}

TEST(UsageQueries, groupings_have_names_and_others_are_refused) {
  for (const Grouping grouping :
       {Grouping::stack, Grouping::tenant, Grouping::subscription, Grouping::payer, Grouping::meter,
        Grouping::day, Grouping::hour}) {
    EXPECT_EQ(parse_grouping(to_string(grouping)).value(), grouping);
  }
  EXPECT_EQ(parse_grouping("colour").error().code, "UnknownGrouping");
}

RC_GTEST_PROP(UsageQueriesProperty, every_grouping_adds_up_to_the_whole, ()) {
  UsageTable table;
  Quantity whole;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    Series next = series("stack" + std::to_string(i % 2), "meter" + std::to_string(i), {});
    for (std::int32_t hour = 0; hour < 60; hour += *rc::gen::inRange(1, 20)) {
      const auto quantity = Quantity::from_units(*rc::gen::arbitrary<std::int64_t>());
      next.cells.emplace_back(october.plus(hour), quantity, 1);
      whole = whole.plus(quantity).value();
    }
    table.push_back(next);
  }
  for (const Grouping grouping :
       {Grouping::stack, Grouping::meter, Grouping::day, Grouping::hour}) {
    Quantity sum;
    const auto sums = sum_usage(parts_of(table), std::vector{grouping}).value();
    for (const UsageSum& part : sums)
      sum = sum.plus(part.quantity).value();
    RC_ASSERT(sum == whole);
  }
}

}  // namespace
}  // namespace tollbridge::metering
