// SPDX-License-Identifier: Apache-2.0
#include "exports/csv_row.h"

namespace tollbridge::exports {
namespace {

bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != text.npos;
}

}  // namespace

std::string neutralised(std::string_view text) {
  return (is_formula(text) ? "'" : "") + std::string(text);
}

void CsvRow::append(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) {
    line_ += text;
    return;
  }
  line_ += '"';
  for (const char letter : text) {
    if (letter == '"') line_ += '"';
    line_ += letter;
  }
  line_ += '"';
}

CsvRow& CsvRow::plain(std::string_view text) {
  if (ended_) {
    line_.clear();
    ended_ = false;
  } else {
    line_ += ',';
  }
  append(text);
  return *this;
}

CsvRow& CsvRow::text(std::string_view text) {
  return is_formula(text) ? plain(neutralised(text)) : plain(text);
}

std::string_view CsvRow::end() {
  line_ += '\n';
  ended_ = true;
  return line_;
}

}  // namespace tollbridge::exports
