// SPDX-License-Identifier: Apache-2.0
// Goal: whatever stands in a table, it can be read in 80 columns. Method: tables of odd contents.
#include "cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tollbridge::cli {
namespace {

const std::string guid = "7b6d3d3a-0000-4000-8000-000000000001";

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  std::size_t width = 0;
  while (std::getline(lines, line)) width = std::max(width, shown_width(line));
  return width;
}

TEST(Table, numbers_stand_to_the_right_and_texts_to_the_left) {
  Table table({{"name", Cell::text}, {"amount", Cell::number}});
  table.row({"a", "1.00"});
  table.row({"longer", "1234.56"});
  EXPECT_EQ(table.text(80),
            "name     amount\n"
            "------  -------\n"
            "a          1.00\n"
            "longer  1234.56\n");
}

TEST(Table, too_many_ids_are_shortened_in_the_middle_and_a_line_says_so) {
  Table table({{"stack", Cell::shrinking}, {"tenant", Cell::shrinking}, {"amount", Cell::number}});
  table.row({guid, guid, "12.34"});
  const std::string text = table.text(80);
  EXPECT_LE(widest(text), 80U);
  EXPECT_NE(text.find("…"), std::string::npos);
  EXPECT_NE(text.find("--wide"), std::string::npos);
  EXPECT_NE(table.text(0).find(guid + "  " + guid), std::string::npos);
}

TEST(Table, what_fits_is_left_whole) {
  Table table({{"tenant", Cell::shrinking}, {"amount", Cell::number}});
  table.row({guid, "12.34"});
  EXPECT_NE(table.text(80).find(guid), std::string::npos);
  EXPECT_EQ(table.text(80).find("--wide"), std::string::npos);
}

TEST(Table, columns_without_anything_in_them_are_left_out) {
  Table table({{"a", Cell::text}, {"never", Cell::text}, {"b", Cell::text}});
  table.row({"1", "", "2"});
  EXPECT_EQ(table.text(80), "a  b\n-  -\n1  2\n");
}

TEST(Table, letters_are_counted_not_bytes) {
  EXPECT_EQ(shown_width("Åsa"), 3U);
  EXPECT_EQ(shortened("Ååååååååååå", 7), "Åååå…åå");
}

TEST(Table, paragraphs_break_at_blanks) {
  EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
  EXPECT_EQ(wrapped("", 9, 2), "");
}

}  // namespace
}  // namespace tollbridge::cli
