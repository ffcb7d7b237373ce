// SPDX-License-Identifier: Apache-2.0
#include "engine/settlement.h"

#include <algorithm>
#include <map>
#include <utility>

#include "billing/bill.h"
#include "billing/payment.h"
#include "registry/registry.h"

namespace tollbridge::engine {
namespace {

using billing::Claim;
using billing::Document;
using billing::PaymentEntry;

// The last days to pay, by what the books said of both parties when a document was made. Documents
// of one close share a registry; it is made once.
class LastDays {
 public:
  explicit LastDays(Books& books) : books_(books) {}

  Result<std::optional<Instant>> of(const Document& document) {
    const bool to_pay = !document.payable.is_negative() && !document.payable.is_zero();
    if (!to_pay || document.type != billing::DocumentType::invoice) return std::nullopt;
    auto registry = registry_for(document);
    if (!registry) return pass(registry);
    const auto seller = (*registry)->party(document.seller);
    const auto buyer = (*registry)->party(document.buyer);
    if (!seller || !buyer) return std::nullopt;
    return billing::payment_of(document, *seller, *buyer).due;
  }

 private:
  Result<const registry::Registry*> registry_for(const Document& document) {
    const std::pair key(document.inputs.commit, document.period);
    const auto found = registries_.find(key);
    if (found != registries_.end()) return &found->second;
    if (!facts_) {
      auto facts = books_.facts();
      if (!facts) return pass(facts);
      facts_ = std::move(*facts);
    }
    auto made = registry::Registry::from_facts(*facts_, {document.inputs.commit, {}})
                    .in_period(document.period);
    return &registries_.emplace(key, std::move(made)).first->second;
  }

  Books& books_;
  std::optional<std::vector<registry::RecordedFact>> facts_;
  std::map<std::pair<std::uint64_t, Period>, registry::Registry> registries_;
};

// Entries and credits by the document they count for, so that many documents cost little.
struct Beside {
  std::map<std::string, std::vector<PaymentEntry>> entries;
  std::map<std::string, std::vector<Document>> credits;
};

Result<Beside> beside(Books& books, const std::vector<Document>& documents) {
  Beside found;
  auto entries = books.settlements().payments();
  if (!entries) return pass(entries);
  for (PaymentEntry& entry : *entries) {
    auto& of_document = found.entries[entry.document];
    of_document.push_back(std::move(entry));
  }
  for (const Document& document : documents) {
    if (!document.corrects.empty()) found.credits[document.corrects].push_back(document);
  }
  return found;
}

Result<Claim> claim_in(Document document, Beside& beside, LastDays& days, Instant now) {
  const auto& credits = beside.credits[document.id];
  document.status = billing::status_after(document, credits);
  auto due = days.of(document);
  if (!due) return pass(due);
  auto standing =
      billing::standing_of(document, credits, beside.entries[document.id], *due, now);
  if (!standing) return pass(standing);
  if (standing->state == billing::OpenState::paid && !standing->paid.is_zero()) {
    document.status = billing::DocumentStatus::paid;
  }
  return Claim{std::move(document), std::move(*standing)};
}

Result<std::string> day_of(const std::string& asked, Instant now) {
  if (asked.empty()) return date_text(now);
  const auto day = parse_instant_or_date(asked);
  if (!day || asked.size() != 10) {
    return fail(ErrorKind::invalid, "InvalidPayment",
                "'" + asked + "' is no day like 2026-11-20.");
  }
  if (*day > now) {
    return fail(ErrorKind::invalid, "InvalidPayment",
                asked + " is still to come; a payment is recorded when it has come in.");
  }
  return asked;
}

Status check_currency(const Document& document, const std::string& currency) {
  const std::string own(document.currency.code());
  if (currency.empty() || currency == own) return {};
  return fail(ErrorKind::refused, "CurrencyMismatch",
              document.id + " is in " + own + ", not in " + currency +
                  "; nothing is converted here. Record what the bank credited in " + own + ".");
}

// What was paid may not become the opposite of what was to be paid.
Status check_direction(const Claim& before, const Money& amount) {
  const auto after = before.standing.paid.plus(amount);
  if (!after) return fail(ErrorKind::invalid, "AmountOutOfRange", "The payment is too large.");
  const bool owed_to_buyer = before.document.payable.is_negative();
  const bool turned = owed_to_buyer ? !after->is_negative() && !after->is_zero()
                                    : after->is_negative();
  if (!turned) return {};
  return fail(ErrorKind::refused, "PaidBackTooMuch",
              "Of " + before.document.id + " " + before.standing.paid.to_string() + " " +
                  std::string(before.document.currency.code()) + " was paid; " +
                  amount.to_string() + " would turn that round.");
}

std::uint32_t next_n(const std::vector<PaymentEntry>& entries, const std::string& document) {
  std::uint32_t last = 0;
  for (const PaymentEntry& entry : entries) {
    if (entry.document == document) last = std::max(last, entry.n);
  }
  return last + 1;
}

PaymentEntry entry_for(const Document& document, std::uint32_t n, const Money& amount) {
  return {document.id, n, document.seller, document.buyer, {}, amount, {}, {}, {}, {}, {}};
}

bool is_undone(const std::vector<PaymentEntry>& entries, const std::string& id) {
  return std::ranges::any_of(entries,
                             [&](const PaymentEntry& entry) { return entry.undoes == id; });
}

Status check_repeated(const std::vector<PaymentEntry>& entries, const PaymentEntry& asked) {
  if (asked.reference.empty()) return {};
  for (const PaymentEntry& entry : entries) {
    if (entry.document != asked.document || entry.day != asked.day ||
        entry.amount != asked.amount || entry.reference != asked.reference ||
        !entry.undoes.empty() || is_undone(entries, entry.id())) {
      continue;
    }
    return fail(ErrorKind::conflict, "PaymentRepeated",
                entry.id() + " is this payment already: " + asked.amount.to_string() + " on " +
                    asked.day + ", '" + asked.reference +
                    "'. If it came twice, give the second another reference.");
  }
  return {};
}

std::unexpected<Error> cannot_set_off(const std::string& why) {
  return fail(ErrorKind::refused, "CannotSetOff", why);
}

// Checks the two sides of a set-off and says how much: as asked, else as much as can be.
Result<Money> set_off_amount(const Claim& invoice, const Claim& note, const std::string& asked) {
  const Document& a = invoice.document;
  const Document& b = note.document;
  if (a.seller != b.seller || a.buyer != b.buyer || !(a.currency == b.currency)) {
    return cannot_set_off(a.id + " and " + b.id +
                          " are not of one seller, one buyer and one currency.");
  }
  const Money zero = Money::zero(a.currency);
  const Money open = invoice.standing.open.is_negative() ? zero : invoice.standing.open;
  const Money in_favour =
      note.standing.open.is_negative() ? note.standing.open.negated() : zero;
  const Money most = open.minor_units() < in_favour.minor_units() ? open : in_favour;
  Money amount = most;
  if (!asked.empty()) {
    auto read = Money::parse(asked, a.currency);
    if (!read) return pass(read);
    amount = *read;
  }
  if (amount.minor_units() > 0 && amount.minor_units() <= most.minor_units()) return amount;
  return cannot_set_off("Of " + a.id + " " + open.to_string() + " is open, of " + b.id + " " +
                        in_favour.to_string() + " is in the buyer's favour; so " +
                        amount.to_string() + " cannot be set off.");
}

// Documents of other sellers are like missing ones.
std::unexpected<Error> no_document(const std::string& id) {
  return fail(ErrorKind::not_found, "UnknownInvoice",
              "There is no document '" + id + "'; `invoice list` shows those there are.");
}

Status check_takes_payments(const Document& document) {
  if (document.corrects.empty()) return {};
  return fail(ErrorKind::refused, "CreditIsSetOff",
              document.id + " lowers " + document.corrects +
                  " by itself; record what is paid back on " + document.corrects + ".");
}

Result<std::vector<PaymentEntry>> entries_asked(Books& books, const PaymentRequest& request,
                                                const std::vector<PaymentEntry>& known,
                                                Instant now) {
  auto claim = claim_of(books, request.document, now);
  if (!claim) return pass(claim);
  if (auto takes = check_takes_payments(claim->document); !takes) return pass(takes);
  if (auto same = check_currency(claim->document, request.currency); !same) return pass(same);
  if (request.set_off.empty()) {
    auto amount = Money::parse(request.amount, claim->document.currency);
    if (!amount) return pass(amount);
    if (amount->is_zero()) {
      return fail(ErrorKind::invalid, "InvalidPayment", "A payment of 0 is none.");
    }
    if (auto way = check_direction(*claim, *amount); !way) return pass(way);
    return std::vector{
        entry_for(claim->document, next_n(known, request.document), *amount)};
  }
  auto note = claim_of(books, request.set_off, now);
  const bool missing = note ? note->document.seller != claim->document.seller
                            : note.error().code == "UnknownInvoice";
  if (missing) return no_document(request.set_off);
  if (!note) return pass(note);
  if (auto takes = check_takes_payments(note->document); !takes) return pass(takes);
  auto amount = set_off_amount(*claim, *note, request.amount);
  if (!amount) return pass(amount);
  std::vector<PaymentEntry> both{
      entry_for(claim->document, next_n(known, request.document), *amount),
      entry_for(note->document, next_n(known, request.set_off), amount->negated())};
  both[0].set_off = request.set_off;
  both[1].set_off = request.document;
  return both;
}

Result<Recorded> record(Books& books, std::vector<PaymentEntry> entries, Instant now) {
  if (auto done = books.settlements().record_payments(entries); !done) return pass(done);
  auto claim = claim_of(books, entries.front().document, now);
  if (!claim) return pass(claim);
  return Recorded{std::move(entries), std::move(*claim)};
}

}  // namespace

Result<std::vector<Claim>> claims(Books& books, const billing::DocumentFilter& filter,
                                  Instant now) {
  auto documents = books.invoices().documents(filter);
  if (!documents) return pass(documents);
  auto found = beside(books, *documents);
  if (!found) return pass(found);
  LastDays days(books);
  std::vector<Claim> all;
  for (Document& document : *documents) {
    auto claim = claim_in(std::move(document), *found, days, now);
    if (!claim) return pass(claim);
    all.push_back(std::move(*claim));
  }
  return all;
}

Result<Claim> claim_of(Books& books, const std::string& id, Instant now) {
  auto document = books.invoices().document(id);
  if (!document) return pass(document);
  // A credit by hand is of the month of what it corrects.
  auto of_trade =
      books.invoices().documents({document->seller, document->buyer, document->period});
  if (!of_trade) return pass(of_trade);
  auto found = beside(books, *of_trade);
  if (!found) return pass(found);
  LastDays days(books);
  return claim_in(std::move(*document), *found, days, now);
}

Result<Recorded> record_payment(Books& books, const PaymentRequest& request, Instant now) {
  auto time = time_to_write(books, now);
  if (!time) return pass(time);
  auto known = books.settlements().payments();
  if (!known) return pass(known);
  auto entries = entries_asked(books, request, *known, now);
  if (!entries) return pass(entries);
  auto day = day_of(request.day, now);
  if (!day) return pass(day);
  for (PaymentEntry& entry : *entries) {
    entry.day = *day;
    entry.reference = request.reference;
    entry.known_at = *time;
    entry.actor = request.actor;
  }
  if (auto once = check_repeated(*known, entries->front()); !once) return pass(once);
  return record(books, std::move(*entries), now);
}

Result<Recorded> undo_payment(Books& books, const UndoRequest& request, Instant now) {
  if (request.reason.empty()) {
    return fail(ErrorKind::invalid, "MissingReason", "Say why the payment is undone.");
  }
  auto time = time_to_write(books, now);
  if (!time) return pass(time);
  auto known = books.settlements().payments();
  if (!known) return pass(known);
  const auto found = std::ranges::find(*known, request.payment, &PaymentEntry::id);
  if (found == known->end()) {
    return fail(ErrorKind::not_found, "UnknownPayment",
                "There is no payment '" + request.payment + "'; see `payment list`.");
  }
  if (!found->undoes.empty()) {
    return fail(ErrorKind::refused, "NotUndoable",
                request.payment + " undoes " + found->undoes + "; record the payment anew.");
  }
  if (is_undone(*known, request.payment)) {
    return fail(ErrorKind::conflict, "UndoneAlready", request.payment + " is undone already.");
  }
  std::vector<PaymentEntry> undoing;
  for (const PaymentEntry& entry : *known) {
    const bool other_side = !found->set_off.empty() && entry.document == found->set_off &&
                            entry.set_off == found->document &&
                            entry.known_at == found->known_at && entry.undoes.empty() &&
                            entry.amount == found->amount.negated() &&
                            !is_undone(*known, entry.id());
    if (entry.id() != found->id() && !other_side) continue;
    auto claim = claim_of(books, entry.document, now);
    if (!claim) return pass(claim);
    const Money amount = entry.amount.negated();
    if (auto way = check_direction(*claim, amount); !way) return pass(way);
    PaymentEntry one = entry_for(claim->document, next_n(*known, entry.document), amount);
    one.day = date_text(now);
    one.reference = request.reason;
    one.set_off = entry.set_off;
    one.undoes = entry.id();
    one.known_at = *time;
    one.actor = request.actor;
    undoing.push_back(std::move(one));
    if (undoing.size() == 2) break;
  }
  std::ranges::stable_partition(
      undoing, [&](const PaymentEntry& one) { return one.document == found->document; });
  return record(books, std::move(undoing), now);
}

}  // namespace tollbridge::engine
