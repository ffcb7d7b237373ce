// SPDX-License-Identifier: Apache-2.0
// Usage as real stacks recorded it costs what the published list says.
// Method: the recorded hours of December 2019 against the embedded price list, to the last digit;
// sources in rating/README.md.
#include <gtest/gtest.h>

#include "metering/queries.h"
#include "rating/catalogue.h"
#include "rating/test_world.h"

namespace tollbridge::rating {
namespace {

using namespace test;

const std::string vm_hours = "6DAB500F-A4FD-49C4-956D-229BB9C8C793";
const std::string windows = "9CD92D4C-BAFD-4492-B278-BEDC2DE8232A";
const std::string base = "FAB6EB84-500B-4A09-A8CA-7358F8BBAEA5";
const std::string block_blob = "09F8879E-87E9-4305-A572-4B7BE209F857";
const std::string s10_disk = "d5f7731b-f639-404a-89d0-e46186e22c8d";

const Period december = Period::parse("2019-12").value();

// Usage from the first hour of December 2019 on, one value an hour.
attribution::AttributedRun used(const std::string& meter, const std::vector<std::string>& values) {
  auto result = run(shared, meter, {});
  for (const std::string& value : values) {
    const auto entered = parse_entered_quantity(value).value();
    result.cells.emplace_back(december.begin().plus(static_cast<std::int32_t>(result.cells.size())),
                              entered.quantity, 1);
  }
  return result;
}

PriceSheet published() {
  PriceSheet list = sheet("published", provider, "");
  const SheetTable table = parse_price_csv(published_price_csv()).value();
  list.links = table.links;
  list.prices = table.prices;
  list.from = december.begin();
  return list;
}

// What it costs at the published prices, and that nothing of it is unrated.
std::string cost(const std::vector<attribution::AttributedRun>& runs, const PriceSheet& list) {
  const auto rating = rate(runs, chain(), book({list}), december).value();
  EXPECT_TRUE(rating.unrated.empty());
  ExactAmount sum;
  for (const Charge& charge : rating.charges)
    sum = sum.plus(charge.amount).value();
  return sum.to_string();
}

TEST(PublishedPrices, AZ_R44_an_hour_of_a_windows_f2s_is_two_windows_core_hours_and_nothing_else) {
  EXPECT_EQ(cost({used(vm_hours, {"1.0"}), used(windows, {"2.0"})}, published()), "0.092");
}

TEST(PublishedPrices, AZ_R45_an_hour_of_a_linux_f1s_is_one_base_core_hour) {
  EXPECT_EQ(cost({used(vm_hours, {"1.0"}), used(base, {"1.0"})}, published()), "0.008");
}

TEST(PublishedPrices, AZ_R43_two_hours_of_a_windows_a4_reported_together_are_sixteen_core_hours) {
  EXPECT_EQ(cost({used(windows, {"8.0", "8.0"})}, published()), "0.736");
}

TEST(PublishedPrices, a_thousand_gigabyte_hours_of_block_blobs) {
  EXPECT_EQ(cost({used(block_blob, {"1000"})}, published()), "0.0083333");
}

TEST(PublishedPrices, twenty_four_hourly_records_of_two_are_one_day_of_forty_eight) {
  const auto day = used(base, std::vector<std::string>(24, "2.0"));
  const std::vector<metering::UsagePart> parts{{&day.key, "", day.cells}};
  const auto sums = metering::sum_usage(parts, std::vector{metering::Grouping::day}).value();
  EXPECT_EQ(sums, (std::vector<metering::UsageSum>{{{"2019-12-01"}, quantity("48"), 24}}));
}

TEST(PublishedPrices, a_disk_of_a_whole_month_adds_nothing_to_what_744_readings_say) {
  const auto disk = used(s10_disk, std::vector<std::string>(744, "0.0013440860215053762"));
  EXPECT_EQ(disk.cells[0].quantity.to_string(), "0.001344086021505376");
  PriceSheet list = sheet("disks", provider, s10_disk + ",S10,disks*month,,,1.54,,,,\n");
  list.from = december.begin();
  const auto rating = rate({disk}, chain(), book({list}), december).value();
  ASSERT_EQ(rating.charges.size(), 1U);
  EXPECT_EQ(rating.charges[0].quantity.to_string(), "0.999999999999999744");
  const auto line = round_to_money(rating.charges[0].amount, Currency::find("USD").value(),
                                   RoundingProfile::en16931);
  EXPECT_EQ(line.value().to_string(), "1.54");
}

}  // namespace
}  // namespace tollbridge::rating
