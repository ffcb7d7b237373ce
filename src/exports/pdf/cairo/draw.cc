// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/draw.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "exports/pdf/cairo/canvas.h"
#include "exports/pdf/cairo/letterhead.h"
#include "exports/pdf/cairo/tables.h"
#include "exports/pdf/pages.h"

namespace tollbridge::exports::pdf::cairo {
namespace {

constexpr std::size_t bookmarks_max = 2'000;

Canvas::About about(const Paper& paper) {
  const std::string name = paper.title + " " + paper.id;
  return {name + ", " + paper.seller.name, paper.seller.name,
          paper.title + " " + paper.id + ": " + paper.buyer.name,
          std::string(to_string(paper.language)), tollbridge::to_string(paper.issued_at)};
}

// The lines begin a page of their own where not everything fits the first.
std::vector<Page> pages_of(const Paper& paper, Tables& tables, int first_top) {
  std::vector<TableHeads> heads = tables.heads();
  const std::vector<MeasuredRow> rows = tables.rows();
  const PageShape shape{first_top, later_top, tables_bottom, 20 * point};
  std::vector<Page> pages = pdf::pages_of(heads, rows, shape);
  const auto lines = std::ranges::find(paper.tables, TableKind::lines, &Table::kind);
  if (pages.size() == 1 || lines == paper.tables.end()) return pages;
  heads[static_cast<std::size_t>(lines - paper.tables.begin())].begins_page = true;
  return pdf::pages_of(heads, rows, shape);
}

void draw_page(const Page& page, Tables& tables, Canvas& canvas) {
  std::size_t next_head = 0;
  std::optional<std::size_t> open;
  for (const PlacedRow& row : page.rows) {
    const std::size_t table = tables.table_of(row.row);
    if (open != table) {
      if (open) canvas.end("Table");
      tables.draw_head(page.heads[next_head++]);
      open = table;
    }
    tables.draw_row(row);
  }
  if (open) canvas.end("Table");
}

void bookmark(const Paper& paper, const Page& page, std::size_t number, Canvas& canvas,
              std::size_t& made) {
  for (const PlacedHead& head : page.heads) {
    if (head.again || made >= bookmarks_max) continue;
    const Table& table = paper.tables[head.table];
    const std::string& subtitle = table.subtitle;
    const bool lines = table.kind == TableKind::lines && !subtitle.empty();
    canvas.bookmark(lines ? table.title + ", " + subtitle : table.title, static_cast<int>(number),
                    head.y);
    ++made;
  }
}

}  // namespace

Result<Pdf> draw(const Paper& paper) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  auto canvas = Canvas::open(about(paper));
  if (!canvas) return pass(canvas);
  Tables tables(paper, **canvas);
  const int first_top = letterhead(paper, **canvas, Ink::measured);
  const std::vector<Page> pages = pages_of(paper, tables, first_top);
  std::size_t bookmarks = 0;
  (*canvas)->begin("Document");
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (i == 0) {
      letterhead(paper, **canvas, Ink::drawn);
    } else {
      page_head(paper, **canvas);
    }
    draw_page(pages[i], tables, **canvas);
    page_foot(paper, **canvas, i + 1, pages.size());
    bookmark(paper, pages[i], i + 1, **canvas, bookmarks);
    if (i + 1 == pages.size()) (*canvas)->end("Document");
    (*canvas)->next_page();
  }
  auto bytes = (*canvas)->finish();
  if (!bytes) return pass(bytes);
  return Pdf{std::move(*bytes), pages.size()};
}

Status check_fonts() {
  auto fonts = open_fonts();
  if (!fonts) return pass(fonts);
  return {};
}

}  // namespace tollbridge::exports::pdf::cairo
