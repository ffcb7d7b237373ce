// SPDX-License-Identifier: Apache-2.0
#include "rating/vendor_sheet.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "core/limits.h"
#include "rating/csv.h"
#include "rating/price_unit.h"
#include "rating/retail_prices.h"

namespace tollbridge::rating {
namespace {

enum Column : std::size_t {
  c_meter, c_name, c_product, c_unit, c_price, c_tier, c_currency, c_from, c_to, c_terms,
  c_primary, c_count
};

// The names of each column, the better one first; only letters and digits, in lower case.
struct Names {
  Column column;
  std::array<std::string_view, 3> names;
};
constexpr std::array columns{
    Names{c_meter, {"meterid", "meterids", "resourceguid"}},
    Names{c_name, {"metername", "skutitle", "skuname"}},
    Names{c_product, {"producttitle", "product", "productname"}},
    Names{c_unit, {"unitofmeasure", "unit", {}}},
    Names{c_price, {"unitprice", "retailprice", {}}},
    Names{c_tier, {"pricingtierrangemin", "tierminimumunits", {}}},
    Names{c_currency, {"currency", "currencycode", "billingcurrency"}},
    Names{c_from, {"effectivestartdate", "effectivedate", {}}},
    Names{c_to, {"effectiveenddate", {}, {}}},
    Names{c_terms, {"pricetype", "type", "termduration"}},
    Names{c_primary, {"isprimarymeterregion", {}, {}}},
};

std::string simple(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') result += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
  }
  return result;
}

// "Maßeinheit (UnitOfMeasure)" -> "unitofmeasure".
std::string name_of_column(std::string_view header) {
  const auto open = header.rfind('(');
  const auto close = header.rfind(')');
  if (open != header.npos && close != header.npos && open < close) {
    return simple(header.substr(open + 1, close - open - 1));
  }
  return simple(header);
}

std::optional<int> number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

struct Day {
  std::string text;       // "2026-10-01"
  bool midnight = true;   // its beginning is meant
};

std::optional<Day> checked(int year, int month, int day, bool midnight) {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const auto digits = [](int value, std::size_t wanted) {
    const std::string text = std::to_string(value);
    return std::string(wanted - std::min(wanted, text.size()), '0') + text;
  };
  return Day{digits(year, 4) + '-' + digits(month, 2) + '-' + digits(day, 2), midnight};
}

// "3/1/2018 12:00:00 AM", month first, as the vendor's files have it.
std::optional<Day> american_day(std::string_view text) {
  const auto blank = text.find(' ');
  const std::string_view date = text.substr(0, blank);
  const auto first = date.find('/');
  const auto second = date.rfind('/');
  if (first == date.npos || second == first) return std::nullopt;
  const auto month = number(date.substr(0, first));
  const auto day = number(date.substr(first + 1, second - first - 1));
  const auto year = number(date.substr(second + 1));
  if (!month || !day || !year) return std::nullopt;
  const std::string_view time = blank == text.npos ? "" : trimmed(text.substr(blank));
  const bool midnight = time.empty() || time.starts_with("12:00:00 AM") ||
                        time.starts_with("0:00") || time.starts_with("00:00");
  return checked(*year, *month, *day, midnight);
}

// "2018-03-01", also with a time behind it.
std::optional<Day> iso_day(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::string_view time = text.size() > 11 ? text.substr(11) : "";
  return checked(*year, *month, *day, time.empty() || time.starts_with("00:00"));
}

std::optional<Day> day_of(std::string_view text) {
  auto day = iso_day(text);
  return day ? day : american_day(text);
}

// Pay as you go: "Consumption", "payG-1", nothing. "P1Y", "Reservation", "DevTestConsumption" not.
bool is_pay_as_you_go(std::string_view text) {
  const std::string terms = simple(text);
  return terms.empty() || terms == "consumption" || terms.starts_with("payg");
}

struct Priced {
  std::string name;
  std::string unit;
  std::map<Quantity, UnitPrice> tiers;
  std::int64_t line = 0;
  bool primary = true;  // of the meter's primary region
};

class Reader {
 public:
  explicit Reader(const VendorSheetRequest& request) : request_(request) {
    sheet_.currency = request.currency;
  }

  Result<VendorSheet> read(std::string_view file) {
    if (file.size() > limits::sheet_bytes_max) {
      return fail(ErrorKind::invalid, "SheetTooLarge",
                  "The price file is larger than 64 MiB; split it, or leave meters out that no "
                  "stack has.");
    }
    auto read = is_json(file) ? read_retail_prices(file) : read_csv(file);
    if (!read) return pass(read);
    CsvText& text = *read;
    sheet_.rejected = std::move(text.faults);
    if (text.records.empty()) return missing("UnitPrice");
    for (std::size_t i = 0; i < text.records.front().cells.size(); ++i) {
      names_.try_emplace(name_of_column(text.records.front().cells[i]), i);
    }
    for (const Names& column : columns) find_column(column);
    for (const auto& [column, name] :
         {std::pair(c_meter, "MeterId"), std::pair(c_price, "UnitPrice"),
          std::pair(c_unit, "UnitOfMeasure")}) {
      if (!places_[column]) return missing(name);
    }
    // What holds in the meter's primary region comes first.
    for (const bool primary : {true, false}) {
      for (std::size_t i = 1; i < text.records.size(); ++i) {
        const bool other = simple(cell(text.records[i], c_primary)) == "false";
        if (other != primary) read_row(text.records[i], primary);
      }
    }
    gather();
    std::ranges::stable_sort(sheet_.rejected, {}, &Error::line);
    return std::move(sheet_);
  }

 private:
  static std::unexpected<Error> missing(const std::string& name) {
    return fail(ErrorKind::invalid, "UnknownPriceFile",
                "This is no price file that is known here: its first line names no column " +
                    name + ". Known are the Azure plan price sheet of Partner Center, that of a "
                           "customer or partner agreement, and the public retail prices.");
  }

  void find_column(const Names& column) {
    for (const std::string_view name : column.names) {
      const auto found = name.empty() ? names_.end() : names_.find(std::string(name));
      if (found == names_.end()) continue;
      places_[column.column] = found->second;
      return;
    }
  }

  [[nodiscard]] std::string_view cell(const CsvRecord& record, Column column) const {
    const auto& place = places_[column];
    return place && *place < record.cells.size() ? trimmed(record.cells[*place])
                                                 : std::string_view();
  }

  void reject(std::int64_t line, const char* code, std::string message) {
    sheet_.rejected.push_back(
        {ErrorKind::invalid, code, std::move(message), {}, {}, line, {}});
  }

  static std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 60)) + "'";
  }

  // Empty: not in force, or told as a fault.
  bool in_force(const CsvRecord& record) {
    const std::string_view from = cell(record, c_from);
    const std::string_view to = cell(record, c_to);
    const auto begins = day_of(from);
    const auto ends = day_of(to);
    if ((!from.empty() && !begins) || (!to.empty() && !ends)) {
      reject(record.line, "InvalidDate",
             quoted(!from.empty() && !begins ? from : to) + " is no date like 2026-10-01 or "
                                                            "10/1/2026.");
      return false;
    }
    const bool begun = !begins || begins->text <= request_.day;
    // The beginning of its last day, or some time of it.
    const bool over =
        ends && (ends->midnight ? ends->text <= request_.day : ends->text < request_.day);
    if (begun && !over) return true;
    ++sheet_.not_in_force;
    return false;
  }

  bool of_the_currency(const CsvRecord& record) {
    const std::string_view code = cell(record, c_currency);
    if (code.empty()) return true;
    auto currency = Currency::find(code);
    if (!currency) {
      reject(record.line, "UnknownCurrency", quoted(code) + " is no currency that can be billed.");
      return false;
    }
    if (!sheet_.currency) sheet_.currency = *currency;
    if (*sheet_.currency == *currency) return true;
    ++sheet_.other_currency;
    return false;
  }

  // Prices are sometimes written as 4.5E-05.
  std::optional<UnitPrice> price_of(const CsvRecord& record) {
    const std::string_view text = cell(record, c_price);
    const auto parsed = UnitPrice::parse(text);
    if (!parsed) {
      reject(record.line, "InvalidPrice", "UnitPrice: " + parsed.error().message);
      return std::nullopt;
    }
    if (parsed->is_negative()) {
      reject(record.line, "NegativePrice", "A price of " + quoted(text) + " cannot be billed.");
      return std::nullopt;
    }
    return *parsed;
  }

  // "a; b": several meters of one price, counted together.
  static std::vector<MeterId> meters_of(std::string_view text) {
    std::vector<MeterId> meters;
    while (!text.empty()) {
      const auto end = text.find_first_of(",;|");
      const std::string_view one = trimmed(text.substr(0, end));
      if (!one.empty() && std::ranges::find(meters, MeterId(one)) == meters.end()) {
        meters.emplace_back(one);
      }
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return meters;
  }

  void read_row(const CsvRecord& record, bool primary) {
    if (!is_pay_as_you_go(cell(record, c_terms))) {
      ++sheet_.other_terms;
      return;
    }
    if (!in_force(record)) return;
    const auto meters = meters_of(cell(record, c_meter));
    if (meters.empty()) {
      reject(record.line, "MissingMeter", "The row names no meter, so no usage can be priced.");
      return;
    }
    if (!known_lengths(record, meters)) return;
    const auto price = price_of(record);
    if (!price || !of_the_currency(record)) return;
    const std::string_view from = cell(record, c_tier);
    const auto tier = from.empty() ? Result<Quantity>(Quantity()) : Quantity::parse(from);
    if (!tier || tier->is_negative()) {
      reject(record.line, "InvalidTier", quoted(from) + " is no quantity a tier can begin at.");
      return;
    }
    add({record, meters, *tier, *price, primary});
  }

  bool known_lengths(const CsvRecord& record, const std::vector<MeterId>& meters) {
    for (const MeterId& meter : meters) {
      if (meter.text().size() <= limits::id_bytes_max) continue;
      reject(record.line, "IdTooLong",
             "A meter's id has at most " + std::to_string(limits::id_bytes_max) + " bytes.");
      return false;
    }
    return true;
  }

  struct Row {
    const CsvRecord& record;
    const std::vector<MeterId>& meters;
    Quantity tier;
    UnitPrice price;
    bool primary;
  };

  // The factor that makes single units of the row's; empty: told as a fault.
  std::optional<Factor> factor_of(const Row& row) {
    if (!request_.single_units) return Factor::from_whole(1);
    const std::string_view unit = cell(row.record, c_unit);
    auto factor = single_unit_factor(unit);
    if (!factor) {
      reject(row.record.line, "InexactUnit",
             "One of " + quoted(unit) + " cannot be counted exactly in units of " + quoted(unit) +
                 ": take the file without single units, and count in its own.");
    }
    return factor;
  }

  // Each meter is counted on one; empty: told as a fault.
  bool linked(const Row& row, Factor factor) {
    for (const MeterId& local : row.meters) {
      const auto found = links_.find(local);
      if (found == links_.end() || found->second.billing_meter == row.meters.front()) continue;
      reject(row.record.line, "ConflictingMeter",
             "Meter " + local.text() + " is counted on " + found->second.billing_meter.text() +
                 " by a row before; this one would count it on " + row.meters.front().text() + ".");
      return false;
    }
    for (const MeterId& local : row.meters) {
      links_.try_emplace(local, MeterLink{local, row.meters.front(), factor});
    }
    return true;
  }

  void add(const Row& row) {
    const MeterId& meter = row.meters.front();
    const std::string_view unit = cell(row.record, c_unit);
    const auto factor = factor_of(row);
    if (!factor) return;
    auto found = meters_.find(meter);
    if (found != meters_.end() && !row.primary && found->second.primary) {
      ++sheet_.repeated;
      return;
    }
    if (found != meters_.end() && found->second.unit != unit) {
      reject(row.record.line, "ConflictingUnit",
             "Meter " + meter.text() + " is priced in " + quoted(found->second.unit) +
                 " from line " + std::to_string(found->second.line) + " on; " + quoted(unit) +
                 " is left out.");
      return;
    }
    if (found != meters_.end() && found->second.tiers.contains(row.tier)) {
      priced_before(row, found->second);
      return;
    }
    if (!linked(row, *factor)) return;
    if (found == meters_.end()) {
      const std::string_view name = cell(row.record, c_name);
      found = meters_.try_emplace(meter).first;
      found->second.name = name.empty() ? cell(row.record, c_product) : name;
      found->second.unit = unit;
      found->second.line = row.record.line;
      found->second.primary = row.primary;
    }
    found->second.tiers.emplace(row.tier, row.price);
    ++sheet_.rows;
  }

  void priced_before(const Row& row, const Priced& priced) {
    const UnitPrice before = priced.tiers.at(row.tier);
    if (before == row.price) {
      ++sheet_.repeated;
      return;
    }
    reject(row.record.line, "ConflictingPrice",
           "Meter " + row.meters.front().text() + " has cost " + before.to_string() +
               " from line " + std::to_string(priced.line) + " on; " + row.price.to_string() +
               " is left out.");
  }

  // Whether a sheet takes the meter's tiers.
  bool sound(const MeterId& meter, const Priced& priced) {
    const bool from_zero = priced.tiers.contains(Quantity());
    if (from_zero && priced.tiers.size() <= limits::price_tiers_max) return true;
    sheet_.rows -= priced.tiers.size();
    if (!from_zero) {
      reject(priced.line, "MissingTier",
             "The prices of meter " + meter.text() + " do not begin at 0.");
    } else {
      reject(priced.line, "TooManyTiers",
             "Meter " + meter.text() + " has " + std::to_string(priced.tiers.size()) +
                 " tiers; at most " + std::to_string(limits::price_tiers_max) + " are allowed.");
    }
    return false;
  }

  void gather() {
    std::set<MeterId> unsound;
    for (auto& [meter, priced] : meters_) {
      if (!sound(meter, priced)) {
        unsound.insert(meter);
        continue;
      }
      MeterPrice price;
      price.billing_meter = meter;
      price.name = std::move(priced.name);
      price.unit = std::move(priced.unit);
      price.model = priced.tiers.size() > 1 ? PriceModel::graduated : PriceModel::flat;
      for (const auto& [from, each] : priced.tiers) {
        price.tiers.push_back({from, each.is_zero() ? std::nullopt : std::optional(each)});
      }
      sheet_.table.prices.push_back(std::move(price));
    }
    for (const auto& [local, link] : links_) {
      if (!unsound.contains(link.billing_meter)) sheet_.table.links.push_back(link);
    }
  }

  const VendorSheetRequest& request_;
  VendorSheet sheet_;
  std::map<std::string, std::size_t> names_;  // the first column of each name
  std::array<std::optional<std::size_t>, c_count> places_{};
  std::map<MeterId, Priced> meters_;   // by the first meter of the row
  std::map<MeterId, MeterLink> links_;  // by the local meter
};

}  // namespace

Result<VendorSheet> read_vendor_sheet(std::string_view file, const VendorSheetRequest& request) {
  return Reader(request).read(file);
}

}  // namespace tollbridge::rating
