// SPDX-License-Identifier: Apache-2.0
#include "billing/tax.h"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "billing/data.h"
#include "core/check.h"

namespace tollbridge::billing {
namespace {

struct DatedRate {
  Hour from;
  Factor percent;
};

struct Country {
  bool eu = false;
  std::vector<DatedRate> rates;  // by from
};

using Countries = std::map<std::string, Country, std::less<>>;

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const auto comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

// The table is our own: a row that cannot be read is our own bug.
Countries read_table(std::string_view text) {
  Countries countries;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#' || line.starts_with("country,")) continue;
    const auto fields = fields_of(line);
    CHECK(fields.size() == 4);
    const auto from = parse_instant_or_date(fields[2]);
    const auto percent = Factor::parse(fields[3]);
    CHECK(from.has_value() && percent.has_value());
    Country& country = countries[std::string(fields[0])];
    country.eu = fields[1] == "yes";
    country.rates.push_back({Hour::containing(*from), *percent});
  }
  return countries;
}

const Country* find(std::string_view code) {
  static const Countries countries = read_table(data::vat_rates);
  const auto found = countries.find(code == "EL" ? std::string_view("GR") : code);
  return found == countries.end() ? nullptr : &found->second;
}

std::unexpected<Error> unknown_country(const registry::PartyDetails& party) {
  return fail(ErrorKind::refused, "UnknownCountry",
              "'" + party.name + "' has no country, so tax cannot be decided; add its country.");
}

Result<Tax> standard_tax(const Money& total, std::string_view country, Period period,
                         RoundingProfile rounding, std::string note) {
  const auto rate = standard_vat_rate(country, period);
  if (!rate) {
    return Tax{"O", {}, Money::zero(total.currency()),
               "No VAT rate is known for " + std::string(country)};
  }
  auto amount = percentage_of(total, *rate, rounding);
  if (!amount) return pass(amount);
  return Tax{"S", *rate, *amount, std::move(note)};
}

// Countries of the table of rates that do not have the euro.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> own_currencies{{
    {"CH", "CHF"}, {"CZ", "CZK"}, {"DK", "DKK"}, {"GB", "GBP"}, {"HU", "HUF"},
    {"IS", "ISK"}, {"NO", "NOK"}, {"PL", "PLN"}, {"RO", "RON"}, {"SE", "SEK"},
}};

}  // namespace

bool in_european_union(std::string_view country) {
  const Country* found = find(country);
  return found != nullptr && found->eu;
}

std::optional<Factor> standard_vat_rate(std::string_view country, Period period) {
  const Country* found = find(country);
  if (found == nullptr) return std::nullopt;
  const Hour last = period.end().plus(-1);
  std::optional<Factor> rate;
  for (const DatedRate& dated : found->rates) {
    if (dated.from <= last) rate = dated.percent;
  }
  return rate;
}

Result<Tax> tax_on(const Money& total, const registry::PartyDetails& seller,
                   const registry::PartyDetails& buyer, Period period, RoundingProfile rounding) {
  if (seller.country.empty()) return unknown_country(seller);
  if (buyer.country.empty()) return unknown_country(buyer);
  const Money zero = Money::zero(total.currency());
  if (seller.country == buyer.country) {
    return standard_tax(total, seller.country, period, rounding, {});
  }
  if (in_european_union(seller.country) && in_european_union(buyer.country)) {
    if (buyer.papers.vat_status == "consumer") {
      return standard_tax(total, buyer.country, period, rounding,
                          "VAT of " + buyer.country + " (one stop shop)");
    }
    return Tax{"AE", {}, zero, "Reverse charge"};
  }
  return Tax{"O", {}, zero, "Outside the scope of VAT"};
}

std::string_view national_currency(std::string_view country) {
  for (const auto& [code, currency] : own_currencies) {
    if (code == country) return currency;
  }
  return find(country) == nullptr ? std::string_view() : "EUR";
}

std::optional<Currency> other_tax_currency(const registry::PartyDetails& seller,
                                           Currency currency) {
  const std::string& own = seller.papers.tax_currency;
  const auto other = Currency::find(own.empty() ? national_currency(seller.country) : own);
  if (!other || *other == currency) return std::nullopt;
  return *other;
}

std::optional<Currency> untold_currency(const Tax& tax, const registry::PartyDetails& seller) {
  if (tax.amount.is_zero() || tax.local) return std::nullopt;
  return other_tax_currency(seller, tax.amount.currency());
}

Result<std::optional<LocalTax>> local_tax(const Tax& tax, const registry::PartyDetails& seller,
                                          const rating::ExchangeTable& rates, Period period,
                                          RoundingProfile rounding) {
  if (tax.amount.is_zero()) return std::nullopt;
  const auto currency = other_tax_currency(seller, tax.amount.currency());
  if (!currency) return std::nullopt;
  const auto rate =
      rates.rate(tax.amount.currency(), *currency, period.end().plus(-1).start());
  if (!rate) return std::nullopt;
  auto amount = rating::exchanged(tax.amount, *rate, rounding);
  if (!amount) return pass(amount);
  return LocalTax{*amount, rate->rate, rate->day, rate->source};
}

}  // namespace tollbridge::billing
