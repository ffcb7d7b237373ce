// SPDX-License-Identifier: Apache-2.0
// The languages documents are printed in: their words, and how they write numbers and dates.
// Amounts, quantities and prices are rewritten from their exact decimal text, digit by digit.
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::exports::pdf {

enum class Language : std::uint8_t { english, swedish };

// "en", "sv". Errors: UnknownLanguage.
Result<Language> parse_language(std::string_view code);
std::string_view to_string(Language language);

// Every word on paper that is not the document's own.
enum class Text : std::uint8_t {
  invoice, credit_note, document_number, issue_date, billing_period, your_reference, currency,
  corrects, reason, billed_to, vat_id, to_pay, in_your_favour, summary, summary_rows, customer,
  subscription, lines, amount, net_total, gross_total, taxes, category, rate, taxable,
  tax_amount, payment, pay_amount, pay_reference, pay_to, nothing_to_pay, favour_explained,
  specification, number, description, quantity, unit, unit_price, section_sum, adjustments,
  adjusts, adjusts_new, line, credits, whole_document, shared_subscription, own_subscription,
  tier_from, due_date, payment_terms, net_days_before, net_days_after, bankgiro, plusgiro,
  ocr_number, your_order, company_number, f_skatt, told_tax, continued, page, of
};
std::string_view text(Text which, Language language);

// What a tax category (UNCL5305) means, and the sentence the law asks for; the latter may be empty.
// An unknown category is shown as it is, with the document's own note.
std::string category_name(std::string_view category, Language language);
std::string category_note(std::string_view category, std::string_view note, Language language);

// The cause of an adjustment, "late-usage+price-corrected", in words; an unknown word as it is.
std::string cause_in_words(std::string_view cause, Language language);

// The country's name; a code that is not in the table as it is.
std::string country_name(std::string_view code, Language language);

// "-1234567.5" -> "−1,234,567.5" or "−1 234 567,5"; the blank is one that never breaks.
std::string number_text(std::string_view decimal, Language language);
// "EUR 1,234.50", "1 234,50 EUR".
std::string money_text(const Money& money, Language language);
// "3 November 2026", in UTC.
std::string date_in_words(Instant instant, Language language);
// "October 2026".
std::string period_in_words(Period period, Language language);

}  // namespace tollbridge::exports::pdf
