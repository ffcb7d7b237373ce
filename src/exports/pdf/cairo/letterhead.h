// SPDX-License-Identifier: Apache-2.0
// What surrounds the tables: the letterhead of the first page, and the head and foot of each page.
#pragma once

#include <cstddef>

#include "exports/pdf/cairo/canvas.h"
#include "exports/pdf/paper.h"

namespace tollbridge::exports::pdf::cairo {

inline constexpr int later_top = 70 * point;                    // below a later page's head
inline constexpr int tables_bottom = page_height - 62 * point;  // above the foot

// The same layout measured (nothing is drawn) and drawn; returns where the tables begin.
enum class Ink : std::uint8_t { measured, drawn };
int letterhead(const Paper& paper, Canvas& canvas, Ink ink);

void page_head(const Paper& paper, Canvas& canvas);
void page_foot(const Paper& paper, Canvas& canvas, std::size_t page, std::size_t of);

}  // namespace tollbridge::exports::pdf::cairo
