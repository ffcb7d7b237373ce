// SPDX-License-Identifier: Apache-2.0
// How wide the columns of a kind of table are: the same in all tables of a document, so that
// amounts stand below each other from section to section.
#pragma once

#include <vector>

#include "exports/pdf/cairo/canvas.h"
#include "exports/pdf/paper.h"

namespace tollbridge::exports::pdf::cairo {

inline constexpr int text_left = 51 * point;
inline constexpr int text_width = page_width - 2 * text_left;
inline constexpr int column_gap = 10 * point;

struct ColumnPlace {
  int x = 0;
  int width = 0;
  Align align = Align::start;
};

// Of all tables of `kind`; empty if there are none. Columns that do not grow are as wide as their
// longest text, as far as the others keep three tenths of the line.
std::vector<ColumnPlace> columns_of(const Paper& paper, TableKind kind, Canvas& canvas);

}  // namespace tollbridge::exports::pdf::cairo
