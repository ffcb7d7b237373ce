// SPDX-License-Identifier: Apache-2.0
// Money: a whole number of minor units of one currency. Rounding happens once, when an exact
// amount becomes an invoice line, by a named profile; splitting money loses nothing.
//
// Sources: spec/standards.md section 4 (ISO 4217 minor units, rounding profiles, allocation).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/result.h"

namespace tollbridge {

// An ISO 4217 currency that can be billed; made only by `find`.
class Currency {
 public:
  // Upper-case alphabetic code. Errors: UnknownCurrency (not in the table, or has no minor unit).
  static Result<Currency> find(std::string_view code);

  [[nodiscard]] std::string_view code() const { return {code_, 3}; }
  [[nodiscard]] int minor_digits() const { return minor_digits_; }  // 0, 2, 3 or 4

  friend bool operator==(Currency a, Currency b) { return a.code() == b.code(); }

 private:
  Currency(std::string_view code, int minor_digits);
  char code_[3]{};
  int minor_digits_ = 2;
};

// The date of the table of currencies the program carries, "YYYY-MM-DD".
std::string_view currency_table_date();

class Money {
 public:
  Money(Currency currency, i128 minor_units) : currency_(currency), minor_units_(minor_units) {}
  static Money zero(Currency currency) { return {currency, 0}; }

  // Exactly the currency's minor digits or fewer ("12.3" is 12.30 EUR; "0.001" EUR is refused:
  // TooManyDigits).
  static Result<Money> parse(std::string_view text, Currency currency);

  [[nodiscard]] Currency currency() const { return currency_; }
  [[nodiscard]] i128 minor_units() const { return minor_units_; }
  [[nodiscard]] bool is_zero() const { return minor_units_ == 0; }
  [[nodiscard]] bool is_negative() const { return minor_units_ < 0; }

  // With exactly the currency's minor digits: "12.30" EUR, "1230" JPY, "-0.05" EUR.
  [[nodiscard]] std::string to_string() const;

  // Both sides must be of one currency (CHECK). Empty on overflow.
  [[nodiscard]] std::optional<Money> plus(const Money& other) const;
  [[nodiscard]] std::optional<Money> minus(const Money& other) const;
  [[nodiscard]] Money negated() const { return {currency_, -minor_units_}; }

  friend bool operator==(const Money& a, const Money& b) = default;

 private:
  Currency currency_;
  i128 minor_units_;
};

// How a seller rounds; stamped on each of its documents.
enum class RoundingProfile : std::uint8_t {
  en16931,         // half away from zero to the minor unit, once per line (default)
  partner_center,  // truncated to the minor unit, as Microsoft's reconciliation files do
  bankers,         // half to even
};

Result<RoundingProfile> parse_rounding_profile(std::string_view name);  // "en16931", …
std::string_view to_string(RoundingProfile profile);

// The one rounding. Errors: AmountOutOfRange.
Result<Money> round_to_money(const ExactAmount& amount, Currency currency,
                             RoundingProfile profile);

// The exact value of a rounded amount; empty on overflow.
std::optional<ExactAmount> exact(const Money& money);

// total * rate / 100, rounded by the profile; `rate_percent` like 25 or 25.5. Used for tax.
Result<Money> percentage_of(const Money& total, Factor rate_percent, RoundingProfile profile);

// Splits `total` in proportion to `weights` (none negative, not all zero; else InvalidWeights) by
// largest remainder; ties go to the earlier index. The parts always sum to the total.
Result<std::vector<Money>> allocate(const Money& total, std::span<const i128> weights);

// The same for quantities: parts sum exactly to the whole. Used to cut spans at hour edges.
Result<std::vector<Quantity>> allocate(Quantity total, std::span<const std::int64_t> weights);

}  // namespace tollbridge
