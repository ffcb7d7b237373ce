// SPDX-License-Identifier: Apache-2.0
// Exact decimals with a fixed number of fraction digits: quantities, unit prices, and their
// products. No binary floating point exists on the way of an amount (spec: design.md section 4).
//
//   Quantity       18 fraction digits, 128 bit: what a meter counted       (± 1.7 * 10^20)
//   Factor         18 fraction digits: local meter -> billing meter, markups, rates
//   UnitPrice      15 fraction digits, 128 bit: what one unit costs
//   ExactQuantity  36 fraction digits, 256 bit: Quantity * Factor, and exact sums of it
//   ExactAmount    51 fraction digits, 256 bit: ExactQuantity * UnitPrice, rounded only when an
//                  invoice line is made (core/money.h)
//
// Text is plain: optional '-', digits, at most one '.', no exponent, no trailing zeros. Overflow
// is an Error or an empty optional, never a wrap. Pure values, safe on any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/int256.h"
#include "core/result.h"

namespace tollbridge {

// The digits of a decimal text as an integer of 10^-scale, before it has a type.
struct ParsedDecimal {
  i128 units = 0;
  bool rounded = false;  // digits beyond the scale were not zero and were rounded half-even
};

// Reads a JSON-like number: sign, digits, fraction, exponent ("6.36465847492218e-06", "+1", ".5"
// and "1." are refused; "-0" is 0). Errors: InvalidNumber (not a number), NumberOutOfRange.
// Longer fractions than `scale` digits are rounded half-even and marked as such.
Result<ParsedDecimal> parse_decimal(std::string_view text, int scale);

// Plain text of units * 10^-scale, without trailing zeros.
std::string decimal_text(i128 units, int scale);
std::string decimal_text(const Int256& units, int scale);

template <int Scale, class Tag>
class FixedDecimal {
 public:
  static constexpr int scale = Scale;

  constexpr FixedDecimal() = default;
  static constexpr FixedDecimal from_units(i128 units) { return FixedDecimal(units); }
  static FixedDecimal from_whole(std::int64_t whole) {
    return FixedDecimal(i128{whole} * power_of_ten(Scale));
  }

  // Exact: more than Scale significant fraction digits are refused (TooManyDigits).
  static Result<FixedDecimal> parse(std::string_view text) {
    auto parsed = parse_decimal(text, Scale);
    if (!parsed) return pass(parsed);
    if (parsed->rounded) {
      return fail(ErrorKind::invalid, "TooManyDigits",
                  "'" + std::string(text) + "' has more than " + std::to_string(Scale) +
                      " fraction digits; write it with at most " + std::to_string(Scale) + ".");
    }
    return FixedDecimal(parsed->units);
  }

  [[nodiscard]] constexpr i128 units() const { return units_; }
  [[nodiscard]] std::string to_string() const { return decimal_text(units_, Scale); }
  [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }
  [[nodiscard]] constexpr bool is_negative() const { return units_ < 0; }
  // Empty for the one value that has no opposite.
  [[nodiscard]] std::optional<FixedDecimal> negated() const { return FixedDecimal().minus(*this); }

  // Empty on overflow.
  [[nodiscard]] constexpr std::optional<FixedDecimal> plus(FixedDecimal other) const {
    i128 sum = 0;
    if (__builtin_add_overflow(units_, other.units_, &sum)) return std::nullopt;
    return FixedDecimal(sum);
  }
  [[nodiscard]] constexpr std::optional<FixedDecimal> minus(FixedDecimal other) const {
    i128 difference = 0;
    if (__builtin_sub_overflow(units_, other.units_, &difference)) return std::nullopt;
    return FixedDecimal(difference);
  }

  friend constexpr bool operator==(FixedDecimal a, FixedDecimal b) = default;
  friend constexpr std::strong_ordering operator<=>(FixedDecimal a, FixedDecimal b) = default;

 private:
  explicit constexpr FixedDecimal(i128 units) : units_(units) {}
  i128 units_ = 0;
};

using Quantity = FixedDecimal<18, struct QuantityTag>;
using Factor = FixedDecimal<18, struct FactorTag>;
using UnitPrice = FixedDecimal<15, struct UnitPriceTag>;

// Reads a quantity as it first enters the system: digits beyond the 18th are rounded half-even,
// once, and reported so that they can be counted.
struct EnteredQuantity {
  Quantity quantity;
  bool rounded = false;
};
Result<EnteredQuantity> parse_entered_quantity(std::string_view text);

// price * (1 + markup), rounded half away from zero to 15 digits; the markup may be negative.
// Errors: NumberOutOfRange.
Result<UnitPrice> marked_up(UnitPrice price, Factor markup);

template <int Scale, class Tag>
class WideDecimal {
 public:
  static constexpr int scale = Scale;

  WideDecimal() = default;
  static WideDecimal from_units(const Int256& units) { return WideDecimal(units); }

  [[nodiscard]] const Int256& units() const { return units_; }
  [[nodiscard]] std::string to_string() const { return decimal_text(units_, Scale); }
  [[nodiscard]] bool is_zero() const { return units_.is_zero(); }
  [[nodiscard]] bool is_negative() const { return units_.is_negative(); }
  [[nodiscard]] WideDecimal negated() const { return WideDecimal(units_.negated()); }

  // Empty on overflow.
  [[nodiscard]] std::optional<WideDecimal> plus(const WideDecimal& other) const {
    const auto sum = units_.plus(other.units_);
    return sum ? std::optional(WideDecimal(*sum)) : std::nullopt;
  }
  [[nodiscard]] std::optional<WideDecimal> minus(const WideDecimal& other) const {
    return plus(other.negated());
  }

  friend bool operator==(const WideDecimal& a, const WideDecimal& b) = default;
  friend std::strong_ordering operator<=>(const WideDecimal& a, const WideDecimal& b) {
    return a.units_ <=> b.units_;
  }

 private:
  explicit WideDecimal(const Int256& units) : units_(units) {}
  Int256 units_;
};

using ExactQuantity = WideDecimal<36, struct ExactQuantityTag>;
using ExactAmount = WideDecimal<51, struct ExactAmountTag>;

// Exact products. The first always fits; the second is empty on overflow.
ExactQuantity multiply(Quantity quantity, Factor factor);
std::optional<ExactAmount> multiply(const ExactQuantity& quantity, UnitPrice price);

// The same quantity with 36 digits; always fits.
ExactQuantity exact(Quantity quantity);

// price for `packages` whole packages, as an ExactAmount. Empty on overflow.
std::optional<ExactAmount> multiply_whole(const Int256& packages, UnitPrice price);

}  // namespace tollbridge
