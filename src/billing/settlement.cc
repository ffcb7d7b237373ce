// SPDX-License-Identifier: Apache-2.0
#include "billing/settlement.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

namespace tollbridge::billing {
namespace {

constexpr std::array<std::pair<OpenState, std::string_view>, 7> words{{
    {OpenState::open, "open"}, {OpenState::part_paid, "part-paid"}, {OpenState::paid, "paid"},
    {OpenState::overdue, "overdue"}, {OpenState::overpaid, "overpaid"},
    {OpenState::set_off, "set-off"}, {OpenState::voided, "void"},
}};

// A sum that remembers that it was too large.
class Sum {
 public:
  explicit Sum(Currency currency) : money_(Money::zero(currency)) {}
  void add(const Money& money) {
    if (money_) money_ = money_->plus(money);
  }
  [[nodiscard]] Result<Money> result() const {
    if (money_) return *money_;
    return fail(ErrorKind::invalid, "AmountOutOfRange",
                "Payments sum to more than can be counted.");
  }

 private:
  std::optional<Money> money_;
};

int whole_days(Instant from, Instant to) {
  return static_cast<int>((std::chrono::floor<std::chrono::days>(to) -
                           std::chrono::floor<std::chrono::days>(from))
                              .count());
}

OpenState state_of(const Document& document, const Standing& standing) {
  const i128 open = standing.open.minor_units();
  const bool owes_buyer = !document.payable.is_negative();
  if (open == 0) {
    const bool credited = !standing.credited.is_zero() && standing.paid.is_zero();
    return credited ? OpenState::voided : OpenState::paid;
  }
  if (owes_buyer ? open < 0 : open > 0) return OpenState::overpaid;
  if (standing.days_overdue > 0) return OpenState::overdue;
  return standing.paid.is_zero() ? OpenState::open : OpenState::part_paid;
}

}  // namespace

std::string PaymentEntry::id() const {
  return document + "-p" + std::to_string(n);
}

std::string_view to_string(OpenState state) {
  return std::ranges::find(words, state, &std::pair<OpenState, std::string_view>::first)->second;
}

std::optional<OpenState> parse_open_state(std::string_view text) {
  const auto found =
      std::ranges::find(words, text, &std::pair<OpenState, std::string_view>::second);
  if (found == words.end()) return std::nullopt;
  return found->first;
}

Result<Standing> standing_of(const Document& document, const std::vector<Document>& credits,
                             const std::vector<PaymentEntry>& entries,
                             std::optional<Instant> due, Instant now) {
  const Money zero = Money::zero(document.currency);
  if (!document.corrects.empty()) {
    return Standing{zero, zero, zero, {}, 0, OpenState::set_off};
  }
  Sum credited(document.currency);
  for (const Document& credit : credits) {
    if (credit.corrects == document.id) credited.add(credit.payable);
  }
  Sum paid(document.currency);
  for (const PaymentEntry& entry : entries) {
    if (entry.document == document.id) paid.add(entry.amount);
  }
  auto lowered = credited.result();
  if (!lowered) return pass(lowered);
  auto received = paid.result();
  if (!received) return pass(received);
  Sum open(document.currency);
  open.add(document.payable);
  open.add(*lowered);
  open.add(received->negated());
  auto left = open.result();
  if (!left) return pass(left);
  Standing standing{*lowered, *received, *left, due, 0, OpenState::open};
  if (due && !left->is_negative() && !left->is_zero()) {
    standing.days_overdue = std::max(0, whole_days(*due, now));
  }
  standing.state = state_of(document, standing);
  return standing;
}

std::size_t age_of(int days_overdue) {
  return std::min<std::size_t>(static_cast<std::size_t>(std::max(1, days_overdue) - 1) / 30,
                               ages - 1);
}

Result<std::vector<Dunning>> dunning_list(const std::vector<Claim>& claims) {
  struct Sums {
    explicit Sums(Currency of) : currency(of), by_age{Sum(of), Sum(of), Sum(of), Sum(of)},
                                 total(of), rest(of) {}
    Currency currency;
    std::vector<Claim> overdue;
    std::array<Sum, ages> by_age;
    Sum total;
    Sum rest;
  };
  std::map<std::tuple<PartyId, PartyId, std::string>, Sums> buyers;
  for (const Claim& claim : claims) {
    const Document& document = claim.document;
    auto& sums = buyers
                     .try_emplace({document.seller, document.buyer,
                                   std::string(document.currency.code())},
                                  document.currency)
                     .first->second;
    if (claim.standing.days_overdue == 0) {
      sums.rest.add(claim.standing.open);
      continue;
    }
    sums.by_age[age_of(claim.standing.days_overdue)].add(claim.standing.open);
    sums.total.add(claim.standing.open);
    sums.overdue.push_back(claim);
  }
  std::vector<Dunning> list;
  for (auto& [key, sums] : buyers) {
    if (sums.overdue.empty()) continue;
    std::ranges::stable_sort(sums.overdue, std::greater(),
                             [](const Claim& claim) { return claim.standing.days_overdue; });
    const Money zero = Money::zero(sums.currency);
    Dunning one{std::get<0>(key), std::get<1>(key), sums.currency, std::move(sums.overdue),
                {zero, zero, zero, zero}, zero, zero};
    for (std::size_t age = 0; age < ages; ++age) {
      auto of_age = sums.by_age[age].result();
      if (!of_age) return pass(of_age);
      one.by_age[age] = *of_age;
    }
    auto total = sums.total.result();
    if (!total) return pass(total);
    auto rest = sums.rest.result();
    if (!rest) return pass(rest);
    one.total = *total;
    one.rest = *rest;
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace tollbridge::billing
