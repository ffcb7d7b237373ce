// SPDX-License-Identifier: Apache-2.0
#include "engine/close_hints.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "billing/tax.h"
#include "rating/exchange.h"

namespace tollbridge::engine {
namespace {

constexpr int months_back = 24;

// A sum too large to be read is usage too.
Result<bool> has_usage(Books& books, Period period) {
  auto counts = books.marks().counts(period);
  if (!counts && counts.error().kind == ErrorKind::invalid) return true;
  if (!counts) return pass(counts);
  return std::any_of(counts->begin(), counts->end(),
                     [](const journal::CountDelta& count) { return count.records != 0; });
}

bool closed_by(const std::vector<billing::Closing>& closings, const PartyId& seller,
               Period period) {
  return std::any_of(closings.begin(), closings.end(), [&](const billing::Closing& closing) {
    return closing.seller == seller && closing.period == period &&
           closing.state == billing::PeriodState::closed;
  });
}

}  // namespace

Result<std::vector<CloseNote>> close_hints(Books& books, Period period,
                                           const std::vector<PartyId>& sellers) {
  std::vector<CloseNote> notes;
  auto used = has_usage(books, period);
  if (!used) return pass(used);
  if (!*used) {
    notes.push_back({"NoUsage", "There is no usage in " + period.to_string() +
                                    "; if there should be, import it: what comes after the close "
                                    "becomes adjustments."});
  }
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  for (int back = months_back; back > 0; --back) {
    const Period earlier = Period::from_index(period.index() - back);
    const bool open = std::any_of(sellers.begin(), sellers.end(), [&](const PartyId& seller) {
      return !closed_by(*closings, seller, earlier);
    });
    if (!open) continue;
    auto with_usage = has_usage(books, earlier);
    if (!with_usage) return pass(with_usage);
    if (!*with_usage) continue;
    notes.push_back({"EarlierPeriodOpen", earlier.to_string() +
                                              " has usage and is still open; to bill it: "
                                              "tollbridge close " + earlier.to_string() + "."});
  }
  return notes;
}

std::vector<CloseNote> untold_taxes(const std::vector<billing::Document>& documents,
                                    const registry::Registry& registry, bool issued) {
  using Lack = std::tuple<PartyId, std::string, std::string>;  // seller, from, to
  std::map<Lack, std::vector<const billing::Document*>> lacking;
  for (const billing::Document& document : documents) {
    const auto seller = registry.party(document.seller);
    if (!seller) continue;
    const auto untold = billing::untold_currency(document.tax, *seller);
    if (!untold) continue;
    lacking[{document.seller, std::string(document.currency.code()), std::string(untold->code())}]
        .push_back(&document);
  }
  std::vector<CloseNote> notes;
  for (const auto& [lack, without] : lacking) {
    const auto& [seller, from, to] = lack;
    const billing::Document& first = *without.front();
    const bool one = without.size() == 1;
    notes.push_back(
        {"ExchangeRateMissing",
         (one ? first.id + " is" : std::to_string(without.size()) + " documents of " +
                                       seller.text() + " (the first: " + first.id + ") are") +
             " in " + from + " and must tell the VAT in " + to + ", too; no rate of exchange of " +
             std::to_string(rating::rate_days_max) + " days before " +
             date_text(first.period.end().plus(-1).start()) + " is known, so " +
             (one ? "it does" : "they do") + " not. " +
             (issued ? "What is issued stays: tell the buyer the sum by another way, and declare "
                       "rates (exchange_rates) before the next close."
                     : "Declare one in a book (exchange_rates), or say that " + seller.text() +
                           " keeps its books in " + from + " (tax_currency), before you close."),
         seller});
  }
  return notes;
}

}  // namespace tollbridge::engine
