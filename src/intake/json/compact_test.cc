// SPDX-License-Identifier: Apache-2.0
// Goal: the fast way to read a record never says anything but what simdjson says. Method: random
// texts made of the pieces of records, well-formed and not, go both ways.
#include "intake/json/compact.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

namespace tollbridge::intake::json {
namespace {

constexpr std::array<std::string_view RecordFields::*, 13> all_fields{
    &RecordFields::stack,       &RecordFields::subscription, &RecordFields::tenant,
    &RecordFields::meter,       &RecordFields::resource,     &RecordFields::start,
    &RecordFields::end,         &RecordFields::quantity,     &RecordFields::event_id,
    &RecordFields::revision,    &RecordFields::location,     &RecordFields::tags,
    &RecordFields::reported_at};

std::string padded(std::string text) {
  text.reserve(text.size() + text_padding);
  return text;
}

// Empty if the fast way leaves the text to the other or both agree.
std::string disagreement(CompactRecord& record, const std::string& given) {
  const std::string text = padded(given);
  RecordFields plain;
  if (!record.read_plain(text, plain)) return {};
  RecordFields any;
  Fault fault;
  if (!record.read_any(text, any, fault)) return text + ": " + fault.message;
  for (const auto field : all_fields) {
    if (plain.*field != any.*field) return text;
  }
  return {};
}

rc::Gen<std::string> any_value() {
  return rc::gen::element<std::string>("\"s\"", "\"a b,}{:\"", "1", "-2.50", "6.3e-06", "\"\"",
                                       "null", "true", "{}", "[1]", "1.2.3", "-", "1x", "\"",
                                       "\"\\n\"", "\"\xC3\xA5\"", "");
}

RC_GTEST_PROP(CompactRecord, both_ways_read_the_same, ()) {
  CompactRecord record;
  for (int turn = 0; turn < 3; ++turn) {
    std::string text = "{";
    for (int count = *rc::gen::inRange(0, 6); count > 0; --count) {
      text += *rc::gen::element<std::string>("\"meter\"", "\"quantity\"", "\"start\"", "\"x\"",
                                             "\"meters\"", "\"met\"", "meter", "\"m\\u0065ter\"");
      text += *rc::gen::element<std::string>(":", ":", ": ", ":  ", " :", "");
      text += *any_value();
      text += *rc::gen::element<std::string>(",", ",", ", ", "", "}", ",,");
    }
    if (*rc::gen::arbitrary<bool>() && text.ends_with(',')) text.pop_back();
    text += *rc::gen::element<std::string>("}", "}", "}}", "", "} ");
    RC_ASSERT(disagreement(record, text) == "");
  }
}

RC_GTEST_PROP(CompactRecord, both_ways_read_the_same_of_any_bytes, ()) {
  CompactRecord record;
  const std::string inside = *rc::gen::container<std::string>(
      rc::gen::element('"', '"', ':', ',', '{', '}', '1', 'm', ' ', '\\', '.', '-'));
  RC_ASSERT(disagreement(record, "{" + inside + "}") == "");
}

TEST(CompactRecord, records_as_machines_write_them_take_the_fast_way) {
  CompactRecord record;
  const std::string text =
      padded(R"({"meter":"m","x":"y", "quantity": 1.50,"start":"2026-10-01T00:00:00Z"})");
  for (int turn = 0; turn < 2; ++turn) {
    RecordFields fields;
    ASSERT_TRUE(record.read_plain(text, fields));
    EXPECT_EQ(fields.meter, "m");
    EXPECT_EQ(fields.quantity, "1.50");
    EXPECT_EQ(fields.start, "2026-10-01T00:00:00Z");
  }
}

TEST(CompactRecord, all_else_goes_through_the_other) {
  CompactRecord record;
  RecordFields fields;
  for (const std::string text :
       {R"({"meter":"a\u0062"})", "{\"meter\":\"\xC3\xA5\"}", "{\"meter\":\"a\tb\"}",
        R"({"meter":null,"x":1})", R"({"tags":{"a":1}})", R"({"meter":"m"} )", R"({"meter":"m"}})",
        R"({"meter":"m",})", R"({"meter" :"m"})", R"({"meter":"m)", R"({"meter":1x})", "{}"}) {
    EXPECT_FALSE(record.read_plain(padded(text), fields)) << text;
  }
}

}  // namespace
}  // namespace tollbridge::intake::json
