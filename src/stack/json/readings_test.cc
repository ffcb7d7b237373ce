// SPDX-License-Identifier: Apache-2.0
// Goal: what a provider writes is read as it was meant, and a bad record costs only itself.
// Method: each form and member by hand, the rejections by line and code.
#include "stack/json/readings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace tollbridge::stack::json {
namespace {

ParsedReadings parse(const std::string& text) { return parse_readings(text, 1000); }

std::string rejections(const ParsedReadings& found) {
  std::string text;
  for (const auto& one : found.rejected) {
    text += (text.empty() ? "" : ", ") + std::to_string(one.line) + " " + one.code;
  }
  return text;
}

const std::string series = R"("subscription":"shop","meter":"CPU","resource":"/VM/1")";

// One reading with these members beside its series and time.
std::string with(const std::string& members) {
  return "{" + series + R"(,"at":"2026-10-01T12:00:00Z",)" + members + "}";
}

TEST(Readings, a_line_is_a_reading) {
  const auto found = parse(with(R"("value":2.5)") + "\n\n" + with(R"("value":"7","id":"b")"));
  EXPECT_EQ(rejections(found), "");
  ASSERT_EQ(found.readings.size(), 2U);
  const Posted& one = found.readings[0];
  EXPECT_EQ(one.track.series.subscription, LocalSubscriptionId("shop"));
  EXPECT_EQ(one.track.series.meter, MeterId("CPU"));
  EXPECT_EQ(one.track.series.resource.text(), "/vm/1");
  EXPECT_EQ(one.meaning, Meaning());
  EXPECT_EQ(one.reading.value.to_string(), "2.5");
  EXPECT_EQ(tollbridge::to_string(one.reading.at), "2026-10-01T12:00:00Z");
  EXPECT_EQ(one.line, 1U);
  EXPECT_EQ(found.readings[1].line, 3U);
  EXPECT_EQ(found.readings[1].reading.id, "b");
}

TEST(Readings, every_member_is_read) {
  const auto found = parse(with(
      R"("kind":"gauge","measure":"months","value":1024,"gap":300,"source":"disk0",)"
      R"("location":"north","tags":{"b":"2","a":"1"},"unknown":[1,{"x":2}])"));
  ASSERT_EQ(found.readings.size(), 1U) << rejections(found);
  const Posted& one = found.readings[0];
  EXPECT_EQ(one.meaning, (Meaning{Kind::gauge, Measure::months}));
  EXPECT_EQ(one.reading.gap, std::chrono::seconds(300));
  EXPECT_EQ(one.track.source, "disk0");
  EXPECT_EQ(one.reading.location, "north");
  EXPECT_EQ(one.reading.tags, R"({"a":"1","b":"2"})");
}

TEST(Readings, a_delta_may_have_a_start_and_an_end) {
  const auto found = parse("{" + series +
                           R"(,"start":"2026-10-01T12:30:00+02:00",)"
                           R"("end":"2026-10-01T13:00:00+02:00","value":"-3"})");
  ASSERT_EQ(found.readings.size(), 1U) << rejections(found);
  EXPECT_EQ(tollbridge::to_string(found.readings[0].reading.at), "2026-10-01T10:30:00Z");
  EXPECT_EQ(tollbridge::to_string(*found.readings[0].reading.end), "2026-10-01T11:00:00Z");
  EXPECT_TRUE(found.readings[0].reading.value.is_negative());
}

TEST(Readings, durations_start_and_stop) {
  const auto found = parse(with(R"("kind":"duration","event":"start")") + "\n" +
                           with(R"("kind":"duration","event":"start","value":4)") + "\n" +
                           with(R"("kind":"duration","event":"stop")") + "\n" +
                           with(R"("kind":"duration","value":8)"));
  ASSERT_EQ(found.readings.size(), 4U) << rejections(found);
  const auto value = [&](std::size_t i) { return found.readings[i].reading.value.to_string(); };
  EXPECT_EQ(value(0) + value(1) + value(2) + value(3), "1408");
}

TEST(Readings, an_event_carries_one) {
  const std::string event = R"({"specversion":"1.0","id":"e1","source":"/rp/compute",)"
                            R"("type":"reading","time":"2026-10-01T12:00:00Z","data":{)" +
                            series + R"(,"value":3}})";
  for (const std::string& text : {event, "[" + event + "]", event + "\r\n"}) {
    const auto found = parse(text);
    ASSERT_EQ(found.readings.size(), 1U) << rejections(found);
    EXPECT_EQ(found.readings[0].reading.id, "/rp/compute e1");
    EXPECT_EQ(tollbridge::to_string(found.readings[0].reading.at), "2026-10-01T12:00:00Z");
    EXPECT_EQ(found.readings[0].reading.value.to_string(), "3");
  }
}

TEST(Readings, lists_hold_readings_and_events_side_by_side) {
  const auto found = parse("\n[" + with(R"("value":1)") + ",\n" + with(R"("value":2)") + ",\n7,\n" +
                           with(R"("value":3)") + "]");
  EXPECT_EQ(found.readings.size(), 3U);
  EXPECT_EQ(rejections(found), "4 InvalidJson");
}

TEST(Readings, a_bad_record_costs_only_itself) {
  const auto found = parse(
      with(R"("value":1)") + "\n{oops\n" + with(R"("value":"many")") + "\n" +
      with(R"("value":1e400)") + "\n" + with(R"("kind":"gauge","gap":"PT1H","value":1)") + "\n" +
      with(R"("gap":60,"value":1)") + "\n" + with(R"("kind":"total","value":1)") + "\n" +
      with(R"("kind":"duration","event":"pause")") + "\n" +
      with(R"("kind":"duration","event":"stop","value":1)") + "\n" + with(R"("event":"start")") +
      "\n" + with(R"("id":"x")") + "\n{" + series + R"(,"value":1})" + "\n" +
      with(R"("value":1,"value":2)") + "\n" + with(R"("start":"2026-10-01T12:00:00Z","value":1)") +
      "\n{" + series + R"(,"at":"2026-10-01T12:00:00","value":1})" + "\n" +
      with(R"("measure":"days","value":1)") + "\n" + with(R"("value":9)"));
  EXPECT_EQ(found.readings.size(), 2U);
  EXPECT_EQ(rejections(found),
            "2 InvalidJson, 3 InvalidNumber, 4 NumberOutOfRange, 5 InvalidField, 6 InvalidField, "
            "7 InvalidField, 8 InvalidField, 9 InvalidField, 10 InvalidField, 11 MissingField, "
            "12 MissingField, 13 DuplicateMember, 14 InvalidField, 15 InvalidTime, "
            "16 InvalidField");
}

TEST(Readings, numbers_are_exact_and_what_is_rounded_is_counted) {
  const auto found = parse(with(R"("value":0.1)") + "\n" +
                           with(R"("value":1.2345678901234567895)"));
  ASSERT_EQ(found.readings.size(), 2U);
  EXPECT_EQ(found.readings[0].reading.value.to_string(), "0.1");
  EXPECT_EQ(found.readings[1].reading.value.to_string(), "1.23456789012345679");
  EXPECT_EQ(found.rounded, 1U);
}

TEST(Readings, beyond_the_limit_nothing_is_taken_and_it_is_said) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += with(R"("value":1)") + "\n";
  const auto found = parse_readings(text, 3);
  EXPECT_EQ(found.readings.size(), 3U);
  EXPECT_EQ(rejections(found), "4 TooManyReadings");
}

TEST(Readings, nothing_is_nothing) {
  for (const auto* text : {"", "\n\n", "[]", " "}) {
    const auto found = parse(text);
    EXPECT_TRUE(found.readings.empty() && found.rejected.empty()) << text;
  }
  EXPECT_EQ(rejections(parse("[" + with(R"("value":1)"))), "1 InvalidJson");
}

// A source that gives a few bytes at a time, and may fail at its end.
class Drops final : public intake::ByteSource {
 public:
  Drops(std::string text, bool fails) : text_(std::move(text)), fails_(fails) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (at_ == text_.size() && fails_) return fail(ErrorKind::io, "ClientGone", "Gone.");
    const std::size_t count = text_.copy(buffer, std::min<std::size_t>(capacity, 3), at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  bool fails_;
  std::size_t at_ = 0;
};

// "2 read, 1 rejected; ended": of all portions, with how the stream ended.
std::string streamed(const std::string& text, bool fails = false, std::size_t most = 1000) {
  Drops source(text, fails);
  std::size_t portions = 0;
  ParsedReadings all;
  const auto read = read_readings(source, most, [&](ParsedReadings&& portion) -> Status {
    ++portions;
    std::ranges::move(portion.readings, std::back_inserter(all.readings));
    std::ranges::move(portion.rejected, std::back_inserter(all.rejected));
    return {};
  });
  const auto whole = parse_readings(text, 1000);
  if (!fails) {
    EXPECT_EQ(rejections(all), rejections(whole));
    EXPECT_EQ(all.readings.size(), whole.readings.size());
  }
  return std::to_string(all.readings.size()) + " read, " + std::to_string(all.rejected.size()) +
         " rejected in " + std::to_string(portions) + (read ? "" : "; " + read.error().code);
}

TEST(Readings, a_stream_is_read_as_the_text_it_makes) {
  const std::string one = with(R"("value":2)");
  EXPECT_EQ(streamed(one + "\nbad\n" + one), "2 read, 1 rejected in 1");
  EXPECT_EQ(streamed("\n\n [" + one + ",\n" + one + "]"), "2 read, 0 rejected in 1");
  EXPECT_EQ(streamed(""), "0 read, 0 rejected in 1") << "there is always a portion";
  EXPECT_EQ(streamed(one + "\n" + one.substr(0, 20), true), "1 read, 0 rejected in 1; ClientGone");
  EXPECT_EQ(streamed(one + "\nbad\n" + one + "\n" + one, false, 2), "3 read, 1 rejected in 2");
}

}  // namespace
}  // namespace tollbridge::stack::json
