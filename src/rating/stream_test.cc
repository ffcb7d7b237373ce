// SPDX-License-Identifier: Apache-2.0
// A period's usage of one meter is priced hour after hour, and prices may change on the way.
// Method: changes by hand; all small streams of three hours against an oracle that walks unit by
// unit; random streams cut differently must cost the same.
#include "rating/stream.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <string>

namespace tollbridge::rating {
namespace {

const SheetId sheet_a("a"), sheet_b("b");

Quantity quantity(const std::string& text) {
  return Quantity::parse(text).value();
}
UnitPrice price(const std::string& text) {
  return UnitPrice::parse(text).value();
}

MeterPrice priced(PriceModel model, const std::vector<std::pair<int, std::string>>& tiers,
                  int package_size = 1, int included = 0) {
  MeterPrice result;
  result.model = model;
  for (const auto& [from, value] : tiers) {
    result.tiers.push_back({Quantity::from_whole(from), price(value)});
  }
  result.package_size = Quantity::from_whole(package_size);
  result.included = Quantity::from_whole(included);
  return result;
}

PricedSpan span(std::int32_t hour, const MeterPrice& price_then, const std::string& used,
                const SheetId& sheet = sheet_a) {
  return {Hour::from_index(hour), Hour::from_index(hour), &price_then, &sheet,
          exact(quantity(used))};
}

// "quantity at price from tier" of every charge.
std::vector<std::string> charged(const std::vector<PricedSpan>& spans) {
  std::vector<std::string> lines;
  const auto charges = price_stream(spans).value();
  for (const StreamCharge& charge : charges) {
    lines.push_back(charge.quantity.to_string() + " at " + charge.unit_price.to_string() +
                    " from " + charge.tier_from.to_string());
  }
  return lines;
}
using Lines = std::vector<std::string>;

TEST(Stream, each_hour_is_priced_by_its_own_sheet_and_the_counter_runs_on) {
  const MeterPrice before = priced(PriceModel::graduated, {{0, "1"}, {10, "0.5"}});
  const MeterPrice after = priced(PriceModel::graduated, {{0, "2"}, {10, "0.8"}});
  EXPECT_EQ(charged({span(0, before, "8"), span(1, after, "7")}),
            (Lines{"8 at 1 from 0", "2 at 2 from 0", "5 at 0.8 from 10"}));
}

TEST(Stream, one_price_on_two_sheets_is_one_charge_of_the_later_sheet) {
  const MeterPrice one = priced(PriceModel::flat, {{0, "1"}});
  const MeterPrice same = one;
  const std::vector<PricedSpan> spans{span(3, one, "8"), span(7, same, "7", sheet_b)};
  const auto charges = price_stream(spans).value();
  ASSERT_EQ(charges.size(), 1U);
  EXPECT_EQ(charges[0].quantity, exact(quantity("15")));
  EXPECT_EQ(*charges[0].sheet, sheet_b);
  EXPECT_EQ(charges[0].first, Hour::from_index(3));
  EXPECT_EQ(charges[0].last, Hour::from_index(7));
}

TEST(Stream, a_volume_price_at_the_last_hour_decides_for_the_whole_period) {
  const MeterPrice flat = priced(PriceModel::flat, {{0, "5"}});
  const MeterPrice volume = priced(PriceModel::volume, {{0, "1"}, {10, "0.5"}});
  EXPECT_EQ(charged({span(0, flat, "8"), span(1, volume, "7")}), Lines{"15 at 0.5 from 10"});
}

TEST(Stream, a_volume_price_that_ended_earlier_is_cut_as_if_graduated) {
  const MeterPrice volume = priced(PriceModel::volume, {{0, "1"}, {10, "0.5"}});
  const MeterPrice flat = priced(PriceModel::flat, {{0, "5"}});
  EXPECT_EQ(charged({span(0, volume, "12"), span(1, flat, "7")}),
            (Lines{"10 at 1 from 0", "7 at 5 from 0", "2 at 0.5 from 10"}));
}

TEST(Stream, a_package_price_that_ended_earlier_packs_what_was_used_under_it) {
  const MeterPrice package = priced(PriceModel::package, {{0, "9"}}, 10);
  const MeterPrice flat = priced(PriceModel::flat, {{0, "1"}});
  EXPECT_EQ(charged({span(0, package, "12"), span(1, package, "3"), span(2, flat, "4")}),
            (Lines{"4 at 1 from 0", "2 at 9 from 0"}));
}

TEST(Stream, packages_are_filled_over_the_whole_period_and_not_per_hour) {
  const MeterPrice package = priced(PriceModel::package, {{0, "9"}}, 10, 5);
  EXPECT_EQ(charged({span(0, package, "0.5"), span(1, package, "14.5")}), Lines{"1 at 9 from 0"});
  EXPECT_EQ(charged({span(0, package, "0.5"), span(1, package, "14.6")}), Lines{"2 at 9 from 0"});
}

TEST(Stream, what_goes_up_and_comes_down_again_costs_nothing) {
  const MeterPrice graduated = priced(PriceModel::graduated, {{0, "1"}, {10, "0.5"}});
  EXPECT_EQ(charged({span(0, graduated, "12"), span(1, graduated, "-12")}), Lines{});
  EXPECT_EQ(charged({span(0, graduated, "12"), span(1, graduated, "-4"), span(2, graduated, "1")}),
            Lines{"9 at 1 from 0"});
}

TEST(Stream, a_negative_sum_is_priced_at_the_first_tier_past_the_included_units) {
  const MeterPrice graduated = priced(PriceModel::graduated, {{0, "1"}, {10, "0.5"}}, 1, 3);
  EXPECT_EQ(charged({span(0, graduated, "2"), span(1, graduated, "-4")}), Lines{"-2 at 1 from 0"});
  const MeterPrice package = priced(PriceModel::package, {{0, "9"}}, 10, 3);
  EXPECT_EQ(charged({span(0, package, "-11")}), Lines{"-2 at 9 from 0"});
}

TEST(Stream, included_units_come_first_in_the_order_of_hours) {
  const MeterPrice flat = priced(PriceModel::flat, {{0, "1"}}, 1, 10);
  const MeterPrice raised = priced(PriceModel::flat, {{0, "2"}}, 1, 10);
  EXPECT_EQ(charged({span(0, flat, "8"), span(1, raised, "8")}), Lines{"6 at 2 from 0"});
}

// All streams of three hours with small whole quantities and three tables, unit by unit.
struct Table {
  MeterPrice price;
  std::vector<int> edges;
  std::vector<std::string> prices;
  int included;
};

std::map<std::string, int> walk(const std::array<const Table*, 3>& tables,
                                const std::array<int, 3>& used) {
  std::map<std::string, int> found;  // by price
  int at = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const auto count = [&](int unit, int sign) {
      if (unit >= 0 && unit < tables[i]->included) return;
      std::size_t tier = 0;
      for (std::size_t t = 1; t < tables[i]->edges.size(); ++t) {
        if (unit >= tables[i]->included + tables[i]->edges[t]) tier = t;
      }
      found[tables[i]->prices[tier]] += sign;
    };
    for (int step = 0; step < used[i]; ++step)
      count(at++, 1);
    for (int step = 0; step > used[i]; --step)
      count(--at, -1);
  }
  std::erase_if(found, [](const auto& entry) { return entry.second == 0; });
  return found;
}

TEST(Stream, every_small_stream_with_price_changes_costs_what_walking_it_costs) {
  const std::vector<Table> tables{
      {priced(PriceModel::flat, {{0, "1"}}), {0}, {"1"}, 0},
      {priced(PriceModel::graduated, {{0, "2"}, {2, "3"}}, 1, 1), {0, 2}, {"2", "3"}, 1},
      {priced(PriceModel::graduated, {{0, "4"}, {1, "5"}, {3, "6"}}),
       {0, 1, 3},
       {"4", "5", "6"},
       0},
  };
  for (int code = 0; code < 27; ++code) {
    const std::array<const Table*, 3> chosen{&tables[static_cast<std::size_t>(code % 3)],
                                             &tables[static_cast<std::size_t>(code / 3 % 3)],
                                             &tables[static_cast<std::size_t>(code / 9)]};
    for (int mix = 0; mix < 512; ++mix) {
      const std::array<int, 3> used{mix % 8 - 3, mix / 8 % 8 - 3, mix / 64 - 3};
      std::vector<PricedSpan> spans;
      for (std::size_t i = 0; i < used.size(); ++i) {
        spans.push_back(
            span(static_cast<std::int32_t>(i), chosen[i]->price, std::to_string(used[i])));
      }
      std::map<std::string, int> found;
      const auto charges = price_stream(spans).value();
      for (const StreamCharge& charge : charges) {
        found[charge.unit_price.to_string()] += std::stoi(charge.quantity.to_string());
      }
      ASSERT_EQ(found, walk(chosen, used)) << used[0] << " " << used[1] << " " << used[2];
    }
  }
}

RC_GTEST_PROP(StreamProperty, hours_may_be_taken_one_by_one_or_at_once, ()) {
  const MeterPrice price_then =
      priced(*rc::gen::element(PriceModel::graduated, PriceModel::volume, PriceModel::package),
             {{0, "3"}, {5, "2"}, {9, "1"}}, 1, *rc::gen::inRange(0, 4));
  const auto used = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(-30, 60)));
  std::vector<PricedSpan> spans;
  std::int64_t sum = 0;
  for (const std::int64_t tenths : used) {
    spans.push_back(span(static_cast<std::int32_t>(spans.size()), price_then, "0"));
    spans.back().quantity = exact(Quantity::from_units(i128{tenths} * power_of_ten(17)));
    sum += tenths;
  }
  PricedSpan whole = span(0, price_then, "0");
  whole.quantity = exact(Quantity::from_units(i128{sum} * power_of_ten(17)));
  RC_ASSERT(charged(spans) == charged({whole}));
}

}  // namespace
}  // namespace tollbridge::rating
