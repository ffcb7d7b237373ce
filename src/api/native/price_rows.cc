// SPDX-License-Identifier: Apache-2.0
#include "api/native/price_rows.h"

#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace tollbridge::api::native {
namespace {

using rating::PriceSheet;

constexpr std::array columns{"meter",      "name",         "unit",     "model",
                             "tier_from",  "unit_price",   "package_size", "included",
                             "billing_meter", "factor"};

std::string csv_cell(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// The sheet and what it stands on, each under a seller of its own, so that only its own prices,
// made of theirs, are found under its seller.
std::vector<rating::RecordedPriceFact> chain_of(const rating::PriceBook& book,
                                                const PriceSheet& sheet) {
  std::vector<rating::RecordedPriceFact> facts;
  std::uint64_t commit = 1;
  const PriceSheet* next = &sheet;
  while (next != nullptr) {
    PriceSheet copy = *next;
    copy.buyer = PartyId();
    copy.to.reset();
    copy.seller = PartyId("seller " + std::to_string(commit));
    facts.push_back({copy, commit++, {}});
    next = next->base.empty() ? nullptr : book.sheet(next->base);
  }
  return facts;
}

}  // namespace

Result<PriceSheet> as_the_buyer_sees_it(const rating::PriceBook& book, const PriceSheet& sheet) {
  if (sheet.base.empty()) return sheet;
  const auto facts = chain_of(book, sheet);
  auto resolved = rating::PriceBook::from_facts(facts);
  if (!resolved) return pass(resolved);
  std::set<MeterId> meters;
  for (const auto& fact : facts) {
    for (const auto& link : std::get<PriceSheet>(fact.fact).links) meters.insert(link.local_meter);
  }
  PriceSheet shown = sheet;
  shown.base = SheetId();
  shown.markup = Factor();
  shown.links.clear();
  shown.prices.clear();
  std::set<MeterId> priced;
  for (const MeterId& meter : meters) {
    const auto at = resolved->price_at(PartyId("seller 1"), PartyId(), meter, sheet.from);
    if (at.price == nullptr) continue;
    shown.links.push_back({meter, at.price->billing_meter, at.factor});
    if (priced.insert(at.price->billing_meter).second) shown.prices.push_back(*at.price);
  }
  return shown;
}

std::string csv_of_rows(BodyReader& body) {
  std::string csv;
  for (const char* column : columns) csv += (csv.empty() ? "" : ",") + std::string(column);
  csv += "\n";
  body.objects("rows", [&](BodyReader& row) {
    std::string line;
    for (const char* column : columns) {
      std::string cell;
      row.text(column, cell);
      line += (column == columns.front() ? "" : ",") + csv_cell(cell);
    }
    csv += line + "\n";
  });
  return csv;
}

Error with_row_pointers(Error error) {
  const auto point = [](Error& fault) {
    if (fault.line < 2) return;
    fault.path = "/rows/" + std::to_string(fault.line - 2);
    fault.line = 0;
  };
  point(error);
  for (Error& detail : error.details) point(detail);
  return error;
}

}  // namespace tollbridge::api::native
