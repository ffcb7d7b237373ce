// SPDX-License-Identifier: Apache-2.0
// Cutting at newlines, and at newlines outside quotes.
#include <algorithm>
#include <optional>

#include "core/limits.h"
#include "intake/record_splitter.h"
#include "intake/text.h"

namespace tollbridge::intake {
namespace {

std::string too_long_message() {
  return "The line is longer than " + std::to_string(limits::line_bytes_max) +
         " bytes; write one record a line.";
}

std::string_view without_return(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool is_blank(std::string_view line) {
  return line.empty() ||
         (line[0] <= ' ' && line.find_first_not_of(" \t\r") == std::string_view::npos);
}

class LineSplitter : public RecordSplitter {
 public:
  std::size_t next(std::string_view window, bool last, Piece& piece) override {
    piece = Piece{};
    if (skipping_) return skip(window, last);
    const auto newline = window.substr(0, limits::line_bytes_max + 2).find('\n');
    if (newline != std::string_view::npos) {
      give(window.substr(0, newline), piece);
      return newline + 1;
    }
    if (window.size() >= limits::line_bytes_max + 2) {
      reject_long(piece);
      skipping_ = true;
      return limits::line_bytes_max + 2;
    }
    if (!last || window.empty()) return 0;
    give(window, piece);
    return window.size();
  }

 private:
  std::size_t skip(std::string_view window, bool last) {
    const auto newline = window.find('\n');
    if (newline == std::string_view::npos) {
      if (last) skipping_ = false;
      return window.size();
    }
    skipping_ = false;
    ++line_;
    return newline + 1;
  }

  void give(std::string_view text, Piece& piece) {
    text = without_return(text);
    if (text.size() > limits::line_bytes_max) {
      reject_long(piece);
    } else if (!is_blank(text)) {
      piece.kind = Piece::Kind::record;
      piece.text = text;
      piece.line = line_;
    }
    ++line_;
  }

  void reject_long(Piece& piece) const {
    piece.kind = Piece::Kind::rejected;
    piece.line = line_;
    piece.code = "LineTooLong";
    piece.message = too_long_message();
  }

  std::uint64_t line_ = 1;
  bool skipping_ = false;
};

// Where a CSV record ends (its newline, or the end), or why it has no end.
struct CsvEnd {
  enum class Kind : std::uint8_t { found, more_needed, broken } kind;
  std::size_t at = 0;
};

// Quotes open a cell at its start only; `""` inside is a quote; after the closing one comes ',',
// the end of the line, or nothing.
CsvEnd end_of_csv_record(std::string_view window, bool last) {
  bool in_quotes = false;
  bool cell_start = true;
  for (std::size_t i = 0; i < window.size(); ++i) {
    const char c = window[i];
    if (in_quotes) {
      if (c != '"') continue;
      if (i + 1 == window.size() && !last) return {CsvEnd::Kind::more_needed};
      const char after = i + 1 < window.size() ? window[i + 1] : '\n';
      if (after == '"') {
        ++i;
      } else if (after == ',' || after == '\n' || after == '\r') {
        in_quotes = false;
      } else {
        return {CsvEnd::Kind::broken};
      }
    } else if (c == '\n') {
      return {CsvEnd::Kind::found, i};
    } else if (c == '"' && cell_start) {
      in_quotes = true;
    }
    cell_start = !in_quotes && c == ',';
  }
  if (!last) return {CsvEnd::Kind::more_needed};
  return in_quotes ? CsvEnd{CsvEnd::Kind::broken} : CsvEnd{CsvEnd::Kind::found, window.size()};
}

class CsvSplitter : public RecordSplitter {
 public:
  std::size_t next(std::string_view window, bool last, Piece& piece) override {
    const std::string_view reach = window.substr(0, limits::line_bytes_max + 2);
    const auto newline = reach.find('\n');
    const std::string_view first_line = reach.substr(0, newline);
    if (!rest_of_long_line_ && first_line.find('"') != std::string_view::npos) {
      return next_quoted(window, reach, last, piece);
    }
    const std::size_t used = plain_.next(window, last, piece);
    account(window.substr(0, used), piece);
    return used;
  }

 private:
  std::size_t next_quoted(std::string_view window, std::string_view reach, bool last,
                          Piece& piece) {
    const bool cut = reach.size() < window.size();
    const CsvEnd end = end_of_csv_record(reach, last && !cut);
    const bool full = cut || reach.size() == limits::line_bytes_max + 2;
    if (end.kind == CsvEnd::Kind::more_needed && !full) {
      piece = Piece{};
      return 0;
    }
    if (end.kind != CsvEnd::Kind::found) return reject_first_line(window, last, piece);
    piece = Piece{};
    piece.kind = Piece::Kind::record;
    piece.text = without_return(reach.substr(0, end.at));
    piece.line = line_;
    const std::size_t used = std::min(end.at + 1, window.size());
    line_ += static_cast<std::uint64_t>(std::count(window.begin(), window.begin() + used, '\n'));
    return used;
  }

  std::size_t reject_first_line(std::string_view window, bool last, Piece& piece) {
    const std::size_t used = plain_.next(window, last, piece);
    if (piece.kind == Piece::Kind::record) {
      piece.kind = Piece::Kind::rejected;
      piece.code = "InvalidCsv";
      piece.message =
          "The line's quotes do not add up; put cells with commas or quotes in quotes, and write "
          "a quote inside them twice.";
    }
    account(window.substr(0, used), piece);
    return used;
  }

  // Of what `plain_` used: a line, or part of one. A newline is its last byte.
  void account(std::string_view used, Piece& piece) {
    if (piece.kind != Piece::Kind::none) piece.line = line_;
    if (used.empty()) return;
    rest_of_long_line_ = used.back() != '\n';
    if (!rest_of_long_line_) ++line_;
  }

  LineSplitter plain_;
  std::uint64_t line_ = 1;
  bool rest_of_long_line_ = false;
};

}  // namespace

std::unique_ptr<RecordSplitter> split_at_lines() { return std::make_unique<LineSplitter>(); }

std::unique_ptr<RecordSplitter> split_csv() { return std::make_unique<CsvSplitter>(); }

}  // namespace tollbridge::intake
