// SPDX-License-Identifier: Apache-2.0
// Goal: a reading that is written is read back as the same, so that a collector changes nothing on
// the way. Method: one of each kind as text; then random readings through writer and reader.
#include "stack/json/write_reading.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stack/json/readings.h"

namespace tollbridge::stack::json {
namespace {

Posted plain() {
  Posted posted;
  posted.track.series = {LocalSubscriptionId("shop"), MeterId("cpu"), ResourceId("/vm/1")};
  posted.reading.at = parse_instant("2026-10-01T12:00:00Z").value();
  posted.reading.value = Quantity::parse("2.5").value();
  return posted;
}

std::string line_of(const Posted& posted) {
  std::string text;
  write_reading(posted, text);
  return text;
}

TEST(WriteReading, what_goes_without_saying_is_not_said) {
  EXPECT_EQ(line_of(plain()), R"({"subscription":"shop","meter":"cpu","resource":"/vm/1",)"
                              R"("at":"2026-10-01T12:00:00Z","value":"2.5"})"
                              "\n");
}

TEST(WriteReading, everything_else_is) {
  Posted posted = plain();
  posted.meaning = {Kind::gauge, Measure::months};
  posted.track.source = "disk\"0";
  posted.reading.id = "a";
  posted.reading.gap = std::chrono::seconds(300);
  posted.reading.location = "north";
  posted.reading.tags = R"({"a":"1"})";
  EXPECT_EQ(line_of(posted),
            R"({"subscription":"shop","meter":"cpu","resource":"/vm/1","kind":"gauge",)"
            R"("measure":"months","at":"2026-10-01T12:00:00Z","value":"2.5","gap":300,)"
            R"("source":"disk\"0","id":"a","location":"north","tags":{"a":"1"}})"
            "\n");
}

std::string any_text(std::size_t length_max) {
  return *rc::gen::resize(static_cast<int>(length_max),
                          rc::gen::container<std::string>(rc::gen::element(
                              'a', 'B', '7', '"', '\\', '/', ' ', '\n', '{', ':', '\x01')));
}

Posted any_reading() {
  Posted posted;
  posted.meaning.kind = *rc::gen::element(Kind::delta, Kind::counter, Kind::gauge, Kind::duration);
  posted.meaning.measure = *rc::gen::element(Measure::hours, Measure::months);
  posted.track.series = {LocalSubscriptionId("s" + any_text(9)), MeterId("m" + any_text(9)),
                         ResourceId("/r" + any_text(9))};
  posted.track.source = any_text(5);
  posted.reading.id = any_text(5);
  posted.reading.location = any_text(5);
  posted.reading.at = Instant(std::chrono::nanoseconds(
      *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000'000)));
  if (posted.meaning.kind == Kind::delta && *rc::gen::arbitrary<bool>()) {
    posted.reading.end = posted.reading.at + std::chrono::nanoseconds(
                             *rc::gen::inRange<std::int64_t>(0, 86'400'000'000'000));
  }
  if (posted.meaning.kind == Kind::gauge) {
    posted.reading.gap = std::chrono::seconds(*rc::gen::inRange(1, 86'400));
  }
  const i128 units = i128{*rc::gen::arbitrary<std::int64_t>()} * *rc::gen::inRange(1, 1'000'000);
  posted.reading.value = Quantity::from_units(units);
  posted.reading.tags = *rc::gen::element<std::string>("", R"({"a":"1","b":"x\"y"})");
  return posted;
}

RC_GTEST_PROP(WriteReading, what_is_written_is_read_back, ()) {
  const Posted posted = any_reading();
  const auto found = parse_readings(line_of(posted), 10);
  RC_ASSERT(found.rejected.empty());
  RC_ASSERT(found.readings.size() == 1U);
  RC_ASSERT(found.rounded == 0U);
  RC_ASSERT(found.readings[0].track == posted.track);
  RC_ASSERT(found.readings[0].meaning == posted.meaning);
  RC_ASSERT(found.readings[0].reading == posted.reading);
}

}  // namespace
}  // namespace tollbridge::stack::json
