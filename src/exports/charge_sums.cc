// SPDX-License-Identifier: Apache-2.0
#include "exports/charge_sums.h"

#include <array>
#include <map>
#include <utility>

#include "attribution/attribution.h"
#include "billing/bill.h"
#include "exports/rated_parts.h"

namespace tollbridge::exports {
namespace {

using billing::Document;
using billing::Line;

constexpr std::array<std::string_view, 8> names{"buyer", "customer", "subscription", "stack",
                                                "tenant", "meter", "day", "reason"};

// Rows of one meter that is counted in two units, or paid in two currencies, stay apart.
struct Key {
  std::vector<std::string> groups;
  std::string unit;
  std::string currency;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Sum {
  std::string name;
  ExactQuantity quantity;
  ExactAmount amount;
};

std::unexpected<Error> out_of_range() {
  return fail(ErrorKind::invalid, "AmountOutOfRange", "Amounts sum to too much.");
}

class Sums {
 public:
  Sums(const ChargeSumsRequest& request, const registry::Registry& registry)
      : request_(request), registry_(registry) {}

  Status add(const RatedPart& part) {
    return add(*part.document, *part.line, &part, part.used, part.amount);
  }
  // A line that is not usage: of no place and no day.
  Status add(const Document& document, const Line& line) {
    const auto amount = exact(line.amount);
    if (!amount) return out_of_range();
    return add(document, line, nullptr, {}, *amount);
  }

  Result<std::vector<ChargeSum>> rows() const {
    const bool by_meter = request_.by.contains(ChargeGroup::meter);
    const RoundingProfile profile = billing::rounding_of(registry_, request_.seller);
    std::vector<ChargeSum> rows;
    for (const auto& [key, sum] : sums_) {
      auto currency = Currency::find(key.currency);
      if (!currency) return pass(currency);
      auto amount = round_to_money(sum.amount, *currency, profile);
      if (!amount) return pass(amount);
      rows.push_back({key.groups, sum.name, key.unit,
                      by_meter ? std::optional(sum.quantity) : std::nullopt, *amount});
    }
    return rows;
  }

 private:
  Status add(const Document& document, const Line& line, const RatedPart* part,
             const ExactQuantity& quantity, const ExactAmount& amount) {
    Key key;
    for (const ChargeGroup group : request_.by)
      key.groups.push_back(group_of(group, document, line, part));
    const bool by_meter = request_.by.contains(ChargeGroup::meter);
    if (by_meter && part != nullptr) key.unit = part->price->unit;
    key.currency = document.currency.code();
    Sum& sum = sums_[std::move(key)];
    if (by_meter && sum.name.empty()) sum.name = line.name;
    const auto more = sum.amount.plus(amount);
    const auto used = sum.quantity.plus(quantity);
    if (!more || !used) return out_of_range();
    sum.amount = *more;
    sum.quantity = *used;
    return {};
  }

  [[nodiscard]] std::string group_of(ChargeGroup group, const Document& document, const Line& line,
                                     const RatedPart* part) const {
    switch (group) {
      case ChargeGroup::buyer: return document.buyer.text();
      case ChargeGroup::customer: return line.customer.text();
      case ChargeGroup::subscription: return line.subscription.text();
      case ChargeGroup::meter: return line.meter.text();
      default: break;
    }
    if (part == nullptr) return {};
    if (group == ChargeGroup::stack) return part->usage->stack.text();
    if (group == ChargeGroup::tenant) return part->usage->tenant.text();
    if (group == ChargeGroup::day) return date_text(part->hours.begin.start());
    return std::string(to_string(reason_of(*part)));
  }

  // Why this subscription pays. On a day on which the payer changed, the first hour whose payer it
  // is.
  [[nodiscard]] attribution::Reason reason_of(const RatedPart& part) const {
    for (Hour hour = part.hours.begin; hour < part.hours.end; hour = hour.plus(1)) {
      const auto payer = attribution::payer_at(registry_, *part.usage, hour);
      if (payer.subscription == part.line->subscription) return payer.reason;
    }
    return attribution::Reason::mapped;
  }

  const ChargeSumsRequest& request_;
  const registry::Registry& registry_;
  std::map<Key, Sum> sums_;
};

// What would be issued, as far as taking it apart needs it.
Document draft(const billing::BuyerLines& lines, Period period, const billing::Inputs& inputs) {
  const Money zero = Money::zero(lines.currency);
  return {.id = {},
          .number = {},
          .seller = lines.seller,
          .buyer = lines.buyer,
          .period = period,
          .currency = lines.currency,
          .corrects = {},
          .reason = {},
          .lines = lines.lines,
          .total = zero,
          .tax = {{}, {}, zero, {}},
          .payable = zero,
          .inputs = inputs};
}

}  // namespace

std::string_view to_string(ChargeGroup group) { return names.at(static_cast<std::size_t>(group)); }

Result<ChargeGroup> parse_charge_group(std::string_view name) {
  std::string known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names.at(i) == name) return static_cast<ChargeGroup>(i);
    known += (known.empty() ? "" : ", ") + std::string(names.at(i));
  }
  return fail(ErrorKind::invalid, "UnknownGrouping",
              "'" + std::string(name) + "' is nothing to group charges by; there are " + known +
                  ".");
}

Result<std::vector<ChargeSum>> charge_sums(engine::Books& books, journal::UsageReader& journal,
                                           const ChargeSumsRequest& request,
                                           engine::Progress& progress) {
  engine::Evaluator evaluator(books, journal, progress);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  const engine::Reading reading = engine::reading_of(*inputs);
  auto registry = evaluator.registry_of(reading, request.period);
  if (!registry) return pass(registry);
  auto lines = evaluator.lines(request.seller, request.period, reading);
  if (!lines) return pass(lines);
  std::vector<Document> drafts;
  for (const billing::BuyerLines& one : *lines) {
    if (request.buyer && one.buyer != *request.buyer) continue;
    drafts.push_back(draft(one, request.period, *inputs));
  }
  Sums sums(request, *registry);
  auto taken = rated_parts(evaluator, drafts,
                           [&](const RatedPart& part) { return sums.add(part); });
  if (!taken) return pass(taken);
  for (const Document& document : drafts) {
    for (const Line& line : document.lines) {
      if (line.kind == billing::LineKind::usage) continue;
      if (auto added = sums.add(document, line); !added) return pass(added);
    }
  }
  return sums.rows();
}

}  // namespace tollbridge::exports
