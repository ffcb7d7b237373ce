// SPDX-License-Identifier: Apache-2.0
// Goal: what real stacks send is read as they mean it. Method: the recorded record of
// azure-stack.md 3.4.3 with every oddity listed there.
#include "intake/json/azure.h"

#include <gtest/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

const std::string recorded = R"({
  "id":"/subscriptions/39c82aed-b2b7-4a66-abdb-611de00bf11e/providers/Microsoft.Commerce/Usage)"
                             R"(Aggregate/1d6c4363-9cd92d4c",
  "name":"1d6c4363-3a9b-4cb6-8e6c-fc2e9ec74ca4-9cd92d4c-bafd-4492-b278-bedc2de8232a",
  "type":"Microsoft.Commerce/UsageAggregate",
  "properties":{
    "subscriptionId":"1D6C4363-3a9b-4cb6-8e6c-fc2e9ec74ca4",
    "usageStartTime":"2019-12-10T18:00:00+00:00",
    "usageEndTime":"2019-12-10T19:00:00+00:00",
    "instanceData":"{\"Microsoft.Resources\":{\"resourceUri\":\"/subscriptions/1d6c4363)"
                             R"(/resourceGroups/vaasrgd47d\\\\VMClient0\",)"
                             R"(\"location\":\"northwest\",\"tags\":\"null\",\"additionalInfo\":)"
                             R"(\"{\\\"ServiceType\\\":\\\"Standard_F2s\\\",\\\"ImageType\\\":)"
                             R"(null}\"}}",
    "quantity":16.461425899527967,
    "meterId":"9CD92D4CBAFD4492B278BEDC2DE8232A",
    "name":"1d6c4363-3a9b-4cb6-8e6c-fc2e9ec74ca4-9cd92d4c-bafd-4492-b278-bedc2de8232a"
  }})";

Options on_stack() {
  Options options;
  options.stack = StackId("9c1e0000-0000-4000-8000-000000000001");
  return options;
}

// The record on one line.
std::string one_line() {
  std::string line = recorded;
  std::erase(line, '\n');
  return line;
}

// The same with one text in it replaced.
std::string with(const std::string& old_text, const std::string& new_text) {
  std::string line = one_line();
  const auto at = line.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return line.replace(at, old_text.size(), new_text);
}

ReadRow only_row(const std::string& text) {
  const ReadBack back = read_back(text, on_stack());
  EXPECT_EQ(back.rejections(), "");
  return back.rows.empty() ? ReadRow{} : back.rows.front();
}

const ReadRow expected{"9c1e0000-0000-4000-8000-000000000001",
                       "1d6c4363-3a9b-4cb6-8e6c-fc2e9ec74ca4",
                       "",
                       "9cd92d4c-bafd-4492-b278-bedc2de8232a",
                       "/subscriptions/1d6c4363/resourcegroups/vaasrgd47d/vmclient0",
                       "",
                       "northwest",
                       "",
                       "2019-12-10T18:00:00Z",
                       "",
                       "16.461425899527967",
                       "",
                       0,
                       1};

TEST(Azure, the_recorded_record_is_read) {
  EXPECT_EQ(only_row(one_line()), expected);
  EXPECT_EQ(only_row("{\"value\":[" + recorded + "]}"), expected);
  EXPECT_EQ(only_row(recorded), expected);
}

TEST(Azure, pages_may_follow_each_other) {
  const std::string page = "{\"value\":[" + one_line() + "," + with("VMClient0", "VM1") +
                           "],\"nextLink\":\"https://adminmanagement/next\"}\n";
  const ReadBack back = read_back(page + page, on_stack());
  EXPECT_EQ(back.rows.size(), 4U);
  EXPECT_EQ(back.rejections(), "");
  EXPECT_EQ(back.rows.back().line, 2U);
}

TEST(Azure, tags_come_as_text_or_object_and_null_is_none) {
  EXPECT_EQ(only_row(with(R"(\"tags\":\"null\")", R"(\"tags\":\"\")")).tags, "");
  EXPECT_EQ(only_row(with(R"(\"tags\":\"null\")", R"(\"tags\":null)")).tags, "");
  EXPECT_EQ(only_row(with(R"(\"tags\":\"null\")", R"(\"tags\":{})")).tags, "");
  const std::string tags = R"({"RG":"rg","testTag":"1"})";
  for (const char* sent : {R"(\"tags\":{\"testTag\":\"1\",\"RG\":\"rg\"})",
                           R"(\"tags\":\"{\\\"testTag\\\":\\\"1\\\",\\\"RG\\\":\\\"rg\\\"}\")"}) {
    EXPECT_EQ(only_row(with(R"(\"tags\":\"null\")", sent)).tags, tags);
  }
}

TEST(Azure, instance_data_may_be_an_object) {
  std::string line = one_line();
  const auto begin = line.find("\"{\\\"Microsoft");
  const auto end = line.find("\",    \"quantity\"");
  ASSERT_NE(end, std::string::npos);
  line.replace(begin, end + 1 - begin,
               R"({"Microsoft.Resources":{"resourceUri":"\\R\\VM","tags":{"a":1}}})");
  const ReadRow row = only_row(line);
  EXPECT_EQ(row.resource, "/r/vm");
  EXPECT_EQ(row.tags, "{\"a\":1}");
}

TEST(Azure, quantities_may_be_text_and_keep_their_digits) {
  EXPECT_EQ(only_row(with("16.461425899527967", "\"2.0\"")).quantity, "2");
  EXPECT_EQ(only_row(with("16.461425899527967", "6.36465847492218e-06")).quantity,
            "0.000006364658474922");
}

TEST(Azure, times_are_utc_however_they_are_written) {
  for (const char* time : {"2019-12-10T18:00:00+00:00Z", "2019-12-10T18:00:00",
                           "2019-12-10T18:00:00 00:00", "2019-12-10T18:00:00.0000000Z",
                           "2019-12-10T10:00:00.000-08:00"}) {
    EXPECT_EQ(only_row(with("2019-12-10T18:00:00+00:00", time)), expected) << time;
  }
}

TEST(Azure, scripts_that_change_the_case_or_flatten_the_record_are_understood) {
  const std::string flat =
      R"({"UsageStartTime":"2019-12-10T18:00:00Z","UsageEndTime":"2019-12-10T19:00:00Z",)"
      R"("SubscriptionId":"sub1.1","MeterId":"m","Quantity":3,"CloudId":"dc-7",)"
      R"("InstanceData":"{\"microsoft.resources\":{\"ResourceUri\":\"/R\"}}"})";
  const ReadRow row = only_row(flat);
  EXPECT_EQ(row.subscription, "sub1.1");
  EXPECT_EQ(row.stack, "dc-7");
  EXPECT_EQ(row.resource, "/r");
  EXPECT_EQ(row.quantity, "3");
}

TEST(Azure, daily_rows_would_double_the_hourly_ones) {
  const std::string daily = with("2019-12-10T19:00:00", "2019-12-11T18:00:00");
  EXPECT_EQ(read_back(daily, on_stack()).rejections(), "1 NotHourly");
  Options options = on_stack();
  options.daily = true;
  EXPECT_EQ(read_back(daily, options).rows.at(0).end, "2019-12-11T18:00:00Z");
}

TEST(Azure, a_record_of_nowhere_says_how_to_name_the_stack) {
  const ReadBack back = read_back(one_line());
  ASSERT_EQ(back.rejections(), "1 MissingField");
  EXPECT_NE(back.rejected[0].message.find("--stack"), std::string::npos);
}

TEST(Azure, broken_records_are_refused_with_their_reason) {
  const auto rejected = [](const std::string& text) {
    return read_back(text, on_stack()).rejections();
  };
  EXPECT_EQ(rejected(with(R"("meterId")", R"("meter_id")")), "1 MissingField");
  EXPECT_EQ(rejected(with(R"(\"resourceUri\")", R"(\"uri\")")), "1 MissingField");
  EXPECT_EQ(rejected(with(R"({\"Microsoft)", R"([\"Microsoft)")), "1 InvalidJson");
  EXPECT_EQ(rejected(with(R"("{\"Microsoft)", R"("null, \"Microsoft)")), "1 InvalidJson");
  EXPECT_EQ(rejected(with("16.461425899527967", "[]")), "1 InvalidField");
  EXPECT_EQ(rejected(R"({"error":{"code":"GatewayTimeout"},"properties":null})"),
            "1 MissingField");
}

TEST(Azure, a_member_given_twice_is_refused_wherever_it_stands) {
  for (const char* twice : {R"("quantity":16.461425899527967,"Quantity":1,)",
                            R"("quantity":16.461425899527967,"quantity":16.461425899527967,)"}) {
    EXPECT_EQ(read_back(with(R"("quantity":16.461425899527967,)", twice), on_stack()).rejections(),
              "1 DuplicateMember");
  }
  const std::string resource = R"(\"location\":\"northwest\",)";
  EXPECT_EQ(read_back(with(resource, resource + resource), on_stack()).rejections(),
            "1 DuplicateMember");
}

}  // namespace
}  // namespace tollbridge::intake
