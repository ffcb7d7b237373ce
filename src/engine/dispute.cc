// SPDX-License-Identifier: Apache-2.0
#include "engine/dispute.h"

#include <algorithm>
#include <utility>

#include "engine/credit.h"

namespace tollbridge::engine {
namespace {

using billing::Dispute;
using billing::DisputeState;
using billing::DisputeStep;

constexpr std::size_t text_bytes_max = 4000;

Status check_text(const std::string& text, bool needed, const std::string& what) {
  if (needed && text.empty()) {
    return fail(ErrorKind::invalid, "MissingReason", what + " needs a reason; the other side "
                                                            "will read it.");
  }
  if (text.size() <= text_bytes_max) return {};
  return fail(ErrorKind::invalid, "TextTooLong",
              "The text has " + std::to_string(text.size()) + " bytes; at most " +
                  std::to_string(text_bytes_max) + " are kept.");
}

std::string whole_line(const std::string& document, const std::string& line) {
  return line.find_first_not_of("0123456789") == std::string::npos ? document + "-" + line : line;
}

// The dispute, still open.
Result<Dispute> open_one(Books& books, const std::string& id) {
  auto found = dispute(books, id);
  if (!found || found->is_open()) return found;
  return fail(ErrorKind::conflict, "DisputeClosed",
              id + " is " + std::string(to_string(found->last().state)) +
                  " already; a line may be disputed again.");
}

Result<Dispute> add_step(Books& books, Dispute dispute, DisputeStep step, Instant now) {
  auto time = time_to_write(books, now);
  if (!time) return pass(time);
  step.known_at = *time;
  if (auto done = books.settlements().record_dispute_step(step); !done) return pass(done);
  dispute.steps.push_back(std::move(step));
  return dispute;
}

DisputeStep next_step(const Dispute& dispute, DisputeState state, const DisputeAnswer& answer) {
  DisputeStep step = dispute.opened();
  step.state = state;
  step.text = answer.text;
  step.commit = 0;
  step.actor = answer.actor;
  return step;
}

Result<Dispute> end(Books& books, const DisputeAnswer& answer, DisputeState state, Instant now) {
  auto found = open_one(books, answer.dispute);
  if (!found) return found;
  DisputeStep step = next_step(*found, state, answer);
  return add_step(books, std::move(*found), std::move(step), now);
}

// Begins the reason of the credit note, so that it can be found again.
std::string mark_of(const Dispute& dispute) {
  return "Dispute " + dispute.id() + ": ";
}

// The credit note an interrupted acceptance left; empty: none.
Result<std::string> issued_before(Books& books, const Dispute& dispute) {
  auto documents =
      books.invoices().documents({dispute.opened().seller, dispute.opened().buyer, {}});
  if (!documents) return pass(documents);
  for (const billing::Document& document : *documents) {
    if (document.corrects == dispute.opened().document &&
        document.reason.starts_with(mark_of(dispute))) {
      return document.id;
    }
  }
  return std::string();
}

}  // namespace

Result<std::vector<Dispute>> disputes(Books& books, const billing::DocumentFilter& filter) {
  auto steps = books.settlements().dispute_steps();
  if (!steps) return pass(steps);
  std::erase_if(*steps, [&](const DisputeStep& step) {
    return (filter.seller && step.seller != *filter.seller) ||
           (filter.buyer && step.buyer != *filter.buyer);
  });
  return billing::disputes_of(*steps);
}

Result<std::vector<Dispute>> disputes_of(Books& books, const std::string& document) {
  auto all = disputes(books);
  if (!all) return all;
  std::erase_if(*all, [&](const Dispute& one) { return one.opened().document != document; });
  return all;
}

Result<Dispute> dispute(Books& books, const std::string& id) {
  auto all = disputes(books);
  if (!all) return pass(all);
  for (Dispute& one : *all) {
    if (one.id() == id) return std::move(one);
  }
  return fail(ErrorKind::not_found, "UnknownDispute",
              "There is no dispute '" + id + "'; see `dispute list`.");
}

Result<Dispute> open_dispute(Books& books, const DisputeRequest& request, Instant now) {
  if (auto told = check_text(request.reason, true, "A dispute"); !told) return pass(told);
  auto document = books.invoices().document(request.document);
  if (!document) return pass(document);
  const std::string line = whole_line(request.document, request.line);
  if (std::ranges::find(document->lines, line, &billing::Line::id) == document->lines.end()) {
    return fail(ErrorKind::not_found, "UnknownLine",
                "Document " + request.document + " has no line '" + line + "'.");
  }
  auto known = disputes_of(books, request.document);
  if (!known) return pass(known);
  DisputeStep step;
  step.line = line;
  step.n = 1;
  for (const Dispute& one : *known) {
    if (one.opened().line != line) continue;
    if (one.is_open()) {
      return fail(ErrorKind::conflict, "DisputeOpen",
                  "Line " + line + " is disputed already: " + one.id() + ".");
    }
    step.n = one.opened().n + 1;
  }
  step.document = document->id;
  step.seller = document->seller;
  step.buyer = document->buyer;
  step.text = request.reason;
  step.commit = document->inputs.commit;
  step.actor = request.actor;
  return add_step(books, {}, std::move(step), now);
}

Result<Dispute> accept_dispute(Books& books, journal::UsageReader& journal,
                               const DisputeAnswer& answer, Instant now) {
  if (auto told = check_text(answer.text, false, "An answer"); !told) return pass(told);
  auto found = open_one(books, answer.dispute);
  if (!found) return found;
  auto credited = issued_before(books, *found);
  if (!credited) return pass(credited);
  DisputeStep step = next_step(*found, DisputeState::accepted, answer);
  if (credited->empty()) {
    CreditRequest request{found->opened().document, {{found->opened().line, answer.amount}},
                          mark_of(*found) + (answer.text.empty() ? found->opened().text
                                                                 : answer.text)};
    request.actor = answer.actor;
    auto note = credit(books, journal, request, now);
    if (!note) return pass(note);
    *credited = note->id;
  }
  step.credit = *credited;
  return add_step(books, std::move(*found), std::move(step), now);
}

Result<Dispute> reject_dispute(Books& books, const DisputeAnswer& answer, Instant now) {
  if (auto told = check_text(answer.text, true, "A rejection"); !told) return pass(told);
  return end(books, answer, DisputeState::rejected, now);
}

Result<Dispute> withdraw_dispute(Books& books, const DisputeAnswer& answer, Instant now) {
  if (auto told = check_text(answer.text, false, "A withdrawal"); !told) return pass(told);
  return end(books, answer, DisputeState::withdrawn, now);
}

}  // namespace tollbridge::engine
