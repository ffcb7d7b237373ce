// SPDX-License-Identifier: Apache-2.0
// Goal: what a sheet calls a unit is understood by other programs and never misread as another
// one. Method: the units of the built-in catalogue and of real price sheets, one by one.
#include "exports/units.h"

#include <gtest/gtest.h>

#include "rating/catalogue.h"

namespace tollbridge::exports {
namespace {

struct Case {
  const char* text;
  const char* focus;
  const char* unece;
};

TEST(Units, units_of_real_sheets_are_read) {
  for (const Case& each : {
           Case{"1 Hour", "Hours", "HUR"},
           {"hours", "Hours", "HUR"},
           {"1 Core Hour", "Core-Hours", "C62"},
           {"vCPU hours", "vCPU-Hours", "C62"},
           {"GB*hours", "GB-Hours", "C62"},
           {"1 GB/Hr", "GB-Hours", "C62"},
           {"1 GB/Month", "GB-Months", "C62"},
           {"Byte*hours", "B-Hours", "C62"},
           {"GB", "GB", "E34"},
           {"GiB", "GiB", "E62"},
           {"disks*month", "Disk-Months", "C62"},
           {"1 Disk/Month", "Disk-Months", "C62"},
           {"10K transactions", "10000 Transactions", "C62"},
           {"10000 Requests", "10000 Requests", "C62"},
           {"1 10000 Requests", "10000 Requests", "C62"},
           {"744 1 Hour", "744 Hours", "C62"},
           {"1,000 calls", "1000 Calls", "C62"},
           {"request count in 10,000s", "10000 Request Counts", "C62"},
           {"active site per hour", "Active Site-Hours", "C62"},
           {"IP addresses", "IP Addresses", "C62"},
           {"box", "Boxes", "C62"},
           {"query", "Queries", "C62"},
           {"day", "Days", "DAY"},
           {"", "Units", "C62"},
           {"1", "Units", "C62"},
           {"stück", "Stücks", "C62"},
           {"虚拟机", "虚拟机", "C62"},
       }) {
    const Unit unit = read_unit(each.text);
    EXPECT_EQ(unit.focus(), each.focus) << each.text;
    EXPECT_EQ(unit.unece(), each.unece) << each.text;
  }
}

TEST(Units, no_unit_of_the_catalogue_is_lost) {
  for (const rating::CatalogueMeter& meter : rating::catalogue()) {
    const Unit unit = read_unit(meter.unit);
    EXPECT_FALSE(unit.thing.empty() && unit.time.empty()) << meter.unit;
    EXPECT_EQ(unit.focus().find_first_of("*/"), std::string::npos) << meter.unit;
  }
}

TEST(Units, a_number_that_is_too_large_does_not_become_another_one) {
  EXPECT_EQ(read_unit("99999999999999999999 requests").block, 1U);
  EXPECT_EQ(read_unit("1000000000 100000000000 requests").block, 1'000'000'000U);
}

}  // namespace
}  // namespace tollbridge::exports
