// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <algorithm>

#include "core/check.h"
#include "core/printable.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t shrunk_width_min = 13;  // "7b6d3d3a…0001": enough to tell GUIDs apart

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

// The first `count` characters.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (starts_character(text[at]) && count-- == 0) break;
  }
  return text.substr(0, at);
}

void pad(std::string& line, std::size_t blanks) { line.append(blanks, ' '); }

void append_cell(std::string& line, const std::string& text, std::size_t width, Cell cell) {
  const std::string shown = cell == Cell::shrinking ? shortened(text, width) : text;
  const std::size_t used = shown_width(shown);
  const std::size_t blanks = width > used ? width - used : 0;
  if (!line.empty()) pad(line, gap);
  if (cell == Cell::number) pad(line, blanks);
  line += shown;
  if (cell != Cell::number) pad(line, blanks);
}

void trim_right(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(std::string_view text, std::size_t width) {
  const std::size_t length = shown_width(text);
  if (length <= width || width < 3) return std::string(text);
  const std::size_t tail = (width - 1) / 3;
  const std::size_t head = width - 1 - tail;
  const std::string_view first = first_characters(text, head);
  const std::string_view before_tail = first_characters(text, length - tail);
  return std::string(first) + "…" + std::string(text.substr(before_tail.size()));
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::string line;
  const auto flush = [&] {
    if (line.empty()) return;
    out.append(indent, ' ');
    out += line;
    out += '\n';
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && indent + shown_width(line) + 1 + shown_width(word) > width) flush();
    if (!line.empty()) line += ' ';
    line += word;
  }
  flush();
  return out;
}

void Table::row(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) {
    cell = printable(cell);
    std::replace(cell.begin(), cell.end(), '\n', ' ');
  }
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t width) const {
  std::vector<std::size_t> result(columns_.size(), 0);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    for (const auto& cells : rows_) result[i] = std::max(result[i], shown_width(cells[i]));
    if (result[i] > 0) result[i] = std::max(result[i], shown_width(columns_[i].title));
  }
  const auto total = [&result] {
    std::size_t sum = 0;
    for (const std::size_t used : result) sum += used > 0 ? used + gap : 0;
    return sum > gap ? sum - gap : 0;
  };
  while (width > 0 && total() > width) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::size_t least = std::max(shrunk_width_min, shown_width(columns_[i].title));
      if (columns_[i].cell != Cell::shrinking || result[i] <= least) continue;
      if (widest == columns_.size() || result[i] > result[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --result[widest];
  }
  return result;
}

std::string Table::text(std::size_t width) const {
  const std::vector<std::size_t> used = widths(width);
  std::string out;
  std::string line;
  std::string rule;
  bool cut = false;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (used[i] == 0) continue;
    append_cell(line, columns_[i].title, used[i], columns_[i].cell);
    append_cell(rule, std::string(used[i], '-'), used[i], Cell::text);
  }
  trim_right(line);
  out += line + "\n" + rule + "\n";
  for (const auto& cells : rows_) {
    line.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (used[i] == 0) continue;
      cut = cut || (columns_[i].cell == Cell::shrinking && shown_width(cells[i]) > used[i]);
      append_cell(line, cells[i], used[i], columns_[i].cell);
    }
    trim_right(line);
    out += line + "\n";
  }
  if (cut) out += "(shortened with …; --wide shows everything)\n";
  return out;
}

}  // namespace tollbridge::cli
