// SPDX-License-Identifier: Apache-2.0
// Goal: a spreadsheet that opens an export runs nothing and loses no letter. Method: records are
// written and read back by the product's own reader of CSV.
#include "exports/csv_row.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rating/csv.h"

namespace tollbridge::exports {
namespace {

TEST(CsvRow, a_text_that_looks_like_a_formula_is_shown_not_run) {
  for (const std::string text : {"=1+1", "+46", "-x", "@SUM(A1)", "\tx", "\rx", "\nx"}) {
    EXPECT_EQ(neutralised(text), "'" + text);
  }
  EXPECT_EQ(neutralised("a=b"), "a=b");
  EXPECT_EQ(neutralised(""), "");
}

TEST(CsvRow, a_negative_amount_stays_a_number) {
  CsvRow row;
  EXPECT_EQ(row.plain("-3.20").text("-3.20").end(), "-3.20,'-3.20\n");
}

TEST(CsvRow, names_of_any_script_come_back_letter_by_letter) {
  const std::vector<std::string> names{"Åkeri \"Öst\" AB", "北京,公司", "שלום", "a\nb", "🙂", ""};
  CsvRow row;
  for (const std::string& name : names) row.text(name);
  const auto read = rating::read_csv(row.end());
  ASSERT_EQ(read.records.size(), 1U);
  EXPECT_EQ(read.records[0].cells, names);
}

TEST(CsvRow, one_record_after_another_begins_anew) {
  CsvRow row;
  EXPECT_EQ(row.plain("a").none().end(), "a,\n");
  EXPECT_EQ(row.none().plain("b").end(), ",b\n");
}

}  // namespace
}  // namespace tollbridge::exports
