// SPDX-License-Identifier: Apache-2.0
// What is remembered of a text is what was kept for it last, or nothing: never another text's.
// Method: random texts, many of them alike, against a map; the table is so small that newcomers
// push others out and the table grows meanwhile.
#include "intake/memo.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace tollbridge::intake {
namespace {

RC_GTEST_PROP(Memo, a_text_finds_its_own_value_or_none, ()) {
  Memo<int> memo(256);
  std::map<std::string, int> kept;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 600));
  int found = 0;
  for (const int step : steps) {
    const std::string text = "resource-" + std::to_string(step / 2);
    if (const int* value = memo.find(text)) {
      RC_ASSERT(kept.contains(text));
      RC_ASSERT(*value == kept.at(text));
      ++found;
    } else {
      memo.keep(text, step);
      kept[text] = step;
    }
  }
  RC_CLASSIFY(found > 0);
}

TEST(Memo, the_text_found_last_is_found_again_after_the_table_has_grown) {
  Memo<int> memo(1024);
  memo.keep("first", 1);
  ASSERT_NE(memo.find("first"), nullptr);
  for (int i = 0; i < 40; ++i) memo.keep("other " + std::to_string(i), i);
  if (const int* value = memo.find("first")) {
    EXPECT_EQ(*value, 1);
  }
  memo.keep("first", 2);
  ASSERT_NE(memo.find("first"), nullptr);
  EXPECT_EQ(*memo.find("first"), 2);
  EXPECT_EQ(*memo.find("first"), 2);
}

TEST(Memo, what_is_changed_in_place_stays_changed) {
  Memo<int> memo(64);
  memo.keep("meter", 1);
  *memo.find("meter") = 7;
  EXPECT_EQ(*memo.find("meter"), 7);
}

TEST(Memo, long_texts_are_not_kept) {
  Memo<int> memo(64);
  const std::string text(Memo<int>::text_bytes_max + 1, 'x');
  memo.keep(text, 1);
  EXPECT_EQ(memo.find(text), nullptr);
}

}  // namespace
}  // namespace tollbridge::intake
