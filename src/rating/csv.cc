// SPDX-License-Identifier: Apache-2.0
#include "rating/csv.h"

#include <algorithm>
#include <utility>

namespace tollbridge::rating {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Reads record after record; a fault costs the line it is found on, never the file.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  }

  CsvText read() {
    while (at_ < text_.size())
      read_record();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool at_line_end() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
  }

  void skip_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') {
      ++at_;
      ++line_;
    }
  }

  void read_record() {
    CsvRecord record{line_, {}};
    bool sound = true;
    while (sound) {
      sound = read_cell(record);
      if (!sound || at_line_end()) break;
      ++at_;  // the comma
    }
    if (!sound) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    }
    skip_line_end();
    const bool blank = record.cells.size() == 1 && record.cells[0].empty();
    if (sound && !blank) result_.records.push_back(std::move(record));
  }

  // One cell, up to its comma or the line's end. False on a fault.
  bool read_cell(CsvRecord& record) {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted(record);
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != ',') {
      if (text_[at_] == '"') return fault(line_, "a quote inside a cell without quotes around it");
      ++at_;
    }
    record.cells.emplace_back(text_.substr(begin, at_ - begin));
    return true;
  }

  bool read_quoted(CsvRecord& record) {
    const std::int64_t opened = line_;
    const std::size_t after_opening = at_ + 1;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"' && text_.substr(at_, 2) == "\"\"") {
        ++at_;
      } else if (c == '"') {
        ++at_;
        record.cells.push_back(std::move(cell));
        const bool closed = at_line_end() || text_[at_] == ',';
        return closed || fault(line_, "text behind a closing quote");
      } else if (c == '\n') {
        ++line_;
      }
      cell.push_back(c);
    }
    // What an unclosed quote swallowed is read again, so that later faults are found too.
    at_ = after_opening;
    line_ = opened;
    return fault(opened, "a quote that is never closed");
  }

  bool fault(std::int64_t line, const std::string& what) {
    result_.faults.push_back(Error{ErrorKind::invalid,
                                   "UnbalancedQuote",
                                   "There is " + what +
                                       "; put the whole cell in quotes and double "
                                       "every quote inside it.",
                                   {},
                                   {},
                                   line,
                                   {}});
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  CsvText result_;
};

}  // namespace

CsvText read_csv(std::string_view text) {
  return Reader(text).read();
}

std::string_view trimmed(std::string_view cell) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!cell.empty() && blank(cell.front()))
    cell.remove_prefix(1);
  while (!cell.empty() && blank(cell.back()))
    cell.remove_suffix(1);
  return cell;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace tollbridge::rating
