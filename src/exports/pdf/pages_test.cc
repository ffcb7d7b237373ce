// SPDX-License-Identifier: Apache-2.0
// Goal: nothing is lost at the edge of a page. Method: small documents by hand, and random ones
// against the invariants of the header.
#include "exports/pdf/pages.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tollbridge::exports::pdf {
namespace {

constexpr PageShape shape{40, 10, 100, 5};

std::vector<MeasuredRow> equal_rows(std::size_t count, int height, std::size_t table = 0) {
  return std::vector<MeasuredRow>(count, MeasuredRow{height, table, false});
}

TEST(Pages, a_document_without_rows_has_one_page) {
  EXPECT_EQ(pages_of({}, {}, shape).size(), 1U);
}

TEST(Pages, the_head_is_repeated_on_every_page_a_table_goes_on_to) {
  const auto pages = pages_of({{20, 10, false}}, equal_rows(10, 20), shape);
  // 40 + 20 leave room for two rows; later pages hold (100 - 10 - 10) / 20 = 4.
  ASSERT_EQ(pages.size(), 3U);
  EXPECT_EQ(pages[0].rows.size(), 2U);
  EXPECT_EQ(pages[1].rows.size(), 4U);
  EXPECT_FALSE(pages[0].heads[0].again);
  EXPECT_TRUE(pages[1].heads[0].again);
  EXPECT_TRUE(pages[2].heads[0].again);
}

TEST(Pages, a_sum_is_never_alone_on_a_page) {
  auto rows = equal_rows(3, 15);
  rows[1].keeps_next = true;  // the last line; rows[2] is the sum
  const auto pages = pages_of({{20, 10, false}}, rows, {50, 10, 100, 5});
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].rows.size(), 1U);
  EXPECT_EQ(pages[1].rows.size(), 2U);
}

TEST(Pages, a_head_is_never_the_last_thing_on_a_page) {
  auto rows = equal_rows(1, 40);
  rows.push_back({20, 1, false});
  const auto pages = pages_of({{0, 0, false}, {10, 5, false}}, rows, shape);
  ASSERT_EQ(pages.size(), 2U);  // 40 + 40 + gap 5 + head 10 + 20 > 100
  EXPECT_EQ(pages[1].heads[0].table, 1U);
  EXPECT_FALSE(pages[1].heads[0].again);
}

TEST(Pages, a_table_may_begin_a_page) {
  auto rows = equal_rows(1, 10);
  rows.push_back({10, 1, false});
  EXPECT_EQ(pages_of({{0, 0, false}, {0, 0, true}}, rows, shape).size(), 2U);
}

TEST(Pages, a_row_higher_than_a_page_is_placed_all_the_same) {
  const auto pages = pages_of({{5, 5, false}}, equal_rows(2, 500), shape);
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].rows.size(), 1U);
}

std::vector<MeasuredRow> random_rows() {
  std::vector<MeasuredRow> rows;
  std::size_t table = 0;
  const auto count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    if (*rc::gen::inRange(0, 6) == 0) ++table;
    rows.push_back({*rc::gen::inRange(1, 40), table, *rc::gen::inRange(0, 4) == 0});
  }
  return rows;
}

RC_GTEST_PROP(Pages, every_row_stands_once_in_order_below_its_head_and_above_the_bottom, ()) {
  const auto rows = random_rows();
  std::vector<TableHeads> tables(rows.empty() ? 0 : rows.back().table + 1);
  for (TableHeads& table : tables) {
    table = {*rc::gen::inRange(1, 15), *rc::gen::inRange(1, 10), *rc::gen::arbitrary<bool>()};
  }
  const auto pages = pages_of(tables, rows, shape);
  std::size_t next = 0;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    int y = p == 0 ? shape.first_top : shape.top;
    std::size_t heads = 0;
    for (const PlacedRow& row : pages[p].rows) {
      RC_ASSERT(row.row == next);
      const std::size_t table = rows[next].table;
      const bool begins = next == 0 || rows[next - 1].table != table;
      if (begins || row.row == pages[p].rows.front().row) {
        const PlacedHead& head = pages[p].heads.at(heads++);
        RC_ASSERT(head.table == table);
        RC_ASSERT(head.again == !begins);
        RC_ASSERT(head.y >= y);
        y = head.y + (begins ? tables[table].first : tables[table].again);
      }
      RC_ASSERT(row.y == y);
      y += rows[next].height;
      RC_ASSERT(y <= shape.bottom);
      ++next;
    }
    RC_ASSERT(heads == pages[p].heads.size());
  }
  RC_ASSERT(next == rows.size());
}

}  // namespace
}  // namespace tollbridge::exports::pdf
