// SPDX-License-Identifier: Apache-2.0
#include "metering/queries.h"

#include <array>
#include <map>
#include <utility>

namespace tollbridge::metering {
namespace {

constexpr std::array<std::pair<Grouping, std::string_view>, 7> grouping_names{{
    {Grouping::stack, "stack"},
    {Grouping::tenant, "tenant"},
    {Grouping::subscription, "subscription"},
    {Grouping::payer, "payer"},
    {Grouping::meter, "meter"},
    {Grouping::day, "day"},
    {Grouping::hour, "hour"},
}};

std::string text_of(const UsagePart& part, Hour hour, Grouping grouping) {
  switch (grouping) {
    case Grouping::stack:
      return part.key->stack.text();
    case Grouping::tenant:
      return part.key->tenant.text();
    case Grouping::subscription:
      return part.key->subscription.text();
    case Grouping::payer:
      return std::string(part.payer);
    case Grouping::meter:
      return part.key->meter.text();
    case Grouping::day:
      return date_text(hour.start());
    case Grouping::hour:
      return hour.to_string();
  }
  return "";
}

// Hours of one group within a part: all, those of a day, or one.
std::size_t group_length(std::span<const HourCell> cells, std::span<const Grouping> by) {
  std::size_t length = cells.size();
  const auto day = [](Hour hour) {
    return hour.index() >= 0 ? hour.index() / 24 : (hour.index() - 23) / 24;
  };
  for (const Grouping grouping : by) {
    if (grouping == Grouping::hour) return 1;
    if (grouping != Grouping::day) continue;
    length = 1;
    while (length < cells.size() && day(cells[length].hour) == day(cells[0].hour))
      ++length;
  }
  return length;
}

}  // namespace

std::string_view to_string(Grouping grouping) {
  for (const auto& [known, name] : grouping_names) {
    if (known == grouping) return name;
  }
  return "";
}

Result<Grouping> parse_grouping(std::string_view text) {
  for (const auto& [known, name] : grouping_names) {
    if (name == text) return known;
  }
  return fail(ErrorKind::invalid, "UnknownGrouping",
              "'" + std::string(text.substr(0, 60)) +
                  "' is nothing to group by; write stack, "
                  "tenant, subscription, payer, meter, day or hour.");
}

std::vector<UsagePart> parts_of(const UsageTable& table) {
  std::vector<UsagePart> parts;
  parts.reserve(table.size());
  for (const Series& series : table)
    parts.push_back({&series.key, {}, series.cells});
  return parts;
}

Result<std::vector<UsageSum>> sum_usage(std::span<const UsagePart> parts,
                                        std::span<const Grouping> by) {
  std::map<std::vector<std::string>, UsageSum> sums;
  for (const UsagePart& part : parts) {
    std::span<const HourCell> rest = part.cells;
    while (!rest.empty()) {
      std::vector<std::string> group;
      for (const Grouping grouping : by)
        group.push_back(text_of(part, rest[0].hour, grouping));
      const std::size_t length = group_length(rest, by);
      UsageSum& sum = sums[std::move(group)];
      for (const HourCell& cell : rest.first(length)) {
        const auto quantity = sum.quantity.plus(cell.quantity);
        if (!quantity) {
          return fail(ErrorKind::invalid, "QuantityOverflow",
                      "The usage of meter " + part.key->meter.text() +
                          " adds up to more than can "
                          "be kept exactly; group it more finely.");
        }
        sum.quantity = *quantity;
        sum.records += cell.records;
      }
      rest = rest.subspan(length);
    }
  }
  std::vector<UsageSum> result;
  for (auto& [group, sum] : sums) {
    sum.group = group;
    result.push_back(std::move(sum));
  }
  return result;
}

}  // namespace tollbridge::metering
