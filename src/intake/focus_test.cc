// SPDX-License-Identifier: Apache-2.0
// Goal: FOCUS files are usage, untidy as real ones are. Method: rows shaped like the FinOps
// Foundation's sample (standards.md 2.1, D1), one oddity each.
#include "intake/focus.h"

#include <gtest/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

const std::string header =
    "\"AvailabilityZone\",\"ChargeCategory\",\"ChargePeriodEnd\",\"ChargePeriodStart\","
    "\"PricingQuantity\",\"RegionId\",\"ResourceId\",\"SkuId\",\"SkuPriceId\",\"SubAccountId\","
    "\"Tags\"\n";

ReadBack read(const std::string& rows) {
  Options options;
  options.stack = StackId("hoster-1");
  return read_back(header + rows, options);
}

TEST(Focus, a_charge_is_a_span_of_usage) {
  const ReadBack back = read(
      "NULL,\"Usage\",\"2024-09-18 23:00:00\",\"2024-09-18 22:00:00\",0.00200749000,\"us-west-2\","
      "\"arn:ATS:sqs\",\"G95F\",\"G95F.JRTC\",\"51738928782\",\"{\"\"b\"\": 1, \"\"a\"\": 2}\"\n");
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0],
            (ReadRow{"hoster-1", "51738928782", "51738928782", "G95F.JRTC", "arn:ats:sqs", "",
                     "us-west-2", "{\"a\":2,\"b\":1}", "2024-09-18T22:00:00Z",
                     "2024-09-18T23:00:00Z", "0.00200749", "", 0, 2}));
}

TEST(Focus, null_is_empty_and_the_meter_is_then_the_sku) {
  const ReadBack back =
      read("NULL,Usage,2024-09-19,2024-09-18,1,NULL,NULL,SKU-1,NULL,a1,NULL\n");
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0].meter, "SKU-1");
  EXPECT_EQ(back.rows[0].resource, "");
  EXPECT_EQ(back.rows[0].tags, "");
  EXPECT_EQ(back.rows[0].end, "2024-09-19T00:00:00Z");
}

TEST(Focus, every_charge_category_counts) {
  std::string rows;
  for (const char* category : {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}) {
    rows += "," + std::string(category) +
            ",2024-10-01T00:00:00Z,2024-09-01T00:00:00Z,-1.5E-2,,r,s,p," + category + ",\n";
  }
  const ReadBack back = read(rows);
  EXPECT_EQ(back.rows.size(), 5U) << back.rejections();
  EXPECT_EQ(back.rows[0].quantity, "-0.015");
}

TEST(Focus, a_charge_without_quantity_is_rejected_with_its_reason) {
  const ReadBack back =
      read(",Credit,2024-10-01T00:00:00Z,2024-09-01T00:00:00Z,NULL,,r,s,p,a1,\n"
           ",Usage,2024-10-01T00:00:00Z,2024-09-01T00:00:00Z,1,,r,NULL,NULL,a1,\n"
           ",Usage,2024-10-01T00:00:00Z,2024-09-01T00:00:00Z,1,,r,s,p,NULL,\n");
  EXPECT_EQ(back.rejections(), "2 MissingField, 3 MissingField, 4 MissingField");
  EXPECT_NE(back.rejected[0].message.find("PricingQuantity"), std::string::npos);
  EXPECT_NE(back.rejected[1].message.find("SkuPriceId or SkuId"), std::string::npos);
  EXPECT_NE(back.rejected[2].message.find("SubAccountId"), std::string::npos);
}

TEST(Focus, it_must_be_said_which_stack_it_is) {
  const ReadBack back = read_back(header);
  ASSERT_FALSE(back.status);
  EXPECT_EQ(back.status.error().code, "StackRequired");
}

TEST(Focus, a_file_without_a_needed_column_is_refused) {
  Options options;
  options.stack = StackId("s");
  options.format = Format::focus;
  const ReadBack back = read_back("ChargePeriodStart,PricingQuantity,SkuId\n", options);
  ASSERT_FALSE(back.status);
  EXPECT_EQ(back.status.error().code, "InvalidHeader");
  EXPECT_NE(back.status.error().message.find("SubAccountId, ChargePeriodEnd"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::intake
