// SPDX-License-Identifier: Apache-2.0
// What invoices, electronic forms and accounts name of a party beyond its name and address. Every
// field is text as in a book and may be empty; paper_fields() lists them, so that books, API, store
// and views treat each alike. Pure values.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::registry {

struct Papers {
  std::string vat_status;    // "consumer"; else a business
  std::string tax_currency;  // in which it tells its VAT; empty: its country's
  std::string legal_id;      // in the register of companies, "0106:12345678" (EAS scheme:number)
  std::string endpoint;      // electronic address, "0088:7300010000001"
  std::string postal_code;   // with these two, `address` is the street alone
  std::string city;
  std::string contact;  // a person or a department
  std::string phone;
  std::string email;
  std::string reference;     // of a buyer: what it wants to read on its invoices
  std::string order;         // of a buyer: its purchase order
  std::string payment_days;  // "30"; a buyer's before its seller's
  std::string iban;          // of a seller: accounts to be paid on
  std::string bic;
  std::string bankgiro;
  std::string plusgiro;
  std::string f_skatt;  // "yes": approved for Swedish F-tax
  friend bool operator==(const Papers&, const Papers&) = default;
};

struct PaperField {
  std::string_view name;  // in books and the API
  std::string Papers::* text;
};
std::span<const PaperField> paper_fields();

// Errors: invalid, one of InvalidVatStatus, UnknownCurrency, InvalidLegalId, InvalidEndpoint,
// InvalidEmail, InvalidPaymentDays, InvalidIban, InvalidBic, InvalidBankgiro, InvalidPlusgiro,
// InvalidFSkatt, TextTooLong; `path` is the field's name.
Status check_papers(const Papers& papers);

// Whether the last digit checks the others (Luhn, modulus 10): organisation numbers, giro accounts,
// payment references. At least two digits and nothing else.
bool is_checked_number(std::string_view digits);
// The digit that makes it one.
char check_digit(std::string_view digits);

}  // namespace tollbridge::registry
