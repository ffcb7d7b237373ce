// SPDX-License-Identifier: Apache-2.0
// Value added tax on a document, by the places of seller and buyer (spec: EN 16931, UNCL5305).
//
//   both in one country with a known rate    S   the standard rate of the country
//   both in the EU, different countries      AE  0 %, "Reverse charge": the buyer accounts for it
//   a consumer in another country of the EU  S   the standard rate there (one stop shop)
//   anything else                            O   0 %, outside the scope of VAT
//
// Buyers are businesses unless their `vat_status` says consumer. Rates are data with dates
// (billing/data/vat_rates.csv); the rate of a document is the one in force at the end of its
// period. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "billing/document.h"
#include "core/decimal.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "rating/exchange.h"
#include "registry/model.h"

namespace tollbridge::billing {

// ISO 3166-1 alpha-2; "EL" is read as "GR".
bool in_european_union(std::string_view country);

// The standard rate in percent on the period's last day; empty where the table has none.
std::optional<Factor> standard_vat_rate(std::string_view country, Period period);

// Tax on `total`. Errors: UnknownCountry (seller or buyer has none), AmountOutOfRange.
Result<Tax> tax_on(const Money& total, const registry::PartyDetails& seller,
                   const registry::PartyDetails& buyer, Period period, RoundingProfile rounding);

// The currency in which VAT that is told in `currency` must be told, too: that of the seller's
// country, or its tax_currency; empty where that is the same one, or no country is known.
std::optional<Currency> other_tax_currency(const registry::PartyDetails& seller,
                                           Currency currency);

// That currency, where there is tax and it is not told in it for lack of a rate; else empty.
std::optional<Currency> untold_currency(const Tax& tax, const registry::PartyDetails& seller);

// In which the country wants to read its VAT; empty where the table of rates has not the country.
std::string_view national_currency(std::string_view country);

// The tax told in the currency of the seller's country (or its tax_currency), at the newest rate of
// exchange by the period's last day; empty where there is no tax, no other currency, or no rate.
// Errors: AmountOutOfRange.
Result<std::optional<LocalTax>> local_tax(const Tax& tax, const registry::PartyDetails& seller,
                                          const rating::ExchangeTable& rates, Period period,
                                          RoundingProfile rounding);

}  // namespace tollbridge::billing
