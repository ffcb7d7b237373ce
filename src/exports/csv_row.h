// SPDX-License-Identifier: Apache-2.0
// One record of a CSV file as all exports write it: RFC 4180, lines end in LF, UTF-8, no mark.
//
// A text that comes from outside and begins with = + - @, a tab or a line end would be run as a
// formula by a spreadsheet; it gets an apostrophe in front. Numbers and times are ours and stay as
// they are, "-3" too. Empty is nothing at all (null), never "". Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::exports {

// Takes the next bytes of a file. An Error ends the export and is handed on.
using TextSink = std::function<Status(std::string_view bytes)>;

// A text from outside as a cell may carry it.
std::string neutralised(std::string_view text);

class CsvRow {
 public:
  // A text from outside: neutralised.
  CsvRow& text(std::string_view text);
  // A number, a time or a word of ours.
  CsvRow& plain(std::string_view text);
  CsvRow& none() { return plain({}); }

  // The record with its line end; the next call of the others begins a new one.
  std::string_view end();

 private:
  void append(std::string_view text);

  std::string line_;
  bool ended_ = true;
};

}  // namespace tollbridge::exports
