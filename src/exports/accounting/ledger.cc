// SPDX-License-Identifier: Apache-2.0
#include "exports/accounting/ledger.h"

#include <utility>

#include "billing/tax.h"
#include "core/check.h"
#include "exports/accounting/rate_of.h"

namespace tollbridge::exports::accounting {
namespace {

using billing::Document;

Result<Currency> currency_of_books(const registry::PartyDetails& seller) {
  if (!seller.papers.tax_currency.empty()) return Currency::find(seller.papers.tax_currency);
  const auto national = billing::national_currency(seller.country);
  return Currency::find(national.empty() ? std::string_view(seller.currency) : national);
}

bool is_one_stop_shop(const billing::Tax& tax) {
  return tax.category == "S" && !tax.note.empty();
}

AccountRole sales_of(const billing::Tax& tax) {
  if (is_one_stop_shop(tax)) return AccountRole::sales_one_stop_shop;
  if (tax.category == "AE") return AccountRole::sales_reverse_charge;
  return tax.category == "O" ? AccountRole::sales_outside_scope : AccountRole::sales;
}

Result<std::vector<Posting>> postings_of(const Document& document, Currency books,
                                         const std::optional<rating::ExchangeRate>& rate) {
  const auto payable = in_books(document.payable, rate, document.rounding);
  const auto net = in_books(document.total, rate, document.rounding);
  auto tax = in_books(document.tax.amount, rate, document.rounding);
  const auto& told = document.tax.local;
  if (told && told->amount.currency() == books) tax = told->amount;
  for (const auto* money : {&payable, &net, &std::as_const(tax)}) {
    if (!*money) return std::unexpected<Error>(money->error());
  }
  const bool abroad = is_one_stop_shop(document.tax);
  const i128 left = payable->minor_units() - net->minor_units() - tax->minor_units();
  const Factor percent = document.tax.rate_percent;
  std::vector<Posting> postings;
  for (const auto& [role, units] :
       {std::pair(AccountRole::receivables, payable->minor_units()),
        std::pair(sales_of(document.tax), -net->minor_units()),
        std::pair(abroad ? AccountRole::vat_one_stop_shop : AccountRole::vat, -tax->minor_units()),
        std::pair(AccountRole::rounding, -left)}) {
    if (units != 0) postings.push_back({role, percent, Money(books, units)});
  }
  return postings;
}

}  // namespace

Result<std::optional<rating::ExchangeRate>> rate_of(const Document& document, Currency books,
                                                    const rating::ExchangeTable& rates) {
  if (document.currency == books) return std::nullopt;
  const auto& told = document.tax.local;
  if (told && told->amount.currency() == books) {
    return rating::ExchangeRate{document.currency, books, told->day, told->rate, told->source};
  }
  const Instant by = document.period.end().plus(-1).start();
  auto rate = rates.rate(document.currency, books, by);
  if (rate) return rate;
  return fail(ErrorKind::refused, "ExchangeRateMissing",
              document.id + " is in " + std::string(document.currency.code()) +
                  " and the books are kept in " + std::string(books.code()) +
                  ": no rate of exchange is known by " + date_text(by) +
                  "; declare it in a book (exchange_rates).");
}

Result<Money> in_books(const Money& money, const std::optional<rating::ExchangeRate>& rate,
                       RoundingProfile rounding) {
  return rate ? rating::exchanged(money, *rate, rounding) : Result<Money>(money);
}

std::string_view to_string(AccountRole role) {
  switch (role) {
    case AccountRole::receivables: return "receivables";
    case AccountRole::sales: return "sales";
    case AccountRole::sales_reverse_charge: return "sales-reverse-charge";
    case AccountRole::sales_outside_scope: return "sales-outside-scope";
    case AccountRole::sales_one_stop_shop: return "sales-one-stop-shop";
    case AccountRole::vat: return "vat";
    case AccountRole::vat_one_stop_shop: return "vat-one-stop-shop";
    case AccountRole::rounding: return "rounding";
    case AccountRole::bank: return "bank";
    case AccountRole::exchange_difference: return "exchange-difference";
  }
  return "";
}

Result<Ledger> ledger_of(const Issued& issued, const rating::ExchangeTable& rates) {
  const auto seller = issued.registry.party(issued.seller);
  if (!seller) {
    return fail(ErrorKind::not_found, "UnknownParty",
                "'" + issued.seller.text() + "' is not known.");
  }
  auto books = currency_of_books(*seller);
  if (!books) return pass(books);
  Ledger ledger{issued.seller, *seller, *books, {}};
  for (const Document& document : issued.documents) {
    auto rate = rate_of(document, *books, rates);
    if (!rate) return pass(rate);
    auto postings = postings_of(document, *books, *rate);
    if (!postings) return pass(postings);
    if (postings->empty()) continue;
    Voucher voucher{document, issued.name_of(document.buyer), std::move(*postings), *rate};
    voucher.document.lines.clear();
    ledger.vouchers.push_back(std::move(voucher));
  }
  return ledger;
}

Status write_journal_csv(const Ledger& ledger, const TextSink& sink) {
  CsvRow row;
  for (const char* column :
       {"Document", "Date", "Account", "TaxRate", "Debit", "Credit", "Currency",
        "DocumentCurrency", "DocumentPayable", "ExchangeRate", "ExchangeRateDate", "Buyer",
        "BuyerName", "Payment"}) {
    row.plain(column);
  }
  if (auto written = sink(row.end()); !written) return written;
  for (const Voucher& voucher : ledger.vouchers) {
    const Document& document = voucher.document;
    for (const Posting& posting : voucher.postings) {
      const bool credit = posting.amount.is_negative();
      row.text(document.id);
      row.plain(voucher.payment ? voucher.payment->day : date_text(document.issued_at));
      row.plain(to_string(posting.account)).plain(posting.tax_rate.to_string());
      row.plain(credit ? "" : posting.amount.to_string());
      row.plain(credit ? posting.amount.negated().to_string() : "");
      row.plain(ledger.currency.code()).plain(document.currency.code());
      row.plain(document.payable.to_string());
      row.plain(voucher.rate ? voucher.rate->rate.to_string() : "1");
      row.plain(voucher.rate ? std::string_view(voucher.rate->day) : std::string_view());
      row.text(document.buyer.text()).text(voucher.buyer_name);
      row.text(voucher.payment ? voucher.payment->id() : std::string());
      if (auto written = sink(row.end()); !written) return written;
    }
  }
  return {};
}

}  // namespace tollbridge::exports::accounting
