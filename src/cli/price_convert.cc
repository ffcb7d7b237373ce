// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "core/limits.h"
#include "rating/vendor_sheet.h"
#include "views/price_view.h"

namespace tollbridge::cli {
namespace {

using rating::VendorSheet;

constexpr std::size_t errors_shown_max = 20;

Result<rating::VendorSheetRequest> request_of(const Arguments& arguments, Context& context) {
  auto at = arguments.optional_instant("--at");
  if (!at) return pass(at);
  rating::VendorSheetRequest request{date_text(at->value_or(context.now)), {}, {}};
  if (arguments.has("--currency")) {
    auto currency = Currency::find(arguments.text("--currency"));
    if (!currency) return pass(currency);
    request.currency = *currency;
  }
  request.single_units = arguments.has("--single-units");
  return request;
}

void tell(const VendorSheet& sheet, Output& out) {
  const auto count = [&](std::size_t rows, const std::string& what) {
    if (rows > 0) out.log(std::to_string(rows) + " " + what);
  };
  out.log(std::to_string(sheet.table.prices.size()) + " meters from " +
          std::to_string(sheet.rows) + " rows" +
          (sheet.currency ? ", in " + std::string(sheet.currency->code()) : std::string()));
  count(sheet.not_in_force, "rows are not in force on that day (--at)");
  count(sheet.other_currency, "rows are in another currency (--currency)");
  count(sheet.other_terms, "rows are no pay-as-you-go");
  count(sheet.repeated, "rows say the same again");
  count(sheet.rejected.size(), "rows were left out:");
  std::size_t shown = 0;
  for (const Error& error : sheet.rejected) {
    if (shown++ == errors_shown_max) break;
    out.log("  line " + std::to_string(error.line) + ", " + error.code + ": " + error.message);
  }
  if (sheet.rejected.size() > errors_shown_max) out.log("  … --json lists more");
}

Status write_lines(const std::string& path, std::string_view csv, Host& host) {
  auto file = host.create_lines(path);
  if (!file) return pass(file);
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    if (auto written = (*file)->append(csv.substr(0, end)); !written) return written;
    csv.remove_prefix(end == csv.npos ? csv.size() : end + 1);
  }
  return (*file)->close();
}

Result<Exit> run_price_convert(const Arguments& arguments, Context& context) {
  auto request = request_of(arguments, context);
  if (!request) return pass(request);
  auto content = context.host.read_file(arguments.text("FILE"), limits::sheet_bytes_max);
  if (!content) return pass(content);
  auto sheet = rating::read_vendor_sheet(*content, *request);
  if (!sheet) return pass(sheet);
  std::string csv = rating::price_csv(sheet->table);
  while (csv.ends_with('\n')) csv.pop_back();
  if (arguments.has("--out")) {
    auto written = write_lines(arguments.text("--out"), csv, context.host);
    if (!written) return pass(written);
  }
  if (context.out.json()) {
    context.out.print(views::vendor_sheet_json(*sheet));
    return Exit::done;
  }
  tell(*sheet, context.out);
  if (!arguments.has("--out")) context.out.line(csv);
  return Exit::done;
}

}  // namespace

Command price_convert_command() {
  return {"price convert",
          "a price file of Azure or Partner Center as a price sheet CSV",
          "Reads the Azure plan price sheet, that of a customer or partner agreement, or any file "
          "with their columns (MeterId, UnitPrice, UnitOfMeasure, tiers, dates), whatever "
          "the order, case and language of its header, or the public retail prices as JSON (a "
          "page, or several as an array), and prints the rows that price import reads. Rows that "
          "cannot be read are told with their lines (of JSON: the number of the item) and left "
          "out; reservations, savings plans and test prices are passed over. Prices are per unit "
          "as the file has it (\"10K\"); --single-units writes the factor (0.0001) for meters "
          "that count single ones.\n"
          "Next: price import SHEET FILE.csv.",
          {"tollbridge price convert azure.csv --out provider.csv",
           "tollbridge price convert mca.csv --currency EUR --at 2026-10-01",
           "tollbridge price convert retail.json --single-units"},
          {word("FILE", "the price file, CSV or JSON"),
           option("--at", "DAY", "rows in force on that day (now)"),
           option("--currency", "CUR", "rows in this currency (that of the first row)"),
           flag("--single-units", "meters count 1 where the unit says 10 or 10K"),
           option("--out", "FILE", "write the sheet there")},
          run_price_convert,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
