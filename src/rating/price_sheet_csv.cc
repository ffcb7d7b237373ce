// SPDX-License-Identifier: Apache-2.0
// A price sheet's CSV: cells are read row by row, then rows of one local meter and of one billing
// meter are brought together and checked against each other. Every fault of the file is kept.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/limits.h"
#include "rating/csv.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {
namespace {

enum Column : std::size_t {
  c_meter,
  c_name,
  c_unit,
  c_model,
  c_tier_from,
  c_unit_price,
  c_package_size,
  c_included,
  c_billing_meter,
  c_factor,
  c_count
};
constexpr std::array<std::string_view, c_count> column_names{
    "meter",      "name",         "unit",     "model",         "tier_from",
    "unit_price", "package_size", "included", "billing_meter", "factor"};

// One row; an empty cell is an empty optional.
struct Row {
  std::int64_t line = 0;
  MeterId meter;
  std::optional<std::string> name;
  std::optional<std::string> unit;
  std::optional<PriceModel> model;
  std::optional<Quantity> tier_from;
  std::optional<UnitPrice> price;
  std::optional<Quantity> package_size;
  std::optional<Quantity> included;
  std::optional<MeterId> billing_meter;
  std::optional<Factor> factor;
  bool sound = true;  // every cell could be read
};

using Rows = std::vector<const Row*>;
using Tiers = std::map<Quantity, const Row*>;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 60)) + "'";
}

class SheetReader {
 public:
  explicit SheetReader(std::string_view csv) : csv_(csv) {}

  Result<SheetTable> read() {
    if (csv_.size() > limits::sheet_bytes_max) {
      add_fault(0, "", "SheetTooLarge", "The sheet is larger than 64 MiB; split it in two.");
      return refused();
    }
    CsvText text = read_csv(csv_);
    faults_ = std::move(text.faults);
    if (read_header(text.records)) {
      rows_.reserve(text.records.size());
      for (std::size_t i = 1; i < text.records.size(); ++i)
        read_row(text.records[i]);
      gather();
    }
    if (!faults_.empty()) return refused();
    return std::move(table_);
  }

 private:
  void add_fault(std::int64_t line, std::string_view column, std::string code,
                 std::string message) {
    faults_.push_back(Error{ErrorKind::invalid,
                            std::move(code),
                            std::move(message),
                            {},
                            std::string(column),
                            line,
                            {}});
  }

  std::unexpected<Error> refused() {
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const Error& a, const Error& b) { return a.line < b.line; });
    const Error& first = faults_.front();
    auto error = fail(ErrorKind::invalid, "InvalidPriceSheet",
                      "The price sheet has " + std::to_string(faults_.size()) +
                          (faults_.size() == 1 ? " fault" : " faults") + "; line " +
                          std::to_string(first.line) + ": " + first.message);
    error.error().line = first.line;
    error.error().details = std::move(faults_);
    return error;
  }

  // Cells -----------------------------------------------------------------------------------

  bool read_header(const std::vector<CsvRecord>& records) {
    if (records.empty()) {
      add_fault(1, "", "MissingHeader",
                "The first line must name the columns: meter,name,unit,"
                "model,tier_from,unit_price,package_size,included,billing_meter,factor.");
      return false;
    }
    const std::size_t before = faults_.size();
    const CsvRecord& header = records.front();
    place_.fill(c_absent);
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
      const std::string name = lower(trimmed(header.cells[i]));
      const auto found = std::find(column_names.begin(), column_names.end(), name);
      if (found == column_names.end()) {
        add_fault(header.line, name, "UnknownColumn",
                  quoted(name) +
                      " is no column of a price "
                      "sheet; remove it.");
        continue;
      }
      auto& place = place_[static_cast<std::size_t>(found - column_names.begin())];
      if (place != c_absent) {
        add_fault(header.line, name, "DuplicateColumn", "The column " + name + " stands twice.");
      }
      place = i;
    }
    for (const Column column : {c_meter, c_unit_price}) {
      if (place_[column] == c_absent) {
        add_fault(header.line, column_names[column], "MissingColumn",
                  "The column " + std::string(column_names[column]) + " is missing.");
      }
    }
    width_ = header.cells.size();
    return faults_.size() == before;
  }

  void read_row(const CsvRecord& record) {
    if (record.cells.size() > width_ || record.cells.size() <= place_[c_unit_price]) {
      add_fault(record.line, "", "WrongCellCount",
                "The row has " + std::to_string(record.cells.size()) +
                    " cells where the header has " + std::to_string(width_) +
                    "; only cells behind unit_price may be left out.");
      return;
    }
    Row row;
    row.line = record.line;
    const auto cell = [&](Column column) {
      const std::size_t place = place_[column];
      return place < record.cells.size() ? trimmed(record.cells[place]) : std::string_view();
    };
    read_ids(row, cell(c_meter), cell(c_billing_meter));
    if (!cell(c_name).empty()) row.name = cell(c_name);
    if (!cell(c_unit).empty()) row.unit = cell(c_unit);
    read_model(row, cell(c_model));
    read_number(row, c_tier_from, cell(c_tier_from), row.tier_from);
    read_number(row, c_unit_price, cell(c_unit_price), row.price);
    read_number(row, c_package_size, cell(c_package_size), row.package_size);
    read_number(row, c_included, cell(c_included), row.included);
    read_number(row, c_factor, cell(c_factor), row.factor);
    if (!row.meter.empty()) rows_.push_back(std::move(row));
  }

  void read_ids(Row& row, std::string_view meter, std::string_view billing_meter) {
    for (const auto& [column, text] :
         {std::pair(c_meter, meter), std::pair(c_billing_meter, billing_meter)}) {
      if (text.size() > limits::id_bytes_max) {
        add_fault(row.line, column_names[column], "IdTooLong",
                  "A meter's id has at most " + std::to_string(limits::id_bytes_max) + " bytes.");
        row.sound = false;
        return;
      }
    }
    if (meter.empty()) {
      add_fault(row.line, "meter", "MissingMeter", "The row names no meter.");
    }
    row.meter = MeterId(meter);
    if (!billing_meter.empty()) row.billing_meter = MeterId(billing_meter);
  }

  void read_model(Row& row, std::string_view text) {
    if (text.empty()) return;
    const std::string name = lower(text);
    for (const PriceModel model :
         {PriceModel::flat, PriceModel::graduated, PriceModel::volume, PriceModel::package}) {
      if (name == to_string(model)) row.model = model;
    }
    if (!row.model) {
      add_fault(row.line, "model", "UnknownModel",
                quoted(text) + " is no price model; write flat, graduated, volume or package.");
      row.sound = false;
    }
  }

  template <class Number>
  void read_number(Row& row, Column column, std::string_view text, std::optional<Number>& number) {
    if (text.empty()) return;
    auto parsed = Number::parse(text);
    const bool positive = column == c_package_size || column == c_factor;
    if (!parsed) {
      add_fault(row.line, column_names[column], parsed.error().code, parsed.error().message);
      row.sound = false;
    } else if (parsed->is_negative() || (positive && parsed->is_zero())) {
      add_fault(row.line, column_names[column], positive ? "NotPositive" : "NegativeNumber",
                std::string(column_names[column]) + " must not be " +
                    (positive ? "zero or negative" : "negative") + ", and is " + quoted(text) +
                    (column == c_unit_price ? "; leave it empty for a meter that is free." : "."));
      row.sound = false;
    } else {
      number = *parsed;
    }
  }

  // Meters ----------------------------------------------------------------------------------

  // The one value the rows give for a column; an empty cell agrees with every value.
  template <class T>
  std::optional<T> agreed(const Rows& rows, std::optional<T> Row::* member, Column column,
                          std::string_view whose) {
    const Row* first = nullptr;
    for (const Row* row : rows) {
      const auto& value = row->*member;
      if (!value) continue;
      if (first == nullptr) {
        first = row;
      } else if (*value != *(first->*member)) {
        add_fault(row->line, column_names[column], "RowsDisagree",
                  std::string(column_names[column]) + " differs from line " +
                      std::to_string(first->line) + "; all rows of one " + std::string(whose) +
                      " must agree.");
      }
    }
    return first == nullptr ? std::nullopt : first->*member;
  }

  void gather() {
    std::map<MeterId, Rows> by_meter;
    for (const Row& row : rows_)
      by_meter[row.meter].push_back(&row);
    std::map<MeterId, std::map<MeterId, Rows>> by_billing_meter;
    for (auto& [meter, rows] : by_meter) {
      const MeterId billing_meter =
          agreed(rows, &Row::billing_meter, c_billing_meter, "meter").value_or(meter);
      const Factor factor =
          agreed(rows, &Row::factor, c_factor, "meter").value_or(Factor::from_whole(1));
      table_.links.push_back({meter, billing_meter, factor});
      by_billing_meter[billing_meter][meter] = std::move(rows);
    }
    for (const auto& [billing_meter, meters] : by_billing_meter) {
      gather_price(billing_meter, meters);
    }
  }

  void gather_price(const MeterId& billing_meter, const std::map<MeterId, Rows>& meters) {
    Rows all;
    for (const auto& [meter, rows] : meters)
      all.insert(all.end(), rows.begin(), rows.end());
    std::sort(all.begin(), all.end(), [](const Row* a, const Row* b) { return a->line < b->line; });
    constexpr std::string_view whose = "billing meter";
    MeterPrice price;
    price.billing_meter = billing_meter;
    price.name = name_of(billing_meter, all);
    price.unit = agreed(all, &Row::unit, c_unit, whose).value_or("");
    price.model = agreed(all, &Row::model, c_model, whose).value_or(PriceModel::flat);
    price.package_size =
        agreed(all, &Row::package_size, c_package_size, whose).value_or(Quantity::from_whole(1));
    price.included = agreed(all, &Row::included, c_included, whose).value_or(Quantity());
    // A row that could not be read would only bring faults that are none.
    if (!std::all_of(all.begin(), all.end(), [](const Row* row) { return row->sound; })) return;
    const Tiers tiers = agreed_tiers(meters);
    for (const auto& [from, row] : tiers)
      price.tiers.push_back({from, row->price});
    check_price(price, all.front()->line, tiers);
    table_.prices.push_back(std::move(price));
  }

  // The billing meter's own name if it is metered itself, else the first one given.
  static std::string name_of(const MeterId& billing_meter, const Rows& rows) {
    for (const bool own : {true, false}) {
      for (const Row* row : rows) {
        if (row->name && (!own || row->meter == billing_meter)) return *row->name;
      }
    }
    return "";
  }

  Tiers agreed_tiers(const std::map<MeterId, Rows>& meters) {
    Tiers agreed_on;
    for (const auto& [meter, rows] : meters) {
      Tiers tiers;
      for (const Row* row : rows) {
        const auto [at, added] = tiers.try_emplace(row->tier_from.value_or(Quantity()), row);
        if (!added) {
          add_fault(row->line, "tier_from", "DuplicateTier",
                    "The tier from " + at->first.to_string() + " stands on line " +
                        std::to_string(at->second->line) + " already.");
        }
      }
      if (agreed_on.empty()) {
        agreed_on = std::move(tiers);
        continue;
      }
      const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && a.second->price == b.second->price;
      };
      if (!std::equal(tiers.begin(), tiers.end(), agreed_on.begin(), agreed_on.end(), same)) {
        add_fault(rows.front()->line, "unit_price", "RowsDisagree",
                  "The tiers and prices differ from those on line " +
                      std::to_string(agreed_on.begin()->second->line) +
                      "; all meters of one billing meter must repeat the same.");
      }
    }
    return agreed_on;
  }

  void check_price(const MeterPrice& price, std::int64_t line, const Tiers& tiers) {
    if (!price.tiers.front().from.is_zero()) {
      add_fault(tiers.begin()->second->line, "tier_from", "FirstTierNotZero",
                "The first tier begins at " + price.tiers.front().from.to_string() +
                    "; it must begin at 0.");
    }
    if (price.model == PriceModel::flat && price.tiers.size() > 1) {
      add_fault(std::next(tiers.begin())->second->line, "model", "FlatWithTiers",
                "A flat price has no tiers; write graduated or volume as its model.");
    }
    if (price.model != PriceModel::package && price.package_size != Quantity::from_whole(1)) {
      add_fault(line, "package_size", "PackageSizeWithoutPackage",
                "Only the model package has a package_size; leave it empty.");
    }
    if (price.tiers.size() > limits::price_tiers_max) {
      add_fault(line, "tier_from", "TooManyTiers",
                "The billing meter has " + std::to_string(price.tiers.size()) + " tiers; at most " +
                    std::to_string(limits::price_tiers_max) + " are allowed.");
    }
  }

  static constexpr std::size_t c_absent = static_cast<std::size_t>(-1);

  std::string_view csv_;
  std::array<std::size_t, c_count> place_{};  // of each column in a record
  std::size_t width_ = 0;
  std::vector<Row> rows_;
  std::vector<Error> faults_;
  SheetTable table_;
};

}  // namespace

Result<SheetTable> parse_price_csv(std::string_view csv) {
  return SheetReader(csv).read();
}

std::string price_csv(const SheetTable& table) {
  std::string csv;
  for (const std::string_view name : column_names) {
    csv += (csv.empty() ? "" : ",") + std::string(name);
  }
  csv += "\n";
  std::map<MeterId, const MeterPrice*> prices;
  for (const MeterPrice& price : table.prices)
    prices[price.billing_meter] = &price;
  std::map<MeterId, const MeterLink*> links;
  for (const MeterLink& link : table.links)
    links[link.local_meter] = &link;
  for (const auto& [meter, link] : links) {
    const auto found = prices.find(link->billing_meter);
    if (found == prices.end()) continue;
    const MeterPrice& price = *found->second;
    for (const Tier& tier : price.tiers) {
      csv += csv_cell(meter.text()) + "," + csv_cell(price.name) + "," + csv_cell(price.unit) +
             "," + std::string(to_string(price.model)) + "," + tier.from.to_string() + "," +
             (tier.price ? tier.price->to_string() : "") + "," + price.package_size.to_string() +
             "," + price.included.to_string() + "," + csv_cell(link->billing_meter.text()) + "," +
             link->factor.to_string() + "\n";
    }
  }
  return csv;
}

}  // namespace tollbridge::rating
