// SPDX-License-Identifier: Apache-2.0
// Goal: nobody needs to say what a file is. Method: the front of each form, as tools write it.
#include "intake/detect.h"

#include <gtest/gtest.h>

namespace tollbridge::intake {
namespace {

// "azure list", "csv", or the error's code.
std::string told(std::string_view front, Format asked = Format::automatic) {
  const auto detected = detect(front, asked);
  if (!detected) return detected.error().code;
  return std::string(format_name(detected->format)) + (detected->lists ? " list" : "");
}

TEST(Detect, json_records_are_told_by_their_members) {
  EXPECT_EQ(told(R"({"stack":"s","meter":"m"})"), "ndjson");
  EXPECT_EQ(told(R"({"id":"/x","name":"n","properties":{"meter":1}})"), "azure");
  EXPECT_EQ(told(R"({"UsageStartTime":"2019-12-10T18:00:00+00:00"})"), "azure");
  EXPECT_EQ(told(R"({"data":{"meter":"m"},"specversion":"1.0"})"), "cloudevents");
}

TEST(Detect, lists_are_told_by_their_first_element) {
  EXPECT_EQ(told(R"({"value":[{"properties":{}}]})"), "azure list");
  EXPECT_EQ(told("{\n  \"nextLink\": \"x\",\n  \"value\": [\n"), "azure list");
  EXPECT_EQ(told(R"([{"specversion":"1.0"}])"), "cloudevents list");
  EXPECT_EQ(told(R"([ {"stack":"s","meter":"m"}])"), "ndjson list");
  EXPECT_EQ(told(R"([{"properties":{}}])"), "azure list");
}

TEST(Detect, csv_is_told_by_its_header) {
  EXPECT_EQ(told("stack,subscription,tenant,meter,resource,start,quantity\n"), "csv");
  EXPECT_EQ(told("\n\"QUANTITY\",\"Start\",meter,subscription\r\n"), "csv");
  EXPECT_EQ(told("\"BilledCost\",\"ChargePeriodStart\",\"PricingQuantity\",\"SubAccountId\"\n"),
            "focus");
}

TEST(Detect, a_broken_first_line_does_not_hide_the_form) {
  EXPECT_EQ(told("{\"stack\n{\"specversion\":\"1.0\"}"), "cloudevents");
  EXPECT_EQ(told("{\n{\"stack\":\"s\",\"meter\":\"m\"}"), "ndjson");
  EXPECT_EQ(told("garbage\n\n{\"stack\":\"s\",\"meter\":\"m\"}"), "ndjson");
}

TEST(Detect, what_was_asked_for_is_kept) {
  EXPECT_EQ(told("anything", Format::csv), "csv");
  EXPECT_EQ(told("anything", Format::ndjson), "ndjson");
  EXPECT_EQ(told(R"({"value":[]})", Format::azure), "azure list");
  EXPECT_EQ(told(R"({"value":[]})", Format::ndjson), "ndjson");
  EXPECT_EQ(told("[]", Format::ndjson), "ndjson list");
}

TEST(Detect, other_files_are_refused) {
  for (const char* text :
       {"SubscriptionId,Date,MeterId,Quantity\n1,2,3,4", "<xml/>", "PK\x03\x04"}) {
    EXPECT_EQ(told(text), "UnknownFormat") << text;
  }
}

TEST(Detect, formats_have_names) {
  for (const Format format : {Format::automatic, Format::azure, Format::ndjson, Format::csv,
                              Format::cloudevents, Format::focus}) {
    EXPECT_EQ(parse_format(format_name(format)).value(), format);
  }
  EXPECT_EQ(parse_format("xml").error().code, "UnknownFormat");
}

}  // namespace
}  // namespace tollbridge::intake
