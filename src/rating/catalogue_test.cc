// SPDX-License-Identifier: Apache-2.0
// The meters a real stack reports are known by name, and so is what its vendor asks for them.
// Method: the embedded files against counts and rows of the published lists.
#include "rating/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace tollbridge::rating {
namespace {

TEST(Catalogue, holds_every_published_meter_once_by_id) {
  const auto meters = catalogue();
  EXPECT_EQ(meters.size(), 87U);
  for (std::size_t i = 1; i < meters.size(); ++i) {
    EXPECT_LT(meters[i - 1].meter, meters[i].meter);
  }
  std::map<std::string_view, int> services;
  for (const CatalogueMeter& meter : meters) {
    EXPECT_TRUE(normal_guid(meter.meter.text())) << meter.name;
    EXPECT_FALSE(meter.name.empty() || meter.unit.empty() || meter.source.empty());
    ++services[meter.service];
  }
  EXPECT_EQ(services, (std::map<std::string_view, int>{{"App Service", 19},
                                                       {"Compute", 3},
                                                       {"Databases", 2},
                                                       {"Event Hubs", 3},
                                                       {"Key Vault", 2},
                                                       {"Managed Disks", 42},
                                                       {"Network", 3},
                                                       {"Storage", 13}}));
}

TEST(Catalogue, finds_a_meter_in_any_spelling_and_says_whether_it_is_charged) {
  const CatalogueMeter* ip = catalogue_meter(MeterId("F271A8A388C44D93956A063E1D2FA80B"));
  ASSERT_NE(ip, nullptr);
  EXPECT_EQ(ip->name, "Static IP Address Usage");
  EXPECT_EQ(ip->charged, Charged::no);
  const CatalogueMeter* base = catalogue_meter(MeterId("FAB6EB84-500B-4A09-A8CA-7358F8BBAEA5"));
  ASSERT_NE(base, nullptr);
  EXPECT_EQ(base->unit, "vCPU hours");
  EXPECT_EQ(base->charged, Charged::yes);
  EXPECT_EQ(catalogue_meter(MeterId("5d76e09f-4567-452a-94cc-7d1f097761f0"))->charged,
            Charged::unknown);
  EXPECT_EQ(catalogue_meter(MeterId("nobody")), nullptr);
}

TEST(Catalogue, the_published_prices_are_a_sound_sheet_of_charged_meters) {
  const auto table = parse_price_csv(published_price_csv());
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->links.size(), 7U);
  for (const MeterLink& link : table->links) {
    const CatalogueMeter* meter = catalogue_meter(link.local_meter);
    ASSERT_NE(meter, nullptr) << link.local_meter.text();
    EXPECT_EQ(meter->charged, Charged::yes) << meter->name;
  }
}

}  // namespace
}  // namespace tollbridge::rating
