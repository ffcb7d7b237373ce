// SPDX-License-Identifier: Apache-2.0
// What stands on which page: rows of known heights, in tables whose heads are repeated on every
// page they go on to. Lengths are whole numbers in the unit of whoever measured. Pure.
//
// Invariants: every row is placed exactly once, in order; nothing is placed below the bottom,
// unless a single row with its head is higher than a page; a row that keeps the next stands on the
// next row's page where both fit one page; a table goes on only below its repeated head.
#pragma once

#include <cstddef>
#include <vector>

namespace tollbridge::exports::pdf {

struct TableHeads {
  int first = 0;  // height where the table begins
  int again = 0;  // and where it goes on
  bool begins_page = false;
};

struct MeasuredRow {
  int height = 0;
  std::size_t table = 0;  // never less than that of the row before
  bool keeps_next = false;
};

struct PageShape {
  int first_top = 0;  // where the first page's rows begin, below the letterhead
  int top = 0;        // where later pages' do
  int bottom = 0;
  int gap = 0;        // between tables on a page
};

struct PlacedHead {
  std::size_t table = 0;
  int y = 0;
  bool again = false;
};

struct PlacedRow {
  std::size_t row = 0;
  int y = 0;
};

struct Page {
  std::vector<PlacedHead> heads;
  std::vector<PlacedRow> rows;
};

// At least one page.
std::vector<Page> pages_of(const std::vector<TableHeads>& tables,
                           const std::vector<MeasuredRow>& rows, const PageShape& shape);

}  // namespace tollbridge::exports::pdf
