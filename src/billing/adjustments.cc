// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <tuple>
#include <utility>

#include "billing/bill.h"
#include "core/check.h"

namespace tollbridge::billing {
namespace {

// What is compared: one line of a bill, whenever and however often it was billed. A commitment has
// no meter and is known by its name.
struct Key {
  PartyId buyer;
  std::string currency;
  bool commitment = false;  // these come last
  SubscriptionId subscription;
  MeterId meter;
  Quantity tier_from;
  std::optional<UnitPrice> unit_price;
  std::string name;
  friend auto operator<=>(const Key&, const Key&) = default;
};

Key key_of(const PartyId& buyer, const Line& line) {
  const bool commitment = line.meter.empty();
  return Key{buyer,
             std::string(line.amount.currency().code()),
             commitment,
             line.subscription,
             line.meter,
             line.tier_from,
             line.unit_price,
             commitment ? line.name : std::string()};
}

struct Compared {
  const Line* sample = nullptr;  // of the newest evaluation that has it, else the first billed
  std::vector<std::optional<Money>> evaluated;  // per evaluation; empty: no such line
  ExactQuantity quantity_now;
  std::optional<Money> billed;
  ExactQuantity billed_quantity;
  const BilledLine* first_billed = nullptr;
};

using Table = std::map<Key, Compared>;

std::unexpected<Error> out_of_range(const PartyId& seller, Period period) {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "What " + seller.text() + " billed for " + period.to_string() +
                  " sums to more than can be counted.");
}

void read_evaluations(const std::vector<Evaluation>& evaluations, Table& table) {
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    for (const BuyerLines& buyer : evaluations[i].lines) {
      for (const Line& line : buyer.lines) {
        Compared& compared = table[key_of(buyer.buyer, line)];
        compared.evaluated.resize(evaluations.size());
        compared.evaluated[i] = line.amount;
        compared.sample = &line;
        if (i + 1 == evaluations.size()) compared.quantity_now = line.quantity;
      }
    }
  }
}

bool read_billed(const std::vector<BilledLine>& billed, std::size_t evaluations, Table& table) {
  for (const BilledLine& line : billed) {
    Compared& compared = table[key_of(line.buyer, line.line)];
    compared.evaluated.resize(evaluations);
    if (compared.sample == nullptr) compared.sample = &line.line;
    if (compared.first_billed == nullptr) compared.first_billed = &line;
    compared.billed = compared.billed ? compared.billed->plus(line.line.amount) : line.line.amount;
    const auto quantity = compared.billed_quantity.plus(line.line.quantity);
    if (!compared.billed || !quantity) return false;
    compared.billed_quantity = *quantity;
  }
  return true;
}

std::string cause_of(const Compared& compared, const std::vector<Evaluation>& evaluations) {
  std::string cause;
  const auto zero = Money::zero(compared.sample->amount.currency());
  for (std::size_t i = 1; i < evaluations.size(); ++i) {
    if (compared.evaluated[i].value_or(zero) == compared.evaluated[i - 1].value_or(zero)) continue;
    cause += (cause.empty() ? "" : "+") + evaluations[i].cause;
  }
  return cause.empty() ? "recomputed" : cause;
}

Line adjustment_line(const Compared& compared, const Money& difference,
                     const ExactQuantity& quantity, std::string cause, Period period) {
  Line line = *compared.sample;
  line.id.clear();
  line.quantity = quantity;
  line.amount = difference;
  line.kind = LineKind::adjustment;
  line.cause = std::move(cause);
  line.of = LineOrigin{period, {}, {}};
  if (compared.first_billed != nullptr) {
    line.of->invoice = compared.first_billed->document;
    line.of->line = compared.first_billed->line.id;
  }
  return line;
}

}  // namespace

Result<std::vector<BuyerLines>> adjustments(const std::vector<Evaluation>& evaluations,
                                            const std::vector<BilledLine>& billed,
                                            const PartyId& seller, Period period) {
  CHECK(!evaluations.empty());
  Table table;
  read_evaluations(evaluations, table);
  if (!read_billed(billed, evaluations.size(), table)) return out_of_range(seller, period);

  std::vector<BuyerLines> result;
  for (const auto& [key, compared] : table) {
    const Currency currency = compared.sample->amount.currency();
    const Money zero = Money::zero(currency);
    const auto difference =
        compared.evaluated.back().value_or(zero).minus(compared.billed.value_or(zero));
    const auto quantity = compared.quantity_now.minus(compared.billed_quantity);
    if (!difference || !quantity) return out_of_range(seller, period);
    if (difference->is_zero()) continue;
    if (result.empty() || result.back().buyer != key.buyer ||
        !(result.back().currency == currency)) {
      result.push_back(BuyerLines{seller, key.buyer, currency, {}});
    }
    result.back().lines.push_back(adjustment_line(compared, *difference, *quantity,
                                                  cause_of(compared, evaluations), period));
  }
  return result;
}

}  // namespace tollbridge::billing
