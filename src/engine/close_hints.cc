// SPDX-License-Identifier: Apache-2.0
#include "engine/close_hints.h"

#include <algorithm>
#include <utility>

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

}  // namespace tollbridge::engine
