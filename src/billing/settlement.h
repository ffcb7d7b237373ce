// SPDX-License-Identifier: Apache-2.0
// What becomes of a document after it was issued: payments recorded against it, credits that lower
// it, what is still open, since when it is overdue. All of this stands beside documents and never
// in them: their bytes and digests stay. Pure values and functions.
//
//   open = payable + its credit notes by hand (negative) - what was paid
//
// Payments are of the document's own currency; nothing is converted. An entry is never changed or
// taken away: another one of the opposite amount undoes it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"

namespace tollbridge::billing {

struct PaymentEntry {
  std::string document;
  std::uint32_t n = 0;    // 1, 2, … of the document
  PartyId seller;         // of the document
  PartyId buyer;
  std::string day;        // "2026-11-20": of the bank
  Money amount;           // never 0; positive: the buyer paid; negative: it was paid back
  std::string reference;  // what the bank says, or why an entry is undone; may be empty
  std::string set_off;    // the other document, where no money moved; else empty
  std::string undoes;     // the id of the entry this one takes back; else empty
  Instant known_at{};
  std::string actor;

  [[nodiscard]] std::string id() const;  // "provider-000001-p2"
  friend bool operator==(const PaymentEntry&, const PaymentEntry&) = default;
};

enum class OpenState : std::uint8_t {
  open,       // nothing was paid, or all of it taken back
  part_paid,
  paid,       // nothing is open
  overdue,    // something is to be paid and its last day is over
  overpaid,   // more was paid than is to be paid
  set_off,    // a credit note by hand: it lowers the document it corrects
  voided,     // credited whole
};
std::string_view to_string(OpenState state);  // "open", "part-paid", …, "set-off", "void"
std::optional<OpenState> parse_open_state(std::string_view text);

// How a document stands at a time.
struct Standing {
  Money credited;  // by credit notes by hand; 0 or negative
  Money paid;
  Money open;      // negative: the seller owes it
  std::optional<Instant> due;  // the last day to pay at 0:00
  int days_overdue = 0;        // 0: not overdue
  OpenState state = OpenState::open;
  friend bool operator==(const Standing&, const Standing&) = default;
};

// `credits`: documents of its seller for its buyer, of which those that correct it count;
// `entries`: likewise. Errors: AmountOutOfRange.
Result<Standing> standing_of(const Document& document, const std::vector<Document>& credits,
                             const std::vector<PaymentEntry>& entries,
                             std::optional<Instant> due, Instant now);

// A document with what is open of it.
struct Claim {
  Document document;
  Standing standing;
};

// What one buyer owes one seller in one currency, where something is overdue.
inline constexpr std::size_t ages = 4;  // 1-30, 31-60, 61-90 days, older
struct Dunning {
  PartyId seller;
  PartyId buyer;
  Currency currency;
  std::vector<Claim> overdue;      // the oldest first
  std::array<Money, ages> by_age;  // of these
  Money total;                     // the sum of by_age
  Money rest;  // everything else open: not due yet, or, where negative, in the buyer's favour
};
std::size_t age_of(int days_overdue);  // index into by_age; days from 1 on

// By seller, buyer, currency. Errors: AmountOutOfRange.
Result<std::vector<Dunning>> dunning_list(const std::vector<Claim>& claims);

}  // namespace tollbridge::billing
