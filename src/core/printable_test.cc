// SPDX-License-Identifier: Apache-2.0
// Goal: nothing that came from a file or a damaged store steers a terminal, and what is readable
// stays as it is. Method: each kind of odd byte once, then any bytes.
#include "core/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tollbridge {
namespace {

TEST(Printable, readable_text_in_any_language_stays_as_it_is) {
  for (const char* text : {"", "Contoso AB\nline 2", "Åsa × 2 = 4 …", "日本", "😀"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, what_steers_a_terminal_is_escaped) {
  EXPECT_EQ(printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(printable("a\rb\tc\x7f"), "a\\x0db\\x09c\\x7f");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\xc2\\x9b31m");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, bytes_that_are_no_characters_are_escaped_one_by_one) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\xc3"), "\\xc3");              // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");      // overlong
  EXPECT_EQ(printable("\xed\xa0\x80x"), "\\xed\\xa0\\x80x");  // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Printable, whatever_comes_in_nothing_odd_comes_out_and_twice_is_once) {
  rc::check([](const std::string& bytes) {
    const std::string shown = printable(bytes);
    for (const char c : shown) RC_ASSERT(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    RC_ASSERT(printable(shown) == shown);
  });
}

}  // namespace
}  // namespace tollbridge
