// SPDX-License-Identifier: Apache-2.0
// A price sheet says what a meter costs, and a wrong sheet says everything that is wrong with it.
// Method: sheets by hand for each rule of the CSV, random tables written and read back.
#include "rating/price_sheet.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/limits.h"

namespace tollbridge::rating {
namespace {

const std::string header =
    "meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,factor\n";

Quantity quantity(std::string_view text) {
  return Quantity::parse(text).value();
}
UnitPrice price(std::string_view text) {
  return UnitPrice::parse(text).value();
}

SheetTable table_of(const std::string& rows) {
  auto table = parse_price_csv(header + rows);
  EXPECT_TRUE(table.has_value()) << (table ? "" : table.error().message);
  return table.value_or(SheetTable{});
}

// "code line" of every fault.
std::vector<std::string> faults_of(const std::string& csv) {
  const auto table = parse_price_csv(csv);
  if (table) return {};
  EXPECT_EQ(table.error().code, "InvalidPriceSheet");
  std::vector<std::string> faults;
  for (const Error& fault : table.error().details) {
    faults.push_back(fault.code + " " + std::to_string(fault.line));
  }
  return faults;
}
using Faults = std::vector<std::string>;

TEST(PriceSheet, a_row_with_meter_and_price_alone_is_a_flat_price_per_unit) {
  const SheetTable table = table_of("cpu,,,,,0.05,,,,\n");
  ASSERT_EQ(table.prices.size(), 1U);
  const MeterPrice expected{
      MeterId("cpu"),          "",        "", PriceModel::flat, {{Quantity(), price("0.05")}},
      Quantity::from_whole(1), Quantity()};
  EXPECT_EQ(table.prices[0], expected);
  ASSERT_EQ(table.links.size(), 1U);
  EXPECT_EQ(table.links[0], (MeterLink{MeterId("cpu"), MeterId("cpu"), Factor::from_whole(1)}));
}

TEST(PriceSheet, an_empty_unit_price_makes_the_meter_explicitly_free) {
  EXPECT_EQ(table_of("cpu,,,,,,,,,\n").prices[0].tiers[0].price, std::nullopt);
  EXPECT_EQ(table_of("cpu,,,,,0,,,,\n").prices[0].tiers[0].price, UnitPrice());
}

TEST(PriceSheet, columns_may_stand_in_any_order_and_defaults_may_be_left_out) {
  const auto table = parse_price_csv("unit_price,METER,unit\n5e-08,egress,GB\n");
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->prices[0].unit, "GB");
  EXPECT_EQ(table->prices[0].tiers[0].price, price("0.00000005"));
}

TEST(PriceSheet, tiers_are_ordered_whatever_the_order_of_the_rows) {
  const SheetTable table = table_of(
      "s,Storage,GB,graduated,100,0.02,,10,,\n"
      "s,,,,0,0.03,,,,\n");
  ASSERT_EQ(table.prices.size(), 1U);
  EXPECT_EQ(table.prices[0].model, PriceModel::graduated);
  EXPECT_EQ(table.prices[0].included, quantity("10"));
  EXPECT_EQ(table.prices[0].tiers,
            (std::vector<Tier>{{Quantity(), price("0.03")}, {quantity("100"), price("0.02")}}));
}

TEST(PriceSheet, several_local_meters_become_one_billing_meter_each_by_its_factor) {
  const SheetTable table = table_of(
      "small,Small hours,h,,,0.1,,,instance,1\n"
      "large,Large hours,h,,,0.1,,,instance,4\n"
      "instance,Instance hours,h,,,0.1,,,,\n");
  ASSERT_EQ(table.prices.size(), 1U);
  EXPECT_EQ(table.prices[0].name, "Instance hours");
  ASSERT_EQ(table.links.size(), 3U);
  EXPECT_EQ(table.links[1],
            (MeterLink{MeterId("large"), MeterId("instance"), Factor::from_whole(4)}));
}

TEST(PriceSheet, meters_are_known_in_any_case_and_without_dashes) {
  const SheetTable table = table_of("F271A8A388C44D93956A063E1D2FA80B,,,,,1,,,,\n");
  EXPECT_EQ(table.links[0].local_meter.text(), "f271a8a3-88c4-4d93-956a-063e1d2fa80b");
}

TEST(PriceSheet, all_faults_of_a_file_are_reported_at_once_with_their_lines) {
  EXPECT_EQ(faults_of(header + "a,,,steps,,1,,,,\n"              // 2
                               "b,,,,,1.0000000000000001,,,,\n"  // 3: 16 digits
                               "c,,,,,-1,,,,\n"                  // 4
                               ",,,,,1,,,,\n"                    // 5
                               "d,,,,,x,,,,0\n"                  // 6
                               "e,,,,,1,,,,,,\n"                 // 7
                               "\"f,,,,,1\n"),                   // 8
            (Faults{"UnknownModel 2", "TooManyDigits 3", "NegativeNumber 4", "MissingMeter 5",
                    "InvalidNumber 6", "NotPositive 6", "WrongCellCount 7", "UnbalancedQuote 8"}));
}

TEST(PriceSheet, an_unknown_or_missing_column_is_refused) {
  EXPECT_EQ(faults_of("meter,price\na,1\n"), (Faults{"UnknownColumn 1", "MissingColumn 1"}));
  EXPECT_EQ(faults_of("meter,unit_price,meter\n"), Faults{"DuplicateColumn 1"});
  EXPECT_EQ(faults_of(""), Faults{"MissingHeader 1"});
}

TEST(PriceSheet, a_row_that_ends_before_its_price_is_refused_and_not_free) {
  EXPECT_EQ(faults_of(header + "a,Name,h,flat\n"), Faults{"WrongCellCount 2"});
  EXPECT_EQ(faults_of(header + "a,Name,h,flat,0,1\n"), Faults{});
}

TEST(PriceSheet, rows_of_one_billing_meter_must_agree) {
  EXPECT_EQ(faults_of(header + "a,,GB,,,1,,5,x,\n"
                               "b,,TB,,,1,,6,x,\n"),
            (Faults{"RowsDisagree 3", "RowsDisagree 3"}));
  EXPECT_EQ(faults_of(header + "a,,,,,1,,,x,\n"
                               "b,,,,,2,,,x,\n"),
            Faults{"RowsDisagree 3"});
  EXPECT_EQ(faults_of(header + "a,,,graduated,,1,,,,2\n"
                               "a,,,graduated,10,1,,,,3\n"),
            Faults{"RowsDisagree 3"});
}

TEST(PriceSheet, tiers_begin_at_zero_and_stand_once) {
  EXPECT_EQ(faults_of(header + "a,,,graduated,1,1,,,,\n"), Faults{"FirstTierNotZero 2"});
  EXPECT_EQ(faults_of(header + "a,,,graduated,0,1,,,,\na,,,graduated,,1,,,,\n"),
            Faults{"DuplicateTier 3"});
  EXPECT_EQ(faults_of(header + "a,,,,0,1,,,,\na,,,,5,1,,,,\n"), Faults{"FlatWithTiers 3"});
}

TEST(PriceSheet, only_packages_have_a_size) {
  EXPECT_EQ(faults_of(header + "a,,,,,1,100,,,\n"), Faults{"PackageSizeWithoutPackage 2"});
  EXPECT_EQ(faults_of(header + "a,,,Package,,1,100,,,\n"), Faults{});
  EXPECT_EQ(faults_of(header + "a,,,package,,1,0,,,\n"), Faults{"NotPositive 2"});
}

TEST(PriceSheet, a_thousand_tiers_are_allowed_and_one_more_is_not) {
  std::string rows;
  for (std::size_t i = 0; i < limits::price_tiers_max; ++i) {
    rows += "a,,,graduated," + std::to_string(i) + ",1,,,,\n";
  }
  EXPECT_EQ(faults_of(header + rows), Faults{});
  rows += "a,,,graduated," + std::to_string(limits::price_tiers_max) + ",1,,,,\n";
  EXPECT_EQ(faults_of(header + rows), Faults{"TooManyTiers 2"});
}

TEST(PriceSheet, ids_and_files_beyond_their_limits_are_refused) {
  EXPECT_EQ(faults_of(header + std::string(limits::id_bytes_max + 1, 'm') + ",,,,,1,,,,\n"),
            Faults{"IdTooLong 2"});
  EXPECT_EQ(faults_of(std::string(limits::sheet_bytes_max + 1, 'm')), Faults{"SheetTooLarge 0"});
}

// Random tables: every billing meter has one to three local meters.
SheetTable random_table() {
  SheetTable table;
  const auto billing_meters = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 50));
  std::map<MeterId, MeterLink> links;
  std::map<MeterId, MeterPrice> prices;
  const auto positive = [] { return *rc::gen::inRange<std::int64_t>(1, 1'000'000'000); };
  for (const int number : billing_meters) {
    MeterPrice entry;
    entry.billing_meter = MeterId("bill-" + std::to_string(number));
    entry.name = *rc::gen::element<std::string>("", "Name", "a,b", "q\"q");
    entry.unit = *rc::gen::element<std::string>("", "1 GB/Hr", "h, each");
    entry.model = *rc::gen::element(PriceModel::flat, PriceModel::graduated, PriceModel::volume,
                                    PriceModel::package);
    if (entry.model == PriceModel::package) entry.package_size = Quantity::from_units(positive());
    entry.included = *rc::gen::element(Quantity(), quantity("0.5"), quantity("100"));
    const int tiers = entry.model == PriceModel::flat ? 1 : *rc::gen::inRange(1, 5);
    for (int i = 0; i < tiers; ++i) {
      const auto value = UnitPrice::from_units(positive() - 1);
      entry.tiers.push_back({Quantity::from_units(i128{i} * 1'000'003),
                             *rc::gen::arbitrary<bool>() ? std::optional(value) : std::nullopt});
    }
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const MeterId meter("local-" + std::to_string(number) + "-" + std::to_string(i));
      links[meter] = {meter, entry.billing_meter, Factor::from_units(positive())};
    }
    prices[entry.billing_meter] = entry;
  }
  for (const auto& [id, link] : links)
    table.links.push_back(link);
  for (const auto& [id, entry] : prices)
    table.prices.push_back(entry);
  return table;
}

RC_GTEST_PROP(PriceSheetProperty, a_sheet_that_is_written_is_read_back, ()) {
  const SheetTable table = random_table();
  const auto again = parse_price_csv(price_csv(table));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->links == table.links);
  RC_ASSERT(again->prices == table.prices);
}

RC_GTEST_PROP(PriceSheetProperty, no_text_whatever_ends_the_reader, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a,,,,\"\n01.-,")));
  const auto table = parse_price_csv(header + text);
  if (!table) RC_ASSERT(!table.error().details.empty());
}

}  // namespace
}  // namespace tollbridge::rating
