// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/columns.h"

#include <algorithm>
#include <string_view>

namespace tollbridge::exports::pdf::cairo {
namespace {

constexpr int narrowest = 40 * point;

// The widest is made as wide as the next one, and so on, until all fit.
void shrink(std::vector<int>& widths, int room) {
  int sum = 0;
  for (const int width : widths) sum += width;
  while (sum > room) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= narrowest) return;
    const int less = std::min({sum - room, *widest - narrowest, 5 * point});
    *widest -= less;
    sum -= less;
  }
}

// Of the column's cells. Digits are equally wide, so the longest number is the widest; of other
// texts each is measured.
int widest_cell(const Paper& paper, TableKind kind, std::size_t column, Canvas& canvas) {
  std::string_view longest;
  int widest = 0;
  for (const Table& table : paper.tables) {
    if (table.kind != kind) continue;
    const bool number = table.columns[column].align == Align::end;
    const bool last = column + 1 == table.columns.size();
    for (const Row& row : table.rows) {
      if (row.kind == RowKind::line && !number) {
        widest = std::max(widest, canvas.measure(row.cells[column], Style::body).width);
      } else if (row.kind == RowKind::line || (last && row.cells.size() > 1)) {
        const std::string& cell = row.kind == RowKind::line ? row.cells[column] : row.cells.back();
        if (cell.size() > longest.size()) longest = cell;
      }
      // Sums are bold, a little wider.
      if (last && row.kind == RowKind::total) {
        widest = std::max(widest, canvas.measure(row.cells.back(), Style::total).width);
      }
    }
  }
  return std::max(widest, canvas.measure(longest, Style::body).width);
}

}  // namespace

std::vector<ColumnPlace> columns_of(const Paper& paper, TableKind kind, Canvas& canvas) {
  const auto first = std::ranges::find(paper.tables, kind, &Table::kind);
  if (first == paper.tables.end()) return {};
  const std::vector<Column>& columns = first->columns;
  std::vector<int> widths;
  int growing = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].grows) {
      ++growing;
      widths.push_back(0);
      continue;
    }
    const int title = canvas.measure(columns[i].title, Style::column).width;
    widths.push_back(std::max(title, widest_cell(paper, kind, i, canvas)) + point);
  }
  const int gaps = column_gap * (static_cast<int>(columns.size()) - 1);
  shrink(widths, (text_width - gaps) * 7 / 10);
  int rest = text_width - gaps;
  for (const int width : widths) rest -= width;
  std::vector<ColumnPlace> places;
  int x = text_left;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int width = columns[i].grows ? rest / growing : widths[i];
    places.push_back({x, width, columns[i].align});
    x += width + column_gap;
  }
  return places;
}

}  // namespace tollbridge::exports::pdf::cairo
