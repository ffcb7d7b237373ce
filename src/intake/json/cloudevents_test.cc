// SPDX-License-Identifier: Apache-2.0
// Goal: usage in CloudEvents 1.0 is known again by its source and id. Method: one good event, each
// rule of the envelope broken once.
#include <gtest/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

const std::string data =
    R"({"stack":"s","subscription":"a","meter":"m","resource":"r","start":"2026-10-01T00:00:00Z",)"
    R"("quantity":1,"id":"inner"})";

std::string event(const std::string& attributes) {
  return R"({"specversion":"1.0","type":"com.example.usage.v1",)" + attributes + "}";
}

ReadBack read(const std::string& text) {
  Options options;
  options.format = Format::cloudevents;
  return read_back(text, options);
}

TEST(CloudEvents, the_event_id_is_source_and_id) {
  const ReadBack back = read(
      event(R"("source":"/meters/1","id":"e 1","time":"2026-10-02T00:00:00Z","data":)" + data));
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0].event_id, "/meters/1 e 1");
  EXPECT_EQ(back.rows[0].start, "2026-10-01T00:00:00Z");
}

TEST(CloudEvents, two_pairs_of_source_and_id_are_never_one_event) {
  const ReadBack back = read(event(R"("source":"/a b","id":"c","data":)" + data));
  EXPECT_EQ(back.rejections(), "1 InvalidEvent");
}

TEST(CloudEvents, the_event_time_is_the_start_of_data_without_one) {
  const std::string bare =
      R"({"stack":"s","subscription":"a","meter":"m","resource":"r","quantity":1})";
  const std::string head = R"("source":"/a","id":"c",)";
  EXPECT_EQ(read(event(head + R"("data":)" + bare + R"(,"time":"2026-10-02T00:00:07Z")"))
                .rows.at(0).start, "2026-10-02T00:00:07Z");
  EXPECT_EQ(read(event(head + R"("data":)" + bare)).rejections(), "1 MissingField");
}

TEST(CloudEvents, data_may_be_base64) {
  const std::string head = R"("source":"/a","id":"c",)";
  // {"stack":"s","subscription":"a","meter":"m","resource":"r","quantity":1,
  //  "start":"2026-10-01T00:00:00Z"}
  const std::string packed =
      "eyJzdGFjayI6InMiLCJzdWJzY3JpcHRpb24iOiJhIiwibWV0ZXIiOiJtIiwicmVzb3VyY2UiOiJyIiwicXVhbnRpdHki"
      "OjEsInN0YXJ0IjoiMjAyNi0xMC0wMVQwMDowMDowMFoifQ==";
  EXPECT_EQ(read(event(head + R"("data_base64":")" + packed + "\"")).rows.size(), 1U);
  EXPECT_EQ(read(event(head + R"("data_base64":"eyJ")")).rejections(), "1 InvalidEvent");
  EXPECT_EQ(read(event(head + R"("data_base64":"e*J9")")).rejections(), "1 InvalidEvent");
  EXPECT_EQ(read(event(head + R"("data_base64":"MTIz")")).rejections(), "1 InvalidEvent");
  EXPECT_EQ(read(event(head + R"("data_base64":"e30=","data":{})")).rejections(), "1 InvalidEvent");
}

TEST(CloudEvents, a_batch_is_a_list_and_may_be_empty) {
  const std::string one = event(R"("source":"/a","id":"1","data":)" + data);
  const std::string broken = event(R"("source":"/a","id":"2","data":{})");
  const std::string two = event(R"("source":"/a","id":"3","data":)" + data);
  const ReadBack back = read("[" + one + ",\n" + broken + ",\n" + two + "]");
  EXPECT_EQ(back.rows.size(), 2U);
  EXPECT_EQ(back.rows.back().line, 3U);
  EXPECT_EQ(back.rejections(), "2 MissingField");
  EXPECT_EQ(read("[]").rejections(), "");
}

TEST(CloudEvents, the_envelope_is_checked) {
  const std::string head = R"("data":)" + data + ",";
  EXPECT_EQ(read(event(head + R"("source":"/a")")).rejections(), "1 MissingField");
  EXPECT_EQ(read(event(head + R"("id":"1","source":null)")).rejections(), "1 MissingField");
  EXPECT_EQ(read(event(R"("id":"1","source":"/a")")).rejections(), "1 MissingField");
  EXPECT_EQ(read(event(R"("id":"1","source":"/a","data":"text")")).rejections(), "1 InvalidEvent");
  EXPECT_EQ(read("{" + head + R"("id":"1","source":"/a","type":"t","specversion":"0.3"})")
                .rejections(),
            "1 InvalidEvent");
  const std::string untyped = R"({"specversion":"1.0","id":"1","source":"/a","data":)";
  EXPECT_EQ(read(untyped + data + "}").rejections(), "1 MissingField");
}

TEST(CloudEvents, an_attribute_given_twice_is_refused) {
  EXPECT_EQ(read(event(R"("source":"/a","id":"c","id":"d","data":)" + data)).rejections(),
            "1 DuplicateMember");
  EXPECT_EQ(read(event(R"("source":"/a","id":"c","data":)" + data + R"(,"data":{})")).rejections(),
            "1 DuplicateMember");
}

}  // namespace
}  // namespace tollbridge::intake
