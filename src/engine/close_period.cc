// SPDX-License-Identifier: Apache-2.0
#include "engine/close_period.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "engine/billing_history.h"
#include "engine/closed_months.h"
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
  const CloseRequest& request;
  Instant now;
  Progress& progress;
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
  auto result = reconcile(close.books, close.evaluator.journal(), close.evaluator,
                          reading_of(close.inputs), close.request.period);
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

// What one seller's closing issues, or has issued.
struct SellerClose {
  PartyId seller;
  bool was_closed = false;
  Closing closing;
  std::vector<Document> documents;
};

Closing fresh_closing(const Close& close, const PartyId& seller) {
  Closing closing{.seller = seller,
                  .period = close.request.period,
                  .state = PeriodState::closing,
                  .inputs = close.inputs,
                  .issued_at = close.now,
                  .waived_meters = {},
                  .adjustment_lines = 0};
  for (const MeterId& meter : close.request.waive)
    closing.waived_meters.push_back(meter.text());
  return closing;
}

// Reads only.
Result<SellerClose> prepare(Close& close, const PartyId& seller) {
  const Closing* before = closing_of(close, seller);
  SellerClose prepared{seller, before != nullptr && before->state == PeriodState::closed,
                       before != nullptr ? *before : fresh_closing(close, seller), {}};
  Result<std::vector<Document>> documents;
  if (prepared.was_closed) {
    documents = documents_of(close.books, seller, close.request.period);
  } else {
    auto number = close.books.invoices().next_number(seller);
    if (!number) return pass(number);
    documents = closing_documents(close.books, close.evaluator.journal(), close.evaluator,
                                  {seller, close.request.period, prepared.closing.issued_at,
                                   *number, prepared.closing.inputs});
  }
  if (!documents) return pass(documents);
  prepared.documents = std::move(*documents);
  prepared.closing.adjustment_lines = adjustment_lines(prepared.documents);
  return prepared;
}

// Whether the seller's closings are the ones adjustments were computed against.
bool closings_unchanged(const Close& close, const PartyId& seller,
                        const std::vector<Closing>& now) {
  const auto of_seller = [&seller](const std::vector<Closing>& all) {
    std::map<Period, std::pair<PeriodState, std::uint64_t>> found;
    for (const Closing& one : all) {
      if (one.seller == seller) found.emplace(one.period, std::pair(one.state, one.inputs.commit));
    }
    return found;
  };
  return of_seller(close.closings) == of_seller(now);
}

// The time and the numbers of what is issued now: neither runs backwards.
Status place(Books& now, bool fresh, SellerClose& prepared) {
  Closing& closing = prepared.closing;
  if (fresh) {
    auto newest = now.newest_known_at();
    if (!newest) return pass(newest);
    closing.issued_at = std::max(closing.issued_at, newest->value_or(closing.issued_at));
  }
  auto number = now.invoices().next_number(prepared.seller);
  if (!number) return pass(number);
  billing::reissue(prepared.documents, *number, closing.issued_at);
  return {};
}

// What the documents were computed from, to see whether it still holds. Made before the books are
// asked for alone: nothing may be read of the snapshot from there.
struct Computed {
  registry::Registry registry;
  std::uint64_t same_to = 0;  // the newest commit of facts that was seen to change no terms
};

// Whether terms of the month were changed since; of months closed before, the change itself was
// asked (closed_months.h).
Status check_terms(const Close& close, const Computed& computed, const std::set<PartyId>& sellers,
                   Books& now) {
  auto commits = now.fact_commits();
  if (!commits) return pass(commits);
  if (sellers.empty() || commits->registry <= computed.same_to) return {};
  auto later = now.facts_after(close.inputs.commit);
  if (!later) return pass(later);
  std::vector<registry::Fact> facts;
  for (registry::RecordedFact& one : *later)
    facts.push_back(std::move(one.fact));
  return check_closing_month(now, computed.registry, facts, close.request.period, sellers);
}

const Closing* closing_in(const std::vector<Closing>& closings, const PartyId& seller,
                          Period period) {
  const auto found = std::ranges::find_if(closings, [&](const Closing& closing) {
    return closing.seller == seller && closing.period == period;
  });
  return found == closings.end() ? nullptr : &*found;
}

Status check_closings(const Close& close, const SellerClose& prepared,
                      const std::vector<Closing>& closings) {
  const Closing* there = closing_in(closings, prepared.seller, close.request.period);
  if (there != nullptr && there->state == PeriodState::closed) return {};
  if (closings_unchanged(close, prepared.seller, closings)) return {};
  return fail(ErrorKind::conflict, "ClosedMeanwhile",
              "While " + close.request.period.to_string() + " was computed, " +
                  prepared.seller.text() + " closed another period; nothing was recorded for " +
                  prepared.seller.text() + ". Close it again.");
}

// Before anything is recorded, so that a change meanwhile stops all sellers or none. A closing that
// was begun counts as closed for whoever changes terms.
Status check_all(const Close& close, const std::vector<SellerClose>& prepared, Computed& computed,
                 Books& now) {
  auto closings = now.invoices().closings();
  if (!closings) return pass(closings);
  std::set<PartyId> fresh;
  for (const SellerClose& each : prepared) {
    if (each.was_closed) continue;
    if (auto same = check_closings(close, each, *closings); !same) return same;
    if (closing_in(*closings, each.seller, close.request.period) == nullptr) {
      fresh.insert(each.seller);
    }
  }
  if (auto same = check_terms(close, computed, fresh, now); !same) return same;
  auto commits = now.fact_commits();
  if (!commits) return pass(commits);
  computed.same_to = commits->registry;
  return {};
}

Status record(const Close& close, SellerClose& prepared, const Computed& computed, Books& now) {
  auto closings = now.invoices().closings();
  if (!closings) return pass(closings);
  const Closing* there = closing_in(*closings, prepared.seller, close.request.period);
  if (there != nullptr && there->state == PeriodState::closed) {
    auto issued = documents_of(now, prepared.seller, close.request.period);
    if (!issued) return pass(issued);
    prepared.documents = std::move(*issued);
    return {};
  }
  if (auto same = check_closings(close, prepared, *closings); !same) return same;
  const bool fresh = there == nullptr;
  if (fresh) {
    auto terms = check_terms(close, computed, {prepared.seller}, now);
    if (!terms) return terms;
  }
  if (auto placed = place(now, fresh, prepared); !placed) return placed;
  if (fresh) {
    auto begun = now.invoices().begin_closing(prepared.closing, close.request.actor);
    if (!begun) return pass(begun);
  }
  return now.invoices().finish_closing(prepared.closing, prepared.documents,
                                       close.request.actor);
}

Status record_all(Close& close, std::vector<SellerClose>& prepared) {
  auto registry = close.evaluator.registry_at(close.inputs.commit);
  if (!registry) return pass(registry);
  Computed computed{std::move(*registry), close.inputs.commit};
  auto unchanged = close.books.alone(
      [&](Books& now) -> Status { return check_all(close, prepared, computed, now); });
  if (!unchanged) return unchanged;
  bool begun = false;
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    if (prepared[i].was_closed) continue;
    auto told = close.progress.step({"recording documents", i, prepared.size(), "sellers"});
    if (!told && !begun) return told;
    begun = true;
    auto recorded = close.books.alone(
        [&](Books& now) -> Status { return record(close, prepared[i], computed, now); });
    if (!recorded) return recorded;
  }
  return {};
}

Result<std::vector<SellerClose>> close_sellers(Close& close, const std::vector<PartyId>& sellers) {
  std::vector<SellerClose> all;
  for (const PartyId& seller : sellers) {
    auto told = close.progress.step({"computing documents", all.size(), sellers.size(), "sellers"});
    if (!told) return pass(told);
    auto prepared = prepare(close, seller);
    if (!prepared) return pass(prepared);
    all.push_back(std::move(*prepared));
  }
  if (close.request.dry_run) return all;
  if (auto recorded = record_all(close, all); !recorded) return pass(recorded);
  return all;
}

}  // namespace

Result<CloseResult> close_period(Books& books, journal::UsageReader& journal,
                                 const CloseRequest& request, Instant now, Progress& progress) {
  Close close{books, request, now, progress, Evaluator(books, journal, progress), {}, {}};
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
  auto closed = close_sellers(close, *sellers);
  if (!closed) return pass(closed);
  for (SellerClose& one : *closed) {
    result.adjustments += adjustment_lines(one.documents);
    std::ranges::move(one.documents, std::back_inserter(result.documents));
  }
  if (auto found = find_lowered_after_credit(books, result); !found) return pass(found);
  auto hints = close_hints(books, request.period, result.sellers);
  if (!hints) return pass(hints);
  std::move(hints->begin(), hints->end(), std::back_inserter(result.notes));
  auto registry = close.evaluator.registry_at(close.inputs.commit);
  if (!registry) return pass(registry);
  auto untold = untold_taxes(result.documents, *registry, !request.dry_run || result.was_closed);
  std::move(untold.begin(), untold.end(), std::back_inserter(result.notes));
  return result;
}

}  // namespace tollbridge::engine
