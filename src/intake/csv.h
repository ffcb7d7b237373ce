// SPDX-License-Identifier: Apache-2.0
// Comma-separated usage (RFC 4180): the first record names the columns, in any order and case;
// unknown columns are ignored. The compact form's columns are those of contract.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "intake/fields.h"
#include "intake/intake.h"

namespace tollbridge::intake {

// Cuts one CSV record into its cells, quotes undone. Its cells live until the next call.
class CsvCells {
 public:
  // False if the quotes do not add up.
  bool cut(std::string_view record);
  [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  bool cut_quoted(std::string_view record, std::size_t& at);

  std::vector<std::string_view> cells_;
  std::string unquoted_;
};

// A column a form knows, and the field it fills.
struct CsvColumn {
  std::string_view name;
  std::string_view RecordFields::*field;
};

// Which cell fills which field.
class CsvHeader {
 public:
  // Errors: InvalidHeader (a known column twice, no UTF-8, quotes that do not add up).
  static Result<CsvHeader> read(std::string_view record, const std::vector<CsvColumn>& known);

  [[nodiscard]] bool has(std::string_view RecordFields::*field) const;
  [[nodiscard]] std::size_t columns() const { return fields_.size(); }
  // Null for a column nobody asked for.
  [[nodiscard]] std::string_view RecordFields::*field(std::size_t column) const {
    return fields_[column];
  }

 private:
  std::vector<std::string_view RecordFields::*> fields_;
};

// The front begins with a header of the compact form: subscription, meter, start, quantity.
bool is_csv_header(std::string_view front);

// Reads the compact form. Its records are those of split_csv(), the header first.
std::unique_ptr<Parser> make_csv_parser(const Options& options);

// The texts of a record whose header is known, or false after a rejection: InvalidUtf8,
// InvalidCsv (quotes, or not as many cells as the header).
bool read_csv_record(std::string_view text, const CsvHeader& header, CsvCells& cells,
                     RecordFields& fields, const RowMaker& rows, const Place& place,
                     Portion& portion);

}  // namespace tollbridge::intake
