// SPDX-License-Identifier: Apache-2.0
#include "engine/close_period.h"

#include <algorithm>
#include <utility>

#include "engine/billing_history.h"
#include "engine/evaluate.h"
#include "engine/reconcile.h"

namespace tollbridge::engine {
namespace {

using billing::Closing;
using billing::Document;
using billing::PeriodState;

// Everything the steps of one call share.
struct Close {
  Books& books;
  journal::Journal& journal;
  const CloseRequest& request;
  Instant now;
  Evaluator evaluator;
  billing::Inputs inputs;         // of closings that begin now
  std::vector<Closing> closings;  // as they were when we came
};

const Closing* closing_of(const Close& close, const PartyId& seller) {
  const auto found =
      std::find_if(close.closings.begin(), close.closings.end(), [&](const Closing& closing) {
        return closing.seller == seller && closing.period == close.request.period;
      });
  return found == close.closings.end() ? nullptr : &*found;
}

Result<std::vector<PartyId>> sellers_of(Close& close) {
  auto registry = close.evaluator.registry_at(close.inputs.commit);
  if (!registry) return pass(registry);
  if (registry->provider() == nullptr) {
    return fail(ErrorKind::not_found, "NoProvider",
                "There is nobody to write invoices yet; apply a book with a provider first.");
  }
  if (close.request.seller) {
    const PartyId& seller = *close.request.seller;
    if (seller != provider_party() && registry->partner(seller) == nullptr) {
      return fail(ErrorKind::not_found, "UnknownSeller",
                  "There is no partner '" + seller.text() + "'; see `partner list`.");
    }
    return std::vector{seller};
  }
  return close.evaluator.sellers_at(close.inputs.commit);
}

Status check_ended(const Close& close) {
  const Instant end = close.request.period.end().start();
  if (close.request.dry_run || close.now >= end) return {};
  return fail(ErrorKind::refused, "PeriodNotEnded",
              "Period " + close.request.period.to_string() + " ends at " + to_string(end) +
                  "; close it then, or look ahead with --dry-run.");
}

// A seller closes one period at a time: a closing that has begun reads older inputs than one that
// would overtake it.
Status check_no_other(const Close& close, const std::vector<PartyId>& sellers) {
  for (const Closing& closing : close.closings) {
    if (closing.state == PeriodState::closed || closing.period == close.request.period) continue;
    if (std::find(sellers.begin(), sellers.end(), closing.seller) == sellers.end()) continue;
    return fail(ErrorKind::refused, "ClosingUnfinished",
                "The closing of " + closing.period.to_string() + " for " + closing.seller.text() +
                    " was interrupted; finish it first: close " + closing.period.to_string() + ".");
  }
  return {};
}

Status check_reconciled(Close& close) {
  auto result = reconcile(close.books, close.journal, close.evaluator, reading_of(close.inputs),
                          close.request.period);
  if (!result) return pass(result);
  if (result->ok) return {};
  auto refused =
      fail(ErrorKind::refused, "NotReconciled",
           "Period " + close.request.period.to_string() + " does not reconcile (" +
               std::to_string(result->differences.size()) + " differences); see `reconcile " +
               close.request.period.to_string() + "`.");
  for (std::string& difference : result->differences) {
    refused.error().details.push_back(
        Error{ErrorKind::refused, "Difference", std::move(difference), {}, {}, 0, {}});
  }
  return refused;
}

bool waived(const Close& close, const MeterId& meter) {
  const auto& waive = close.request.waive;
  return std::find(waive.begin(), waive.end(), meter) != waive.end();
}

// Usage of the period that these sellers have no price for, but for the meters waived.
Status find_unrated(Close& close, Period period, const std::vector<PartyId>& sellers,
                    const std::vector<std::string>& waived_before, std::vector<Error>& details) {
  auto rating = close.evaluator.rating(period, reading_of(close.inputs));
  if (!rating) return pass(rating);
  for (const rating::Unrated& unrated : (*rating)->unrated) {
    if (std::find(sellers.begin(), sellers.end(), unrated.seller) == sellers.end()) continue;
    const std::string& meter = unrated.local_meter.text();
    if (waived(close, unrated.local_meter)) continue;
    if (std::find(waived_before.begin(), waived_before.end(), meter) != waived_before.end()) {
      continue;
    }
    details.push_back(
        Error{ErrorKind::refused,
              "UnratedUsage",
              unrated.seller.text() + " has no price for meter " + meter + " to " +
                  unrated.buyer.text() + ", subscription " + unrated.subscription.text() + ": " +
                  unrated.quantity.to_string() + " used between " + unrated.first.to_string() +
                  " and " + unrated.last.to_string() + ".",
              {},
              unrated.seller.text() + "/" + meter,
              0,
              {}});
  }
  return {};
}

// Of the period, and of every closed one: what was billed there and has no price any more (a
// buyer's new currency, say) would be paid back whole as an adjustment.
Status check_rated(Close& close, const std::vector<PartyId>& sellers) {
  std::vector<Error> details;
  auto found = find_unrated(close, close.request.period, sellers, {}, details);
  if (!found) return found;
  for (const Closing& closing : close.closings) {
    if (closing.state != PeriodState::closed || closing.period == close.request.period) continue;
    if (std::find(sellers.begin(), sellers.end(), closing.seller) == sellers.end()) continue;
    found = find_unrated(close, closing.period, {closing.seller}, closing.waived_meters, details);
    if (!found) return found;
  }
  if (details.empty()) return {};
  auto refused = fail(ErrorKind::refused, "UnratedUsage",
                      std::to_string(details.size()) +
                          " sums of usage have no price; add prices, or waive a meter by name "
                          "with --waive METER. " +
                          details.front().message);
  refused.error().details = std::move(details);
  return refused;
}

// All that must hold before a closing may begin, for the sellers that have not begun yet.
Status check_ready(Close& close, const std::vector<PartyId>& sellers) {
  if (auto ended = check_ended(close); !ended) return ended;
  if (!close.request.dry_run) {
    if (auto time = time_to_write(close.books, close.now); !time) return pass(time);
  }
  if (auto alone = check_no_other(close, sellers); !alone) return alone;
  if (auto reconciled = check_reconciled(close); !reconciled) return reconciled;
  return check_rated(close, sellers);
}

Result<Closing> begin(Close& close, const PartyId& seller) {
  Closing closing{.seller = seller,
                  .period = close.request.period,
                  .state = PeriodState::closing,
                  .inputs = close.inputs,
                  .issued_at = close.now,
                  .waived_meters = {},
                  .adjustment_lines = 0};
  for (const MeterId& meter : close.request.waive)
    closing.waived_meters.push_back(meter.text());
  if (close.request.dry_run) {
    const Closing* begun = closing_of(close, seller);
    return begun != nullptr ? *begun : closing;
  }
  return close.books.invoices().begin_closing(closing, close.request.actor);
}

bool lowers(const Document& document) {
  return std::any_of(document.lines.begin(), document.lines.end(), [](const billing::Line& line) {
    return line.kind == billing::LineKind::adjustment && line.amount.is_negative();
  });
}

Status find_lowered_after_credit(Books& books, CloseResult& result) {
  for (const Document& document : result.documents) {
    if (!lowers(document)) continue;
    auto issued = books.invoices().documents({document.seller, document.buyer, {}});
    if (!issued) return pass(issued);
    auto lowered = billing::lowered_after_credit(document, *issued);
    std::move(lowered.begin(), lowered.end(), std::back_inserter(result.lowered_after_credit));
  }
  for (const auto& lowered : result.lowered_after_credit) {
    result.notes.push_back(
        {"LoweredAfterCredit",
         "Line " + lowered.line + " adjusts line " + lowered.adjusted + " by " +
             lowered.amount.to_string() + ", and " + lowered.credited.to_string() +
             " of that was credited by hand before. Credits by hand stay, so the buyer gets both; "
             "if one is enough, agree on it with the buyer."});
  }
  return {};
}

std::uint64_t adjustment_lines(const std::vector<Document>& documents) {
  std::uint64_t count = 0;
  for (const Document& document : documents) {
    count += static_cast<std::uint64_t>(std::count_if(
        document.lines.begin(), document.lines.end(),
        [](const billing::Line& line) { return line.kind == billing::LineKind::adjustment; }));
  }
  return count;
}

// The seller's documents, issued now or before.
Result<std::vector<Document>> close_seller(Close& close, const PartyId& seller) {
  if (const Closing* before = closing_of(close, seller);
      before != nullptr && before->state == PeriodState::closed) {
    return documents_of(close.books, seller, close.request.period);
  }
  auto closing = begin(close, seller);
  if (!closing) return pass(closing);
  auto number = close.books.invoices().next_number(seller);
  if (!number) return pass(number);
  auto documents = closing_documents(
      close.books, close.journal, close.evaluator,
      {seller, close.request.period, closing->issued_at, *number, closing->inputs});
  if (!documents || close.request.dry_run) return documents;
  closing->adjustment_lines = adjustment_lines(*documents);
  const auto finished =
      close.books.invoices().finish_closing(*closing, *documents, close.request.actor);
  if (!finished && finished.error().code == "AlreadyClosed") {
    return documents_of(close.books, seller, close.request.period);
  }
  if (!finished) return std::unexpected(finished.error());
  return documents;
}

}  // namespace

Result<CloseResult> close_period(Books& books, journal::Journal& journal,
                                 const CloseRequest& request, Instant now) {
  Close close{books, journal, request, now, Evaluator(books, journal), {}, {}};
  auto inputs = close.evaluator.inputs_now(now);
  if (!inputs) return pass(inputs);
  close.inputs = std::move(*inputs);
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  close.closings = std::move(*closings);
  auto sellers = sellers_of(close);
  if (!sellers) return pass(sellers);

  CloseResult result{request.period, *sellers, {}, 0, {}, {}, true};
  std::vector<PartyId> fresh;
  for (const PartyId& seller : *sellers) {
    const Closing* before = closing_of(close, seller);
    if (before == nullptr) fresh.push_back(seller);
    if (before == nullptr || before->state != PeriodState::closed) result.was_closed = false;
  }
  if (!fresh.empty()) {
    if (auto ready = check_ready(close, fresh); !ready) return pass(ready);
  }
  for (const PartyId& seller : *sellers) {
    auto documents = close_seller(close, seller);
    if (!documents) return pass(documents);
    result.adjustments += adjustment_lines(*documents);
    std::move(documents->begin(), documents->end(), std::back_inserter(result.documents));
  }
  if (auto found = find_lowered_after_credit(books, result); !found) return pass(found);
  auto hints = close_hints(books, request.period, result.sellers);
  if (!hints) return pass(hints);
  std::move(hints->begin(), hints->end(), std::back_inserter(result.notes));
  return result;
}

}  // namespace tollbridge::engine
