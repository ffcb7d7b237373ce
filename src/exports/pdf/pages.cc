// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/pages.h"

namespace tollbridge::exports::pdf {
namespace {

class Layouter {
 public:
  Layouter(const std::vector<TableHeads>& tables, const std::vector<MeasuredRow>& rows,
           const PageShape& shape)
      : tables_(tables), rows_(rows), shape_(shape), pages_(1), y_(shape.first_top) {}

  std::vector<Page> pages() {
    for (std::size_t row = 0; row < rows_.size(); ++row) place(row);
    return std::move(pages_);
  }

 private:
  void place(std::size_t row) {
    const std::size_t table = rows_[row].table;
    const bool begins = row == 0 || rows_[row - 1].table != table;
    const TableHeads& heads = tables_[table];
    const int above = begins ? (empty() ? 0 : shape_.gap) + heads.first : 0;
    if (!empty() && ((begins && heads.begins_page) || !fits(above + kept_height(row, begins)))) {
      pages_.emplace_back();
      y_ = shape_.top;
    }
    if (begins) {
      if (!empty()) y_ += shape_.gap;
      place_head(table, heads.first, false);
    } else if (pages_.back().rows.empty()) {
      place_head(table, heads.again, true);
    }
    pages_.back().rows.push_back({row, y_});
    y_ += rows_[row].height;
  }

  void place_head(std::size_t table, int height, bool again) {
    if (height == 0) return;
    pages_.back().heads.push_back({table, y_, again});
    y_ += height;
  }

  // Of the row and those it must not be parted from, as far as one page could hold them.
  [[nodiscard]] int kept_height(std::size_t row, bool begins) const {
    const TableHeads& heads = tables_[rows_[row].table];
    const int page = shape_.bottom - shape_.top - (begins ? heads.first : heads.again);
    int height = rows_[row].height;
    for (; rows_[row].keeps_next && row + 1 < rows_.size(); ++row) {
      const int next = rows_[row + 1].height;
      if (rows_[row + 1].table != rows_[row].table || height + next > page) break;
      height += next;
    }
    return height;
  }

  [[nodiscard]] bool fits(int height) const { return y_ + height <= shape_.bottom; }
  [[nodiscard]] bool empty() const { return pages_.back().rows.empty(); }

  const std::vector<TableHeads>& tables_;
  const std::vector<MeasuredRow>& rows_;
  const PageShape& shape_;
  std::vector<Page> pages_;
  int y_;
};

}  // namespace

std::vector<Page> pages_of(const std::vector<TableHeads>& tables,
                           const std::vector<MeasuredRow>& rows, const PageShape& shape) {
  return Layouter(tables, rows, shape).pages();
}

}  // namespace tollbridge::exports::pdf
