// SPDX-License-Identifier: Apache-2.0
// Heads and rows of tables, measured for pages.h and drawn where it placed them.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "exports/pdf/cairo/canvas.h"
#include "exports/pdf/cairo/columns.h"
#include "exports/pdf/pages.h"
#include "exports/pdf/paper.h"

namespace tollbridge::exports::pdf::cairo {

// Keeps references: the paper and the canvas must outlive it.
class Tables {
 public:
  Tables(const Paper& paper, Canvas& canvas);

  // Of all tables and of all their rows, in order.
  std::vector<TableHeads> heads();
  std::vector<MeasuredRow> rows();
  [[nodiscard]] const Row& row(std::size_t index) const { return *rows_[index].row; }
  [[nodiscard]] std::size_t table_of(std::size_t row) const { return rows_[row].table; }

  void draw_head(const PlacedHead& head);
  void draw_row(const PlacedRow& placed);

 private:
  struct TableRow {
    std::size_t table;
    const Row* row;
  };
  [[nodiscard]] const std::vector<ColumnPlace>& columns(std::size_t table) const;
  std::string title_of(std::size_t table, bool again) const;
  int titles_height(std::size_t table, bool again);
  int row_height(const TableRow& row);
  int cells_height(const TableRow& row);
  struct Cell {
    Style style = Style::body;
    int height = 0;
    int baseline = 0;
  };
  Cell cell_of(const TableRow& row, std::size_t column);
  void draw_cells(const TableRow& row, int y);
  void draw_sum(const TableRow& row, int y);

  const Paper& paper_;
  Canvas& canvas_;
  std::array<std::vector<ColumnPlace>, 4> columns_;  // by TableKind
  std::vector<TableRow> rows_;
  Extent plain_;  // of a line of body text in the main font
  int digit_ = 0;
};

}  // namespace tollbridge::exports::pdf::cairo
