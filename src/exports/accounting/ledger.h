// SPDX-License-Identifier: Apache-2.0
// What a seller issued for a month as double entries for its accounts: a voucher per document whose
// postings sum to zero, in the currency the seller keeps its books in (its tax_currency, else its
// country's, else the document's). Nothing is converted in silence: a document in another currency
// needs a rate of exchange, which its voucher names. Pure.
//
//   receivable   what the buyer owes; less, of a credit note
//   sales        the net amount, by regime of tax
//   VAT          as told in the document where it tells it in the currency of the books
//   rounding     what converting the three apart leaves over
//
// And a voucher per payment recorded in the month: what came into the bank, at the rate of its day;
// what the buyer owes less, at the rate of its document, so that a paid document leaves nothing
// over; the difference between the two. A set-off moves no money, only claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "billing/settlement.h"
#include "core/money.h"
#include "core/result.h"
#include "exports/csv_row.h"
#include "exports/issued.h"
#include "rating/exchange.h"

namespace tollbridge::exports::accounting {

enum class AccountRole : std::uint8_t {
  receivables, sales, sales_reverse_charge, sales_outside_scope, sales_one_stop_shop, vat,
  vat_one_stop_shop, rounding, bank, exchange_difference
};
std::string_view to_string(AccountRole role);  // "receivables", "sales-reverse-charge", …

struct Posting {
  AccountRole account = AccountRole::receivables;
  Factor tax_rate;  // of sales and vat
  Money amount;     // debit positive, credit negative; never 0
};

struct Voucher {
  billing::Document document;  // without its lines; of a payment, what was paid
  std::string buyer_name;
  std::vector<Posting> postings;  // sum to zero
  std::optional<rating::ExchangeRate> rate;  // where the document has another currency
  std::optional<billing::PaymentEntry> payment = {};
};

struct Ledger {
  PartyId seller;
  registry::PartyDetails details;
  Currency currency;
  std::vector<Voucher> vouchers;  // by document; without those of 0
};

// Errors: refused ExchangeRateMissing (which rate of which day), AmountOutOfRange, UnknownParty,
// CurrencyMismatch (the books' currency is not one).
Result<Ledger> ledger_of(const Issued& issued, const rating::ExchangeTable& rates);

// A document that was paid, or whose payment was undone, with everything recorded against it.
struct PaidDocument {
  billing::Document document;
  std::vector<billing::PaymentEntry> entries;  // by n
  rating::ExchangeTable rates;                 // as known when it was issued
};

// Adds the vouchers of the entries recorded in `month` (known_at), in their order. `paid`: their
// documents, of set-offs both. `rates`: as known when the month was closed. Errors: those of
// ledger_of.
Status add_payments(const Issued& issued, const std::vector<PaidDocument>& paid, Period month,
                    const rating::ExchangeTable& rates, Ledger& ledger);

// SIE 4 (PC8), the form of Swedish accounting programs, with accounts of the BAS plan. Letters that
// PC8 does not have become '?'. One call of the sink per line.
Status write_sie(const Ledger& ledger, std::string_view program_version, const TextSink& sink);

// A record per posting, accounts by the words of to_string(AccountRole).
Status write_journal_csv(const Ledger& ledger, const TextSink& sink);

}  // namespace tollbridge::exports::accounting
