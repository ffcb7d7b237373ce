// SPDX-License-Identifier: Apache-2.0
// Rates of exchange, dated and with their source. A rate is never made up: what is not known, or
// only as of long ago, is not there. Pure values and functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {

inline constexpr int rate_days_max = 10;           // how old a rate may be when it is used
inline constexpr std::size_t rates_of_file_max = 20'000;

// Reads a file of rates, told by its head:
//   from,to,date,rate             our own: 1 `from` costs `rate` `to`
//   Date,USD,JPY,…                the ECB's history: 1 EUR costs so much; "N/A" and empty: unknown
//   <…Cube time='…'>              the ECB's daily or 90 days' file (XML)
// Currencies that are not in the table of ISO 4217 any more are left out; days before `since` too.
// Errors: invalid InvalidRates, with a detail per fault and its line; TooManyRates.
Result<std::vector<ExchangeRate>> parse_rates(std::string_view text, std::string_view since = {});

// All rates known, by pair and day.
class ExchangeTable {
 public:
  void add(const ExchangeRate& rate);
  [[nodiscard]] const ExchangeRate* find(Currency from, Currency to, std::string_view day) const;
  [[nodiscard]] std::vector<const ExchangeRate*> all() const;  // by pair, day

  // The newest rate of the day of `by` or of rate_days_max days before: as it is known, else by
  // the rates of both currencies against a third one of the same day (1 EUR costs …), rounded half
  // up to 18 digits; empty where there is none.
  [[nodiscard]] std::optional<ExchangeRate> rate(Currency from, Currency to, Instant by) const;

 private:
  using Days = std::map<std::string, ExchangeRate, std::less<>>;
  [[nodiscard]] std::optional<ExchangeRate> on(Currency from, Currency to,
                                               const std::string& day) const;
  std::map<std::pair<std::string, std::string>, Days> pairs_;
};

// `money` at the rate, rounded once. Errors: AmountOutOfRange.
Result<Money> exchanged(const Money& money, const ExchangeRate& rate, RoundingProfile profile);

}  // namespace tollbridge::rating
