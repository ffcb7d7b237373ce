// SPDX-License-Identifier: Apache-2.0
// Goal: no byte that came from outside reaches an id or a message unchecked.
// Method: the edges of UTF-8 by hand, each beside its nearest neighbour that is well-formed.
#include "intake/text.h"

#include <gtest/gtest.h>

namespace tollbridge::intake {
namespace {

TEST(Text, well_formed_utf8_is_accepted_up_to_its_edges) {
  for (const char* text : {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
                           "eight bytes and then \xC3\xA5"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Text, broken_utf8_is_refused) {
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80",
                           "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                           "\xFF", "eight bytes and then \xC3"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Text, a_quote_in_a_message_is_short_and_printable) {
  EXPECT_EQ(in_quotes("meter"), "'meter'");
  EXPECT_EQ(in_quotes("a\nb\x80"), "'a?b?'");
  const std::string shown = in_quotes(std::string(1000, 'x'));
  EXPECT_LT(shown.size(), 70U);
  EXPECT_TRUE(is_utf8(in_quotes(std::string(100, '\xC3'))));
}

TEST(Text, names_compare_without_case) {
  EXPECT_TRUE(equal_ignoring_case("UsageStartTime", "usagestarttime"));
  EXPECT_FALSE(equal_ignoring_case("usage", "usages"));
}

TEST(Text, control_characters_are_found) {
  EXPECT_TRUE(has_control_character(std::string_view("a\0b", 3)));
  EXPECT_TRUE(has_control_character("a\x7F"));
  EXPECT_FALSE(has_control_character("smörgås"));
}

}  // namespace
}  // namespace tollbridge::intake
