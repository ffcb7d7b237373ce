// SPDX-License-Identifier: Apache-2.0
// A document as a person reads it: what stands in the letterhead, in which tables its lines come,
// every number and date as text of one language. What stands on which page: pages.h; how it is
// drawn: exports/pdf/cairo.
//
// The paper is a function of the document and of the registry as of the document's inputs, so it
// is the same for ever; a status (paid, void) that comes later does not show on it. It is outside
// the document's digest. Every line of the document stands on it exactly once, with its own number.
// Pure values and functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "exports/pdf/language.h"
#include "registry/registry.h"

namespace tollbridge::exports::pdf {

inline constexpr std::size_t paper_lines_max = 100'000;  // of one document
inline constexpr std::size_t name_letters_max = 400;     // longer texts of others end in "…"
inline constexpr std::size_t reason_letters_max = 2'000;

struct Contact {
  std::string name;
  std::vector<std::string> lines;  // address, country, VAT number
};

struct Fact {
  std::string label;
  std::string value;
};

enum class Align : std::uint8_t { start, end };

struct Column {
  std::string title;
  Align align = Align::start;
  bool grows = false;  // shares what the others leave of the width
};

enum class RowKind : std::uint8_t {
  line,     // a cell per column
  group,    // one text across the table, above rows
  sum,      // {label, amount}, under the rows
  total,    // the same, the last of its table
};

struct Row {
  RowKind kind = RowKind::line;
  std::vector<std::string> cells;
  std::string note;  // below the growing cell, smaller
};

enum class TableKind : std::uint8_t { summary, taxes, payment, lines };

struct Table {
  TableKind kind = TableKind::lines;
  std::string title;
  std::string subtitle;
  std::vector<Column> columns;  // of a payment: two without titles
  std::vector<Row> rows;
};

struct Paper {
  Language language = Language::english;
  std::string title;  // "Invoice"
  std::string id;     // of the document
  Instant issued_at{};
  Contact seller;
  Contact buyer;
  std::vector<Fact> facts;           // number, dates, period, reference
  Fact payable;                      // what a reader looks for first
  std::vector<std::string> remarks;  // why it was issued, what it means
  // The taxes with the sum to pay, the payment where something is to be paid, a summary (a row per
  // customer subscription), and a table of lines per customer subscription, in document order.
  std::vector<Table> tables;
};

// Errors: TooManyLines (refused).
Result<Paper> paper_of(const billing::Document& document, const registry::Registry& registry,
                       Language language);

// At most `letters_max` letters of UTF-8, a longer text cut and ended by "…"; control characters
// as escapes, line breaks as blanks, and without the characters that turn the direction of text by
// force (U+202A.., U+2066..), which could show a name as another.
std::string one_line(std::string_view text, std::size_t letters_max = name_letters_max);

}  // namespace tollbridge::exports::pdf
