// SPDX-License-Identifier: Apache-2.0
// Goal: equal tags are equal text, whichever form carried them, and odd ones are kept, not lost.
// Method: examples of what stacks send; canonical text is a fixed point.
#include "intake/tags.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

namespace tollbridge::intake {
namespace {

TEST(Tags, the_ways_to_say_no_tags_are_one) {
  for (const char* text : {"", "null", "{}", " { } ", "  "}) EXPECT_EQ(canonical_tags(text), "");
}

TEST(Tags, members_are_sorted_and_blanks_go) {
  EXPECT_EQ(canonical_tags(R"({ "b" : 1.50 , "a" : [ true , null , {"y":1,"x":2} ] })"),
            R"({"a":[true,null,{"x":2,"y":1}],"b":1.50})");
}

TEST(Tags, of_equal_names_the_last_counts) {
  EXPECT_EQ(canonical_tags(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(Tags, escapes_are_the_fewest_that_do) {
  EXPECT_EQ(canonical_tags(R"({"\u0061":"\u00e5\/\n\ud83d\ude00\"\\"})"),
            "{\"a\":\"\u00e5/\\u000a\U0001F600\\\"\\\\\"}");
}

TEST(Tags, what_is_no_json_object_stays_as_given) {
  for (const char* text : {"env=prod", "[1]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{\"a\":1}x",
                           "{\"a\":\"\\ud800\"}", "{\"a\":\"\\q\"}", "{\"a\":tru}", "{\"a\":1"}) {
    EXPECT_EQ(canonical_tags(text), text);
  }
}

TEST(Tags, deep_nesting_is_kept_as_given) {
  std::string deep = "{\"a\":";
  deep += std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(canonical_tags(deep), deep);
}

RC_GTEST_PROP(Tags, canonical_text_is_a_fixed_point,
              (const std::map<std::string, std::string>& tags)) {
  std::string text = "{";
  for (const auto& [name, value] : tags) {
    const auto plain = [](const std::string& from) {
      std::string kept;
      for (const char c : from) {
        if (c >= ' ' && c != '"' && c != '\\') kept += c;
      }
      return kept;
    };
    text += (text.size() > 1 ? ", " : "") + ("\"" + plain(name) + "\": \"" + plain(value) + "\"");
  }
  const std::string once = canonical_tags(text + "}");
  RC_ASSERT(canonical_tags(once) == once);
}

}  // namespace
}  // namespace tollbridge::intake
