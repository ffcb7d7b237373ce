// SPDX-License-Identifier: Apache-2.0
// Goal: NDJSON usage is read exactly, to the last digit. Method: single lines with one oddity each.
#include <gtest/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

ReadBack read(const std::string& line) {
  Options options;
  options.format = Format::ndjson;
  return read_back(line, options);
}

// A good record whose member `name` is `value`, as JSON.
std::string with(const std::string& name, const std::string& value) {
  std::string line = "{";
  for (const auto& [member, text] : std::vector<std::pair<std::string, std::string>>{
           {"stack", "\"s\""}, {"subscription", "\"a\""}, {"meter", "\"m\""},
           {"resource", "\"r\""}, {"start", "\"2026-10-01T00:00:00Z\""}, {"quantity", "1"}}) {
    if (member != name) line += "\"" + member + "\":" + text + ",";
  }
  return line + "\"" + name + "\":" + value + "}";
}

std::string quantity(const std::string& value) {
  const ReadBack back = read(with("quantity", value));
  return back.rows.empty() ? back.rejected.at(0).code : back.rows[0].quantity;
}

TEST(Ndjson, quantities_never_pass_through_binary_fractions) {
  EXPECT_EQ(quantity("0.123456789012345678"), "0.123456789012345678");
  EXPECT_EQ(quantity("\"0.100000000000000001\""), "0.100000000000000001");
  EXPECT_EQ(quantity("100000000000000000.000000000000000001"),
            "100000000000000000.000000000000000001");
  EXPECT_EQ(quantity("6.36465847492218e-06"), "0.000006364658474922");
  EXPECT_EQ(quantity(" 2.0 "), "2");
  EXPECT_EQ(quantity("1E3"), "1000");
}

TEST(Ndjson, what_is_no_number_is_refused) {
  EXPECT_EQ(quantity("\"\""), "MissingField");
  EXPECT_EQ(quantity("null"), "MissingField");
  EXPECT_EQ(quantity("\"1 \""), "InvalidNumber");
  EXPECT_EQ(quantity("1e99"), "NumberOutOfRange");
  EXPECT_EQ(quantity("true"), "InvalidField");
  EXPECT_EQ(quantity("{}"), "InvalidField");
  EXPECT_EQ(quantity("[1]"), "InvalidField");
  EXPECT_EQ(quantity("nul"), "InvalidJson");
}

TEST(Ndjson, unknown_members_are_ignored) {
  EXPECT_EQ(read(with("x", R"({"quantity":[1,{"stack":"other"}]})")).rows.size(), 1U);
}

TEST(Ndjson, a_member_given_twice_is_refused_since_nobody_knows_which_was_meant) {
  for (const char* second : {R"("quantity":2)", R"("quantity":1)", R"("quantit\u0079":2)"}) {
    const ReadBack back = read(std::string(R"({"quantity":1,"stack":"s","subscription":"a",)") +
                               R"("meter":"m","resource":"r",)" + second +
                               R"(,"start":"2026-10-01T00:00:00Z"})");
    EXPECT_EQ(back.rejections(), "1 DuplicateMember") << second;
  }
  EXPECT_EQ(read(R"({"x":1,"stack":"s","subscription":"a","meter":"m","resource":"r","x":2,)"
                 R"("quantity":1,"start":"2026-10-01T00:00:00Z"})")
                .rows.size(),
            1U);
}

TEST(Ndjson, escapes_are_resolved_in_names_and_values) {
  std::string line = with("meter", R"("m\u00e5l\/1")");
  line.replace(line.find("meter"), 5, R"(met\u0065r)");
  const ReadBack back = read(line);
  EXPECT_EQ(back.rows.at(0).meter, "m\u00e5l/1");
}

TEST(Ndjson, tags_may_be_an_object_or_its_text) {
  for (const char* tags : {R"({"b":1, "a":{"x":[]}})", R"("{\"b\":1,\"a\":{\"x\":[]}}")"}) {
    EXPECT_EQ(read(with("tags", tags)).rows.at(0).tags, R"({"a":{"x":[]},"b":1})");
  }
  for (const char* none : {"null", "{}", "\"\"", "\"null\""}) {
    EXPECT_EQ(read(with("tags", none)).rows.at(0).tags, "");
  }
}

TEST(Ndjson, ids_may_be_numbers_as_written) {
  EXPECT_EQ(read(with("subscription", "0051738928782")).rows.at(0).subscription, "0051738928782");
}

TEST(Ndjson, revisions_are_whole_numbers) {
  EXPECT_EQ(read(with("revision", "3")).rows.at(0).revision, 3);
  EXPECT_EQ(read(with("revision", "\"3\"")).rows.at(0).revision, 3);
  EXPECT_EQ(read(with("revision", "3.5")).rejections(), "1 InvalidNumber");
}

TEST(Ndjson, broken_lines_are_refused_with_their_reason) {
  EXPECT_EQ(read("{\"stack\":\"s\"").rejections(), "1 InvalidJson");
  EXPECT_EQ(read("{\"stack\":\"s}").rejections(), "1 InvalidJson");
  EXPECT_EQ(read("{stack:1}").rejections(), "1 InvalidJson");
  EXPECT_EQ(read("7").rejections(), "1 InvalidJson");
  EXPECT_EQ(read("\"text\"").rejections(), "1 InvalidJson");
  EXPECT_EQ(read(with("id", "\"a\"") + "{}").rejections(), "1 InvalidJson");
  EXPECT_EQ(read(with("id", "\"a\"") + " x").rejections(), "1 InvalidJson");
  EXPECT_EQ(read(with("id", "\"\xFF\"")).rejections(), "1 InvalidUtf8");
  EXPECT_EQ(read(with("id", "\"\\u0000\"")).rejections(), "1 InvalidField");
  EXPECT_EQ(read(with("id", "\"\\ud800\"")).rejections(), "1 InvalidJson");
}

TEST(Ndjson, deep_nesting_in_strangers_does_no_harm) {
  const std::string deep(100'000, '[');
  const std::string closed = deep + std::string(100'000, ']');
  EXPECT_EQ(read(with("x", closed)).rows.size(), 1U);
  EXPECT_EQ(read(with("x", deep)).rejections(), "1 InvalidJson");
}

}  // namespace
}  // namespace tollbridge::intake
