// SPDX-License-Identifier: Apache-2.0
// Finds where JSON values end and which members an object has, without understanding the values:
// enough to cut lists into elements and to tell forms apart. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tollbridge::intake {

// Walks to the end of one value; may be given a value in parts. A raw newline inside a string, or
// a '{' at the start of a line where no value may stand, shows that the value is broken: it ends
// there, so that the next one is found.
class JsonValueScanner {
 public:
  // A scanner that already stands inside `depth` brackets.
  explicit JsonValueScanner(std::size_t depth = 0) : depth_(depth) {}

  // Where the value ends (one past its last byte) in `text`, walking from `from`; npos if it goes
  // on behind the text, after which the next call gives the longer text and from = old size.
  std::size_t end(std::string_view text, std::size_t from);

 private:
  std::size_t skip_string(std::string_view text, std::size_t at);

  std::size_t depth_;
  bool in_string_ = false;
  bool escaped_ = false;
};

// The members of the object that `text` begins with, one after the other, as far as the text goes.
class JsonMembers {
 public:
  // `text` begins with '{'.
  explicit JsonMembers(std::string_view text) : text_(text) {}

  // Goes to the next member; false at the object's end, or where the text ends or is no JSON.
  bool next();
  // Its name, escapes not resolved.
  [[nodiscard]] std::string_view name() const { return name_; }
  // Where its value begins in the text.
  [[nodiscard]] std::size_t value_at() const { return value_at_; }
  // After `next` was false: where the object ends (one past its '}'); npos if the text ended first
  // or is no JSON.
  [[nodiscard]] std::size_t object_end() const { return object_end_; }

 private:
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 1;
  std::string_view name_;
  std::size_t value_at_ = 0;
  std::size_t object_end_ = std::string_view::npos;
  bool first_ = true;
};

}  // namespace tollbridge::intake
