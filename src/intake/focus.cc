// SPDX-License-Identifier: Apache-2.0
#include "intake/focus.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "intake/csv.h"
#include "intake/fields.h"

namespace tollbridge::intake {
namespace {

// SkuId travels in a field that FOCUS has no use for, until it is known whether it is needed.
constexpr std::string_view RecordFields::*sku_id = &RecordFields::stack;

const std::vector<CsvColumn>& focus_columns() {
  static const std::vector<CsvColumn> columns{
      {"SubAccountId", &RecordFields::subscription},
      {"SkuPriceId", &RecordFields::meter},
      {"SkuId", sku_id},
      {"ResourceId", &RecordFields::resource},
      {"ChargePeriodStart", &RecordFields::start},
      {"ChargePeriodEnd", &RecordFields::end},
      {"PricingQuantity", &RecordFields::quantity},
      {"RegionId", &RecordFields::location},
      {"Tags", &RecordFields::tags},
  };
  return columns;
}

Status check_focus_header(const CsvHeader& header, const Options& options) {
  if (!options.stack) {
    return fail(ErrorKind::invalid, "StackRequired",
                "A FOCUS file does not say which stack it is of; name it with --stack CLOUD_ID.");
  }
  std::string missing;
  for (const CsvColumn& column : focus_columns()) {
    if (column.field == &RecordFields::resource || column.field == &RecordFields::location ||
        column.field == &RecordFields::tags || header.has(column.field)) {
      continue;
    }
    const bool sku = column.field == sku_id || column.field == &RecordFields::meter;
    if (sku && (header.has(sku_id) || header.has(&RecordFields::meter))) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(column.name);
  }
  if (missing.empty()) return {};
  return fail(ErrorKind::invalid, "InvalidHeader",
              "The FOCUS header lacks " + missing +
                  "; export the Cost and Usage dataset with all its columns.");
}

class FocusParser : public Parser {
 public:
  explicit FocusParser(const Options& options) : rows_(options) {}

  Status record(std::string_view text, std::uint64_t line, Portion& portion) override {
    if (!header_) {
      auto header = CsvHeader::read(text, focus_columns());
      if (!header) return pass(header);
      header_ = std::move(*header);
      return check_focus_header(*header_, rows_.options());
    }
    const Place place{line, text};
    RecordFields fields;
    if (!read_csv_record(text, *header_, cells_, fields, rows_, place, portion)) return {};
    for (const CsvColumn& column : focus_columns()) {
      if (fields.*column.field == "NULL") fields.*column.field = {};
    }
    if (fields.meter.empty()) fields.meter = fields.*sku_id;
    fields.stack = {};
    fields.tenant = fields.subscription;
    rows_.add(fields, Shape::focus, place, portion);
    return {};
  }

 private:
  RowMaker rows_;
  std::optional<CsvHeader> header_;
  CsvCells cells_;
};

}  // namespace

bool is_focus_header(std::string_view front) {
  const auto header =
      CsvHeader::read(front.substr(0, front.find_first_of("\r\n")), focus_columns());
  return header && header->has(&RecordFields::subscription) && header->has(&RecordFields::start) &&
         header->has(&RecordFields::quantity);
}

std::unique_ptr<Parser> make_focus_parser(const Options& options) {
  return std::make_unique<FocusParser>(options);
}

}  // namespace tollbridge::intake
