// SPDX-License-Identifier: Apache-2.0
// How and by when a document is to be paid: of the document and of what the books said of its
// parties when it was made, so the same for ever. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "registry/model.h"

namespace tollbridge::billing {

enum class AccountKind : std::uint8_t { iban, bankgiro, plusgiro };

struct Account {
  AccountKind kind = AccountKind::iban;
  std::string id;   // without blanks and dashes
  std::string bic;  // of an IBAN; may be empty
  friend bool operator==(const Account&, const Account&) = default;
};

struct Payment {
  std::optional<int> days;     // net; empty: as agreed
  std::optional<Instant> due;  // the last day, at 0:00; of invoices with days and something to pay
  std::vector<Account> accounts;
  std::string reference;  // what a payment must say
  bool is_ocr = false;    // the reference is a Swedish OCR number
};

// The buyer's days of payment before the seller's. With a giro account the reference is the
// document's number as OCR: its digits, how many there are in all, and a check digit.
Payment payment_of(const Document& document, const registry::PartyDetails& seller,
                   const registry::PartyDetails& buyer);

// "Net 30", "As agreed".
std::string terms_text(const Payment& payment);

// Number, length modulo 10, check digit: "000001" is "00000181".
std::string ocr_number(std::string_view number);

}  // namespace tollbridge::billing
