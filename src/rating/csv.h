// SPDX-License-Identifier: Apache-2.0
// Comma-separated values as RFC 4180 writes them, with lines for every fault.
//
// A byte-order mark is skipped, lines end in LF or CRLF, blank lines are no records. A quoted cell
// may hold commas, line ends and doubled quotes. Pure values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tollbridge::rating {

struct CsvRecord {
  std::int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
};

struct CsvText {
  std::vector<CsvRecord> records;  // those without a fault
  std::vector<Error> faults;       // UnbalancedQuote, each with its line
};

CsvText read_csv(std::string_view text);

// Without blanks, tabs and carriage returns around it, which say nothing in a sheet.
std::string_view trimmed(std::string_view cell);

// The cell as it must be written: in quotes where it needs them.
std::string csv_cell(std::string_view text);

}  // namespace tollbridge::rating
