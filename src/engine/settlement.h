// SPDX-License-Identifier: Apache-2.0
// Payments recorded against documents, and how documents stand by them. Nothing here touches a
// document; entries are only ever added.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "billing/invoice_store.h"
#include "billing/settlement.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"

namespace tollbridge::engine {

struct PaymentRequest {
  std::string document;
  std::string amount;     // in the document's currency; of a set-off, empty: as much as can be
  std::string currency;   // if given, it must be the document's: nothing is converted
  std::string day;        // "2026-11-20"; empty: that of `now`
  std::string reference;  // what the bank says; two of the same day, amount and reference are one
  // A credit note of the same trade that has something open: both are lowered by the amount.
  std::string set_off;
  std::string actor = "operator";
};

struct UndoRequest {
  std::string payment;  // "<document id>-p<n>"; of a set-off both sides are undone
  std::string reason;
  std::string actor = "operator";
};

struct Recorded {
  std::vector<billing::PaymentEntry> entries;
  billing::Claim claim;  // the first entry's document, as it stands now
};

// Errors: not_found UnknownInvoice; invalid InvalidNumber, TooManyDigits, InvalidPayment (0, a day
// to come or none), NowBeforeBooks; conflict PaymentRepeated; refused CurrencyMismatch,
// CreditIsSetOff (a credit by hand lowers its invoice by itself), PaidBackTooMuch (more than was
// paid), CannotSetOff (another trade, no credit note, or more than is open of either).
Result<Recorded> record_payment(Books& books, const PaymentRequest& request, Instant now);

// Records the opposite of an entry. Errors: not_found UnknownPayment; invalid MissingReason,
// NowBeforeBooks; conflict UndoneAlready; refused PaidBackTooMuch, NotUndoable (it undoes another).
Result<Recorded> undo_payment(Books& books, const UndoRequest& request, Instant now);

// Documents and what is open of them at `now`, by seller, number; statuses as in engine/credit.h,
// and `paid` where payments left nothing open. The last day to pay is by the papers the books had
// when the document was made.
Result<std::vector<billing::Claim>> claims(Books& books, const billing::DocumentFilter& filter,
                                           Instant now);
// One of them. Errors: not_found UnknownInvoice.
Result<billing::Claim> claim_of(Books& books, const std::string& document, Instant now);

}  // namespace tollbridge::engine
