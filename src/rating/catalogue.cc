// SPDX-License-Identifier: Apache-2.0
#include "rating/catalogue.h"

#include <algorithm>
#include <vector>

#include "core/check.h"
#include "rating/csv.h"
#include "rating/data.h"

namespace tollbridge::rating {
namespace {

Charged parse_charged(std::string_view text) {
  CHECK(text == "yes" || text == "no" || text == "unknown");
  return text == "yes" ? Charged::yes : text == "no" ? Charged::no : Charged::unknown;
}

struct Catalogue {
  CsvText text = read_csv(data::meters);  // what the meters' texts point into
  std::vector<CatalogueMeter> meters;

  Catalogue() {
    CHECK(text.faults.empty());
    for (std::size_t i = 1; i < text.records.size(); ++i) {
      const auto& cells = text.records[i].cells;
      CHECK(cells.size() == 6);
      meters.push_back(
          {MeterId(cells[0]), cells[1], cells[2], cells[3], parse_charged(cells[4]), cells[5]});
    }
    std::sort(meters.begin(), meters.end(),
              [](const CatalogueMeter& a, const CatalogueMeter& b) { return a.meter < b.meter; });
  }
};

}  // namespace

std::string_view to_string(Charged charged) {
  switch (charged) {
    case Charged::yes: return "yes";
    case Charged::no: return "no";
    case Charged::unknown: return "unknown";
  }
  return {};
}

std::span<const CatalogueMeter> catalogue() {
  static const Catalogue built_in;
  return built_in.meters;
}

const CatalogueMeter* catalogue_meter(const MeterId& meter) {
  const auto meters = catalogue();
  const auto found =
      std::lower_bound(meters.begin(), meters.end(), meter,
                       [](const CatalogueMeter& a, const MeterId& id) { return a.meter < id; });
  return found != meters.end() && found->meter == meter ? &*found : nullptr;
}

std::string_view published_price_csv() {
  return data::published_prices;
}

}  // namespace tollbridge::rating
