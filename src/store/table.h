// SPDX-License-Identifier: Apache-2.0
// A table of the books as the adapters see it: named columns of text or whole numbers, in rows
// that carry the number of the commit that wrote them and a checksum of themselves.
//
// There are no other types and no nulls: decimals, GUIDs and times are TEXT (SQL NUMERIC would
// turn '0.100000000000000001' into a binary fraction), "none" is the empty text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tollbridge::store {

using Value = std::variant<std::string, std::int64_t>;
using Row = std::vector<Value>;  // in the order of the table's columns

enum class ColumnType : std::uint8_t { text, integer };

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::text;
};

enum class TableKind : std::uint8_t {
  history,  // rows are only ever added
  current,  // a row is replaced by the next one of its key
};

struct Table {
  std::string_view name;
  TableKind kind = TableKind::history;
  std::vector<Column> columns;  // without commit_no and row_sum, which every table ends with
  std::size_t key_columns = 0;  // the first so many columns are the key
  bool keyed_by_commit = false;  // the key also begins with commit_no
};

}  // namespace tollbridge::store
