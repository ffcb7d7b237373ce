// SPDX-License-Identifier: Apache-2.0
// Goal: the compact CSV of contract.md is read as spreadsheets and scripts write it.
// Method: small files by hand, read through the whole reader.
#include "intake/csv.h"

#include <gtest/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

const std::string header = "stack,subscription,tenant,meter,resource,start,quantity\n";

TEST(CsvCells, quotes_are_undone) {
  CsvCells cells;
  ASSERT_TRUE(cells.cut(R"(a,"b,""c""",,"","d)" "\n" R"(e",)"));
  EXPECT_EQ(cells.cells(),
            (std::vector<std::string_view>{"a", "b,\"c\"", "", "", "d\ne", ""}));
  ASSERT_TRUE(cells.cut(""));
  EXPECT_EQ(cells.cells().size(), 1U);
  EXPECT_FALSE(cells.cut("a,\"b"));
  EXPECT_FALSE(cells.cut("\"a\"b"));
}

TEST(Csv, the_compact_form_is_read) {
  const ReadBack back = read_back(header + "s1,sub,t1,m1,/r,2026-10-01T00:00:00Z,1.5\n");
  ASSERT_TRUE(back.status);
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0], (ReadRow{"s1", "sub", "t1", "m1", "/r", "", "", "",
                                   "2026-10-01T00:00:00Z", "", "1.5", "", 0, 2}));
}

TEST(Csv, columns_come_in_any_order_and_case_with_strangers_between) {
  const ReadBack back = read_back(
      "\xEF\xBB\xBFQuantity, START ,\"Note, of ours\",meter,Stack,subscription,resource,tenant,"
      "reported_at,tags,location,revision,id,end\r\n"
      "1,2026-10-01T00:00:00Z,\"x,\ny\",m,s,sub,r,,2026-10-02T00:00:00Z,\"{\"\"a\"\": 1}\",north,4,"
      "e1,2026-10-01T00:10:00Z\r\n");
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0], (ReadRow{"s", "sub", "", "m", "r", "e1", "north", "{\"a\":1}",
                                   "2026-10-01T00:00:00Z", "2026-10-01T00:10:00Z", "1",
                                   "2026-10-02T00:00:00Z", 4, 2}));
}

TEST(Csv, a_corrupt_line_between_good_ones_costs_only_itself) {
  const std::string good = "s1,sub,t1,m1,/r,2026-10-01T00:00:00Z,1.5\n";
  const ReadBack back = read_back(header + good + "s1,sub,\"t1,m1\n" + good + "too,few\n" + good +
                                  "s1,sub,t1,m\xFF,/r,2026-10-01T00:00:00Z,1\n" + good +
                                  "s1,sub,t1,m1,/r,2026-10-01T00:00:00,1\n\n" + good);
  EXPECT_EQ(back.rows.size(), 5U);
  EXPECT_EQ(back.rows.back().line, 11U);
  EXPECT_EQ(back.rejections(), "3 InvalidCsv, 5 InvalidCsv, 7 InvalidUtf8, 9 InvalidTime");
}

TEST(Csv, a_header_without_a_needed_column_refuses_the_file) {
  const ReadBack back = read_back("subscription,meter,start,quantity\na,b,c,1\n");
  ASSERT_FALSE(back.status);
  EXPECT_EQ(back.status.error().code, "InvalidHeader");
  EXPECT_NE(back.status.error().message.find("stack, resource"), std::string::npos);
  EXPECT_EQ(back.portions, 0U);
}

TEST(Csv, a_header_that_names_a_column_twice_refuses_the_file) {
  const ReadBack back = read_back(
      "stack,subscription,tenant,meter,resource,start,quantity,Quantity\n", {Format::csv, {}});
  ASSERT_FALSE(back.status);
  EXPECT_EQ(back.status.error().code, "InvalidHeader");
}

TEST(Csv, the_stack_column_may_be_missing_when_the_stack_is_named) {
  Options options;
  options.stack = StackId("dc1");
  const ReadBack back = read_back(
      "subscription,meter,resource,start,quantity\nsub,m,r,2026-10-01T00:00:00Z,2\n", options);
  ASSERT_EQ(back.rows.size(), 1U) << back.rejections();
  EXPECT_EQ(back.rows[0].stack, "dc1");
}

}  // namespace
}  // namespace tollbridge::intake
