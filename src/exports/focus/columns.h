// SPDX-License-Identifier: Apache-2.0
// The columns of FOCUS data sets (spec/standards.md section 1) as data: names, which versions have
// them, what they hold. All columns of a version are written, so that a reader finds each by its
// name; those of what is not offered here (commitments, reservations, split costs) are null.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exports/csv_row.h"

namespace tollbridge::exports::focus {

enum class Version : std::uint8_t { v1_2, v1_4 };
std::string_view to_string(Version version);           // "1.2", "1.4"
Result<Version> parse_version(std::string_view text);  // UnknownVersion

enum class DataSet : std::uint8_t { cost_and_usage, invoice_detail, billing_period };
std::string_view to_string(DataSet data_set);          // "cost-and-usage", …
Result<DataSet> parse_data_set(std::string_view text);  // UnknownDataSet

enum class Holds : std::uint8_t { text, decimal, time, json };

// In which versions a column stands; both data sets besides Cost and Usage came with 1.4.
enum class Since : std::uint8_t { always, until_1_2, from_1_4 };

struct Column {
  std::string_view name;
  Holds holds = Holds::text;
  Since since = Since::always;
  [[nodiscard]] bool in(Version version) const {
    return since == Since::always || (since == Since::from_1_4) == (version == Version::v1_4);
  }
};

// FOCUS columns by name, then ours ("x_…") by name.
std::span<const Column> columns(DataSet data_set);

// One record, filled by column name. What is not set is null.
class Row {
 public:
  Row(DataSet data_set, Version version);

  // The column must be there (CHECK); setting one that the version does not have does nothing.
  Row& set(std::string_view column, std::string_view value);
  [[nodiscard]] std::string_view get(std::string_view column) const;
  void clear();

  [[nodiscard]] std::string_view header();
  [[nodiscard]] std::string_view record();

 private:
  static constexpr std::size_t columns_max = 96;
  [[nodiscard]] std::size_t index(std::string_view column) const;

  std::span<const Column> columns_;
  Version version_;
  std::array<std::string, columns_max> values_;
  CsvRow csv_;
};

// The schema of a file as a FOCUS metadata object, JSON. The schema's id is a GUID made from its
// columns, so it changes exactly when they do. `made_at` is the data's, not the clock's.
std::string schema_json(DataSet data_set, Version version, std::string_view made_at,
                        std::string_view generator_version);

}  // namespace tollbridge::exports::focus
