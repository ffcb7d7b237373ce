// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/tables.h"

#include <algorithm>

namespace tollbridge::exports::pdf::cairo {
namespace {

constexpr int padding = 5 * point / 2;
constexpr int hairline = point / 2;
constexpr int title_gap = 4 * point;    // between title, subtitle and column titles
constexpr int columns_gap = 4 * point;  // below column titles
constexpr int group_space = 5 * point;

bool has_column_titles(const Table& table) {
  return std::ranges::any_of(table.columns, [](const Column& one) { return !one.title.empty(); });
}

int columns_height() { return 10 * point + columns_gap + hairline; }

bool is_plain_number(std::string_view cell) {
  return std::ranges::all_of(cell, [](char c) { return (c >= '0' && c <= '9') || c == '.'
                                                       || c == ',' || c == ' '; });
}

}  // namespace

Tables::Tables(const Paper& paper, Canvas& canvas) : paper_(paper), canvas_(canvas) {
  for (std::size_t kind = 0; kind < columns_.size(); ++kind) {
    columns_[kind] = columns_of(paper, static_cast<TableKind>(kind), canvas);
  }
  for (std::size_t table = 0; table < paper.tables.size(); ++table) {
    for (const Row& row : paper.tables[table].rows) rows_.push_back({table, &row});
  }
  plain_ = canvas.measure("0", Style::body);
  digit_ = plain_.width;
}

const std::vector<ColumnPlace>& Tables::columns(std::size_t table) const {
  return columns_[static_cast<std::size_t>(paper_.tables[table].kind)];
}

std::string Tables::title_of(std::size_t table, bool again) const {
  const std::string& title = paper_.tables[table].title;
  if (!again) return title;
  return title + " (" + std::string(text(Text::continued, paper_.language)) + ")";
}

int Tables::titles_height(std::size_t table, bool again) {
  const Style style = again ? Style::strong : Style::heading;
  int height = canvas_.measure(title_of(table, again), style, text_width).height + title_gap;
  const std::string& subtitle = paper_.tables[table].subtitle;
  if (!again && !subtitle.empty()) {
    height += canvas_.measure(subtitle, Style::small, text_width).height + title_gap;
  }
  return height;
}

std::vector<TableHeads> Tables::heads() {
  std::vector<TableHeads> heads;
  for (std::size_t table = 0; table < paper_.tables.size(); ++table) {
    const int columns = has_column_titles(paper_.tables[table]) ? columns_height() : 0;
    heads.push_back({titles_height(table, false) + columns, titles_height(table, true) + columns,
                     false});
  }
  return heads;
}

std::vector<MeasuredRow> Tables::rows() {
  std::vector<MeasuredRow> measured;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const bool last = i + 1 == rows_.size() || rows_[i + 1].table != rows_[i].table;
    const bool before_sum = !last && rows_[i + 1].row->kind != RowKind::line &&
                            rows_[i + 1].row->kind != RowKind::group;
    const bool group = rows_[i].row->kind == RowKind::group;
    measured.push_back({row_height(rows_[i]), rows_[i].table, before_sum || group});
  }
  return measured;
}

int Tables::row_height(const TableRow& row) {
  switch (row.row->kind) {
    case RowKind::line: return cells_height(row) + 2 * padding;
    case RowKind::group:
      return canvas_.measure(row.row->cells[0], Style::strong, text_width).height + 2 * padding +
             group_space;
    case RowKind::sum: return plain_.height + 2 * padding;
    case RowKind::total:
      return canvas_.measure("0", Style::total).height + 2 * padding + 2 * point;
  }
  return 0;
}

// A number that is too long for its column is made smaller before it is broken.
Tables::Cell Tables::cell_of(const TableRow& row, std::size_t column) {
  const std::string& text = row.row->cells[column];
  const ColumnPlace& place = columns(row.table)[column];
  if (text.empty() ||
      (is_plain_number(text) && static_cast<int>(text.size()) * digit_ <= place.width)) {
    return {Style::body, plain_.height, plain_.baseline};
  }
  Style style = Style::body;
  if (paper_.tables[row.table].kind == TableKind::payment && column == 0) style = Style::label;
  if (place.align == Align::end && canvas_.measure(text, style).width > place.width) {
    style = Style::exact;
  }
  const Extent extent = canvas_.measure(text, style, place.width);
  return {style, extent.height, extent.baseline};
}

int Tables::cells_height(const TableRow& row) {
  const std::vector<Column>& titles = paper_.tables[row.table].columns;
  int height = plain_.height;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    int here = cell_of(row, i).height;
    if (titles[i].grows && !row.row->note.empty()) {
      here += canvas_.measure(row.row->note, Style::small, columns(row.table)[i].width).height;
    }
    height = std::max(height, here);
  }
  return height;
}

void Tables::draw_head(const PlacedHead& head) {
  const Table& table = paper_.tables[head.table];
  int y = head.y;
  canvas_.begin(head.again ? "P" : "H2");
  const Style style = head.again ? Style::strong : Style::heading;
  y += canvas_.write(title_of(head.table, head.again), style, {text_left, y, text_width}).height;
  canvas_.end(head.again ? "P" : "H2");
  y += title_gap;
  if (!head.again && !table.subtitle.empty()) {
    canvas_.begin("P");
    y += canvas_.write(table.subtitle, Style::small, {text_left, y, text_width}).height;
    canvas_.end("P");
    y += title_gap;
  }
  canvas_.begin("Table");
  if (!has_column_titles(table)) return;
  canvas_.begin("TR");
  const auto& places = columns(head.table);
  for (std::size_t i = 0; i < places.size(); ++i) {
    canvas_.begin("TH");
    canvas_.write(table.columns[i].title, Style::column, {places[i].x, y, places[i].width},
                  places[i].align);
    canvas_.end("TH");
  }
  canvas_.end("TR");
  canvas_.rule(text_left, y + 10 * point + columns_gap, text_width, hairline * 2, Colour::accent);
}

void Tables::draw_row(const PlacedRow& placed) {
  const TableRow& row = rows_[placed.row];
  switch (row.row->kind) {
    case RowKind::line: {
      draw_cells(row, placed.y + padding);
      const bool last = placed.row + 1 == rows_.size() || rows_[placed.row + 1].table != row.table;
      if (last || rows_[placed.row + 1].row->kind == RowKind::line) {
        canvas_.rule(text_left, placed.y + cells_height(row) + 2 * padding - hairline, text_width,
                     hairline, Colour::hairline);
      }
      break;
    }
    case RowKind::group:
      canvas_.begin("TR");
      canvas_.begin("TH");
      canvas_.write(row.row->cells[0], Style::strong,
                    {text_left, placed.y + padding + group_space, text_width});
      canvas_.end("TH");
      canvas_.end("TR");
      break;
    case RowKind::sum:
    case RowKind::total: draw_sum(row, placed.y);
  }
}

// All first lines of a row stand on one line, whatever scripts they are in.
void Tables::draw_cells(const TableRow& row, int y) {
  const auto& places = columns(row.table);
  const Table& table = paper_.tables[row.table];
  std::vector<Cell> cells;
  int baseline = plain_.baseline;
  for (std::size_t i = 0; i < places.size(); ++i) {
    cells.push_back(cell_of(row, i));
    baseline = std::max(baseline, cells.back().baseline);
  }
  canvas_.begin("TR");
  for (std::size_t i = 0; i < places.size(); ++i) {
    canvas_.begin("TD");
    const Place place{places[i].x, y + baseline - cells[i].baseline, places[i].width};
    canvas_.write(row.row->cells[i], cells[i].style, place, places[i].align);
    if (table.columns[i].grows && !row.row->note.empty()) {
      canvas_.write(row.row->note, Style::small,
                    {place.x, place.y + cells[i].height, place.width});
    }
    canvas_.end("TD");
  }
  canvas_.end("TR");
}

void Tables::draw_sum(const TableRow& row, int y) {
  const bool total = row.row->kind == RowKind::total;
  const ColumnPlace& amount = columns(row.table).back();
  const int label_x = text_left + text_width / 3;
  const bool begins = &row.row->kind != &paper_.tables[row.table].rows.front().kind &&
                      (row.row - 1)->kind != RowKind::sum;
  if (total || begins) {
    canvas_.rule(begins ? text_left : label_x, y, text_left + text_width - (begins ? text_left
                                                                                   : label_x),
                 total ? hairline * 2 : hairline, total ? Colour::accent : Colour::hairline);
  }
  const Style style = total ? Style::total : Style::body;
  const int text_y = y + padding + (total ? point : 0);
  canvas_.begin("TR");
  canvas_.begin("TH");
  canvas_.write(row.row->cells[0], style, {label_x, text_y, amount.x - column_gap - label_x},
                Align::end);
  canvas_.end("TH");
  canvas_.begin("TD");
  canvas_.write(row.row->cells[1], style, {amount.x, text_y, amount.width}, Align::end);
  canvas_.end("TD");
  canvas_.end("TR");
}

}  // namespace tollbridge::exports::pdf::cairo
