// SPDX-License-Identifier: Apache-2.0
// Tables for people: fitted to 80 columns, numbers to the right. Where a table would be wider, the
// columns that may shrink lose the middle of their longest texts ("7b6d3d3a…0001"), and a line
// below says so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tollbridge::cli {

enum class Cell : std::uint8_t {
  text,       // to the left, never cut
  shrinking,  // to the left, cut in the middle when the table is too wide
  number,     // to the right, never cut
};

struct Column {
  std::string title;
  Cell cell = Cell::text;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns.
  void row(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  // With a final newline; width 0 means as wide as it gets. Columns that are empty in every row
  // are left out.
  [[nodiscard]] std::string text(std::size_t width) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t width) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Characters, not bytes, of a UTF-8 text.
std::size_t shown_width(std::string_view text);
// At most `width` characters, the middle replaced by "…".
std::string shortened(std::string_view text, std::size_t width);
// Broken at blanks into lines of at most `width`, each begun with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace tollbridge::cli
