// SPDX-License-Identifier: Apache-2.0
// Columns as data: a name and what stands in it. And what both files say of whoever is charged.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "exports/csv_row.h"
#include "exports/issued.h"

namespace tollbridge::exports::lines {

enum class Cell : std::uint8_t { plain, text };

template <class Source>
struct ColumnOf {
  std::string_view name;
  Cell cell = Cell::text;
  std::string (*value)(const Source& source) = nullptr;
};

template <class Source>
std::vector<std::string_view> names_of(std::span<const ColumnOf<Source>> columns) {
  std::vector<std::string_view> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

template <class Source>
std::string_view header_of(std::span<const ColumnOf<Source>> columns, CsvRow& csv) {
  for (const auto& column : columns) csv.plain(column.name);
  return csv.end();
}

template <class Source>
std::string_view record_of(std::span<const ColumnOf<Source>> columns, const Source& source,
                           CsvRow& csv) {
  for (const auto& column : columns) {
    if (column.cell == Cell::text) {
      csv.text(column.value(source));
    } else {
      csv.plain(column.value(source));
    }
  }
  return csv.end();
}

// The partner of the sale: who buys from the provider, or who sells.
PartyId partner_of(const Issued& issued, const billing::Document& document);
std::string customer_name(const Issued& issued, const billing::Line& line);
std::string customer_country(const Issued& issued, const billing::Line& line);
// The reseller that sells the line's subscription; empty if a direct partner does.
std::string reseller_of(const Issued& issued, const billing::Line& line);
// "2026-10-01", "2026-10-31".
std::string first_day(Period period);
std::string last_day(Period period);

}  // namespace tollbridge::exports::lines
