// SPDX-License-Identifier: Apache-2.0
// A spreadsheet is read as it was saved, and a broken line is named without hiding the next one.
// Method: small texts by hand, and random cells written and read back.
#include "rating/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace tollbridge::rating {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(std::string_view text) {
  std::vector<Cells> cells;
  for (const CsvRecord& record : read_csv(text).records)
    cells.push_back(record.cells);
  return cells;
}

TEST(Csv, a_byte_order_mark_and_carriage_returns_of_a_spreadsheet_are_no_content) {
  EXPECT_EQ(cells_of("\xEF\xBB\xBF"
                     "a,b\r\n1,\r\n"),
            (std::vector<Cells>{{"a", "b"}, {"1", ""}}));
}

TEST(Csv, quoted_cells_keep_commas_quotes_and_line_ends) {
  EXPECT_EQ(cells_of("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n"),
            (std::vector<Cells>{{"a,b", "say \"hi\"", "two\nlines"}}));
}

TEST(Csv, the_last_line_may_lack_its_end_and_blank_lines_are_no_records) {
  EXPECT_EQ(cells_of("a\n\n\r\nb,"), (std::vector<Cells>{{"a"}, {"b", ""}}));
}

TEST(Csv, every_record_knows_the_line_it_begins_on) {
  const auto records = read_csv("h\n\"x\ny\"\nz\n").records;
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].line, 2);
  EXPECT_EQ(records[2].line, 4);
}

TEST(Csv, each_line_with_a_stray_quote_is_a_fault_and_the_others_are_kept) {
  const CsvText text = read_csv("a\nb\"c\n\"d\"e\nf\n\"never closed\ng\n");
  ASSERT_EQ(text.faults.size(), 3U);
  EXPECT_EQ(text.faults[0].line, 2);
  EXPECT_EQ(text.faults[1].line, 3);
  EXPECT_EQ(text.faults[2].line, 5);
  ASSERT_EQ(text.records.size(), 3U);
  EXPECT_EQ(text.records[1].cells, Cells{"f"});
  EXPECT_EQ(text.records[2].cells, Cells{"g"});
}

RC_GTEST_PROP(CsvProperty, what_is_written_is_read_back, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab ,\"\r\n")));
  const auto rows =
      *rc::gen::container<std::vector<Cells>>(rc::gen::nonEmpty(rc::gen::container<Cells>(text)));
  std::string csv;
  std::vector<Cells> expected;
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += (i == 0 ? "" : ",") + csv_cell(row[i]);
    csv += line + "\n";
    if (row != Cells{""}) expected.push_back(row);
  }
  RC_ASSERT(read_csv(csv).faults.empty());
  RC_ASSERT(cells_of(csv) == expected);
}

}  // namespace
}  // namespace tollbridge::rating
