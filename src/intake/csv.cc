// SPDX-License-Identifier: Apache-2.0
#include "intake/csv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "intake/text.h"

namespace tollbridge::intake {
namespace {

constexpr auto npos = std::string_view::npos;

const std::vector<CsvColumn>& compact_columns() {
  static const std::vector<CsvColumn> columns{
      {"stack", &RecordFields::stack},
      {"subscription", &RecordFields::subscription},
      {"tenant", &RecordFields::tenant},
      {"meter", &RecordFields::meter},
      {"resource", &RecordFields::resource},
      {"start", &RecordFields::start},
      {"quantity", &RecordFields::quantity},
      {"end", &RecordFields::end},
      {"id", &RecordFields::event_id},
      {"revision", &RecordFields::revision},
      {"location", &RecordFields::location},
      {"tags", &RecordFields::tags},
      {"reported_at", &RecordFields::reported_at},
  };
  return columns;
}

std::unexpected<Error> invalid_header(std::string message) {
  return fail(ErrorKind::invalid, "InvalidHeader", std::move(message));
}

Status check_compact_header(const CsvHeader& header, const Options& options) {
  std::string missing;
  for (const CsvColumn& column : compact_columns()) {
    if (column.field == &RecordFields::end) break;
    const bool may_miss = column.field == &RecordFields::tenant ||
                          (column.field == &RecordFields::stack && options.stack);
    if (header.has(column.field) || may_miss) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(column.name);
  }
  if (missing.empty()) return {};
  return invalid_header("The CSV header lacks " + missing +
                        "; the columns are stack,subscription,tenant,meter,resource,start,"
                        "quantity and may be followed by end,id,revision,location,tags,"
                        "reported_at.");
}

class CsvParser : public Parser {
 public:
  explicit CsvParser(const Options& options) : rows_(options) {}

  Status record(std::string_view text, std::uint64_t line, Portion& portion) override {
    if (!header_) {
      auto header = CsvHeader::read(text, compact_columns());
      if (!header) return pass(header);
      header_ = std::move(*header);
      return check_compact_header(*header_, rows_.options());
    }
    const Place place{line, text};
    RecordFields fields;
    if (read_csv_record(text, *header_, cells_, fields, rows_, place, portion)) {
      rows_.add(fields, Shape::compact, place, portion);
    }
    return {};
  }

 private:
  RowMaker rows_;
  std::optional<CsvHeader> header_;
  CsvCells cells_;
};

}  // namespace

bool CsvCells::cut(std::string_view record) {
  cells_.clear();
  unquoted_.clear();
  // Cells point into it, so it may not grow while they are made.
  unquoted_.reserve(record.size());
  std::size_t at = 0;
  while (true) {
    if (at < record.size() && record[at] == '"') {
      if (!cut_quoted(record, at)) return false;
    } else {
      const std::size_t end = std::min(record.find(',', at), record.size());
      cells_.push_back(record.substr(at, end - at));
      at = end;
    }
    if (at == record.size()) return true;
    ++at;
  }
}

// From the opening quote at `at` to the ',' behind the closing one, or the end.
bool CsvCells::cut_quoted(std::string_view record, std::size_t& at) {
  const std::size_t begin = unquoted_.size();
  std::size_t from = at + 1;
  while (true) {
    const std::size_t quote = record.find('"', from);
    if (quote == npos) return false;
    const bool doubled = quote + 1 < record.size() && record[quote + 1] == '"';
    unquoted_ += record.substr(from, quote - from + (doubled ? 1 : 0));
    from = quote + (doubled ? 2 : 1);
    if (!doubled) break;
  }
  if (from < record.size() && record[from] != ',') return false;
  cells_.push_back(std::string_view(unquoted_).substr(begin));
  at = from;
  return true;
}

Result<CsvHeader> CsvHeader::read(std::string_view record, const std::vector<CsvColumn>& known) {
  CsvCells cells;
  if (!is_utf8(record) || !cells.cut(record)) {
    return invalid_header("The CSV header " + in_quotes(record) +
                          " cannot be read; write column names in UTF-8, with commas between.");
  }
  CsvHeader header;
  for (const std::string_view cell : cells.cells()) {
    std::string_view RecordFields::*field = nullptr;
    for (const CsvColumn& column : known) {
      if (equal_ignoring_case(without_blanks_around(cell), column.name)) field = column.field;
    }
    if (field != nullptr && header.has(field)) {
      return invalid_header("The CSV header names " + in_quotes(cell) + " twice; keep one.");
    }
    header.fields_.push_back(field);
  }
  return header;
}

bool CsvHeader::has(std::string_view RecordFields::*field) const {
  return std::find(fields_.begin(), fields_.end(), field) != fields_.end();
}

bool is_csv_header(std::string_view front) {
  const auto header = CsvHeader::read(front.substr(0, front.find_first_of("\r\n")),
                                      compact_columns());
  if (!header) return false;
  // Two of what every record has; what is missing is then named, which "unknown form" would not.
  int found = 0;
  for (const auto field : {&RecordFields::subscription, &RecordFields::meter,
                           &RecordFields::start, &RecordFields::quantity}) {
    found += header->has(field) ? 1 : 0;
  }
  return found >= 2;
}

std::unique_ptr<Parser> make_csv_parser(const Options& options) {
  return std::make_unique<CsvParser>(options);
}

bool read_csv_record(std::string_view text, const CsvHeader& header, CsvCells& cells,
                     RecordFields& fields, const RowMaker& rows, const Place& place,
                     Portion& portion) {
  if (!is_utf8(text)) {
    rows.reject(place, "InvalidUtf8", "The line is not UTF-8; save the file as UTF-8.", portion);
    return false;
  }
  if (!cells.cut(text)) {
    rows.reject(place, "InvalidCsv", "The line's quotes do not add up.", portion);
    return false;
  }
  if (cells.cells().size() != header.columns()) {
    rows.reject(place, "InvalidCsv",
                "The line has " + std::to_string(cells.cells().size()) +
                    " cells but the header " + std::to_string(header.columns()) +
                    "; put cells that hold commas in quotes.",
                portion);
    return false;
  }
  for (std::size_t i = 0; i < header.columns(); ++i) {
    if (header.field(i) != nullptr) fields.*header.field(i) = cells.cells()[i];
  }
  return true;
}

}  // namespace tollbridge::intake
