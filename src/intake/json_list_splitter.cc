// SPDX-License-Identifier: Apache-2.0
// Cutting JSON lists into their elements.
#include <algorithm>

#include "core/limits.h"
#include "intake/json_scan.h"
#include "intake/record_splitter.h"

namespace tollbridge::intake {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t window_max = limits::line_bytes_max + 2;

class JsonListSplitter : public RecordSplitter {
 public:
  explicit JsonListSplitter(bool pages) : pages_(pages) {}

  std::size_t next(std::string_view window, bool last, Piece& piece) override {
    piece = Piece{};
    const std::size_t used = step(window, last, piece);
    line_ += static_cast<std::uint64_t>(
        std::count(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(used), '\n'));
    if (used > 0) scanned_ = 0;
    return used;
  }

 private:
  enum class Mode : std::uint8_t {
    outside,        // between lists
    elements,       // in a list, between elements
    tail,           // in a page behind its list
    skip_value,     // in a value that was too long
    skip_line,      // in a line that was no JSON and too long
  };

  std::size_t step(std::string_view window, bool last, Piece& piece) {
    switch (mode_) {
      case Mode::outside: return outside(window, last, piece);
      case Mode::elements: return elements(window, last, piece);
      case Mode::tail: return tail(window, last, piece);
      case Mode::skip_value: return skip_value(window, last);
      case Mode::skip_line: return skip_line(window, last);
    }
    return window.size();
  }

  std::size_t outside(std::string_view window, bool last, Piece& piece) {
    const std::size_t blanks = std::min(window.find_first_not_of(" \t\r\n"), window.size());
    if (blanks > 0 || window.empty()) return blanks;
    in_list_ = false;
    if (window[0] == '[') {
      begin_list(false);
      return 1;
    }
    if (window[0] != '{') return garbage_line(window, last, piece);
    if (!pages_) return value(window, last, piece);
    JsonMembers members(window);
    while (members.next()) {
      if (members.name() == "value" && window[members.value_at()] == '[') {
        begin_list(true);
        return members.value_at() + 1;
      }
    }
    return value(window, last, piece);
  }

  void begin_list(bool page) {
    mode_ = Mode::elements;
    page_ = page;
    in_list_ = true;
    element_ = 0;
  }

  std::size_t elements(std::string_view window, bool last, Piece& piece) {
    const std::size_t blanks = std::min(window.find_first_not_of(" \t\r\n,"), window.size());
    if (blanks > 0) return blanks;
    if (window.empty()) {
      if (last) reject_unfinished(piece);
      return 0;
    }
    if (window[0] == ']') {
      mode_ = page_ ? Mode::tail : Mode::outside;
      behind_list_ = JsonValueScanner(1);
      return 1;
    }
    if (window[0] == '{' || window[0] == '[' || window[0] == '"') {
      return value(window, last, piece);
    }
    const std::size_t end = window.find_first_of(",]\n", 1);
    if (end == npos && !last && window.size() < window_max) return 0;
    reject(piece, window.substr(0, end), "InvalidJson",
           "Here a list should have a record, an object in braces.");
    return std::min(end, window.size());
  }

  // One value, from the front of the window on.
  std::size_t value(std::string_view window, bool last, Piece& piece) {
    if (scanned_ == 0) scanner_ = JsonValueScanner();
    const std::size_t end = scanner_.end(window.substr(0, window_max), scanned_);
    if (end == npos && window.size() < window_max) {
      scanned_ = window.size();
      if (!last) return 0;
      reject(piece, window, "InvalidJson",
             "The input ends inside this record; was it cut off?");
      return window.size();
    }
    if (end == npos || end > limits::line_bytes_max) {
      reject(piece, {}, "LineTooLong",
             "The record is longer than " + std::to_string(limits::line_bytes_max) + " bytes.");
      if (end == npos) mode_ = Mode::skip_value;
      return end == npos ? window_max : end;
    }
    piece.kind = Piece::Kind::record;
    piece.text = window.substr(0, end);
    piece.line = line_;
    piece.element = in_list_ ? ++element_ : 0;
    return end;
  }

  std::size_t skip_value(std::string_view window, bool last) {
    const std::size_t end = scanner_.end(window, 0);
    if (end != npos || last) mode_ = in_list_ ? Mode::elements : Mode::outside;
    return std::min(end, window.size());
  }

  std::size_t tail(std::string_view window, bool last, Piece& piece) {
    const std::size_t end = behind_list_.end(window, 0);
    if (end != npos) {
      mode_ = Mode::outside;
      // Where it broke off at a newline, go on behind it.
      return std::max<std::size_t>(end, 1);
    }
    if (last && window.empty()) reject_unfinished(piece);
    return window.size();
  }

  std::size_t garbage_line(std::string_view window, bool last, Piece& piece) {
    const std::size_t end = window.substr(0, window_max).find('\n');
    if (end == npos && !last && window.size() < window_max) return 0;
    reject(piece, window.substr(0, std::min(end, window_max)), "InvalidJson",
           "Here a JSON list or object should begin.");
    if (end == npos && !last) mode_ = Mode::skip_line;
    return std::min({end, window.size(), window_max});
  }

  std::size_t skip_line(std::string_view window, bool last) {
    const std::size_t end = window.find('\n');
    if (end != npos || last) mode_ = Mode::outside;
    return std::min(end, window.size());
  }

  void reject(Piece& piece, std::string_view text, std::string_view code, std::string message) {
    piece.kind = Piece::Kind::rejected;
    piece.text = text;
    piece.line = line_;
    piece.element = in_list_ ? ++element_ : 0;
    piece.code = code;
    piece.message = std::move(message);
  }

  void reject_unfinished(Piece& piece) {
    reject(piece, {}, "InvalidJson",
           "The input ends before its JSON list is closed; was it cut off?");
    piece.element = 0;
    mode_ = Mode::outside;
  }

  bool pages_;
  Mode mode_ = Mode::outside;
  bool page_ = false;
  bool in_list_ = false;
  std::uint64_t line_ = 1;
  std::uint64_t element_ = 0;
  JsonValueScanner scanner_;
  std::size_t scanned_ = 0;  // of the value at the front of the window
  JsonValueScanner behind_list_;
};

}  // namespace

std::unique_ptr<RecordSplitter> split_json_lists(bool pages) {
  return std::make_unique<JsonListSplitter>(pages);
}

}  // namespace tollbridge::intake
