// SPDX-License-Identifier: Apache-2.0
#include "rating/retail_prices.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace tollbridge::rating {
namespace {

constexpr std::size_t depth_max = 16;

enum Member : std::size_t { m_meter, m_price, m_retail };
constexpr std::array<std::string_view, 12> members{
    "meterId",          "unitPrice",    "retailPrice",        "meterName",
    "productName",      "unitOfMeasure", "currencyCode",      "effectiveStartDate",
    "effectiveEndDate", "type",         "tierMinimumUnits",   "isPrimaryMeterRegion"};

// Takes what the parser meets; an object ends as a record if it names a meter.
class Items {
 public:
  using Parser = nlohmann::json;

  bool null() { return value({}); }
  bool boolean(bool yes) { return value(yes ? "true" : "false"); }
  bool number_integer(Parser::number_integer_t number) { return value(std::to_string(number)); }
  bool number_unsigned(Parser::number_unsigned_t number) { return value(std::to_string(number)); }
  bool number_float(Parser::number_float_t, const std::string& text) { return value(text); }
  bool string(std::string& text) { return value(std::move(text)); }
  bool binary(Parser::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(); }
  bool start_array(std::size_t) { return open(); }
  bool end_array() { return close(); }
  bool end_object() {
    std::vector<std::string>& cells = open_.back();
    if (!cells.empty() && !cells[m_meter].empty()) {
      if (cells[m_price].empty()) cells[m_price] = std::move(cells[m_retail]);
      records_.push_back({static_cast<std::int64_t>(++items_), std::move(cells)});
    }
    return close();
  }

  bool key(std::string& name) {
    const auto found = std::ranges::find(members, name);
    member_ = static_cast<std::size_t>(found - members.begin());
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception&) {
    fault_ = "The price file is no JSON from byte " + std::to_string(byte) + " on.";
    return false;
  }

  std::vector<CsvRecord> take() { return std::move(records_); }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  bool open() {
    if (open_.size() == depth_max) {
      fault_ = "The price file is nested deeper than " + std::to_string(depth_max) + " levels.";
      return false;
    }
    open_.emplace_back();
    member_ = members.size();
    return true;
  }

  bool close() {
    open_.pop_back();
    member_ = members.size();
    return true;
  }

  bool value(std::string text) {
    if (member_ == members.size() || open_.empty()) return true;
    open_.back().resize(members.size());
    open_.back()[member_] = std::move(text);
    member_ = members.size();
    return true;
  }

  std::vector<std::vector<std::string>> open_;  // the members of each object that is not closed
  std::size_t member_ = members.size();         // the value of which comes next
  std::size_t items_ = 0;
  std::vector<CsvRecord> records_;
  std::string fault_;
};

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace

bool is_json(std::string_view text) {
  text = without_mark(text);
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

Result<CsvText> read_retail_prices(std::string_view json) {
  Items items;
  if (!nlohmann::json::sax_parse(without_mark(json), &items)) {
    return fail(ErrorKind::invalid, "InvalidJson",
                items.fault() + " Several pages are one file as an array: [page, page].");
  }
  CsvText text;
  text.records.push_back({0, {members.begin(), members.end()}});
  for (CsvRecord& record : items.take()) text.records.push_back(std::move(record));
  return text;
}

}  // namespace tollbridge::rating
