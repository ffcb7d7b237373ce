// SPDX-License-Identifier: Apache-2.0
#include "core/decimal.h"

#include <algorithm>

namespace tollbridge {
namespace {

constexpr std::int64_t exponent_limit = 100000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::unexpected<Error> not_a_number(std::string_view text) {
  return fail(ErrorKind::invalid, "InvalidNumber",
              "'" + std::string(text.substr(0, 60)) +
                  "' is not a number; write digits with at most one '.', like -12.5.");
}

std::unexpected<Error> out_of_range(std::string_view text) {
  return fail(ErrorKind::invalid, "NumberOutOfRange",
              "'" + std::string(text.substr(0, 60)) + "' is too large to be kept exactly.");
}

// The parts of a number's text, checked for form only.
struct NumberText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::optional<std::int64_t> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = std::min(exponent_limit, value * 10 + (c - '0'));
  return negative ? -value : value;
}

std::optional<NumberText> split_number(std::string_view text) {
  NumberText parts;
  if (!text.empty() && text[0] == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    const auto exponent = parse_exponent(text.substr(e + 1));
    if (!exponent) return std::nullopt;
    parts.exponent = *exponent;
    text = text.substr(0, e);
  }
  const auto dot = text.find('.');
  parts.whole = text.substr(0, dot);
  if (dot != std::string_view::npos) {
    parts.fraction = text.substr(dot + 1);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (parts.whole.empty() || !std::all_of(parts.whole.begin(), parts.whole.end(), is_digit) ||
      !std::all_of(parts.fraction.begin(), parts.fraction.end(), is_digit)) {
    return std::nullopt;
  }
  return parts;
}

// Takes digits from the most significant on; those beyond `kept` decide the rounding only.
class DigitTaker {
 public:
  explicit DigitTaker(std::int64_t kept) : left_(kept) {}

  // False on overflow.
  bool take(char c) {
    const int digit = c - '0';
    if (left_-- > 0) {
      return !__builtin_mul_overflow(units_, i128{10}, &units_) &&
             !__builtin_add_overflow(units_, i128{digit}, &units_);
    }
    if (left_ == -1) {
      first_dropped_ = digit;
    } else if (digit != 0) {
      sticky_ = true;
    }
    return true;
  }

  // Zeros that stand behind the last digit given. False on overflow.
  bool pad() {
    for (; left_ > 0; --left_) {
      if (units_ != 0 && __builtin_mul_overflow(units_, i128{10}, &units_)) return false;
      if (units_ == 0) return true;
    }
    return true;
  }

  [[nodiscard]] std::optional<ParsedDecimal> result(bool negative) {
    const bool rounded = first_dropped_ != 0 || sticky_;
    const bool odd = units_ % 2 != 0;
    if (first_dropped_ > 5 || (first_dropped_ == 5 && (sticky_ || odd))) {
      if (__builtin_add_overflow(units_, i128{1}, &units_)) return std::nullopt;
    }
    return ParsedDecimal{negative ? -units_ : units_, rounded};
  }

 private:
  std::int64_t left_;
  i128 units_ = 0;
  int first_dropped_ = 0;
  bool sticky_ = false;
};

std::string place_point(std::string digits, int scale) {
  const bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  const auto last = digits.find_last_not_of('0');
  digits.erase(digits[last] == '.' ? last : last + 1);
  return negative ? "-" + digits : digits;
}

}  // namespace

Result<ParsedDecimal> parse_decimal(std::string_view text, int scale) {
  const auto parts = split_number(text);
  if (!parts) return not_a_number(text);
  const std::string_view whole = parts->whole;
  const auto kept = static_cast<std::int64_t>(whole.size()) + parts->exponent + scale;
  // Not even the first digit reaches the place behind the last one kept: it is below a half.
  if (kept < 0) {
    const auto nonzero = [](char c) { return c != '0'; };
    const bool any = std::any_of(whole.begin(), whole.end(), nonzero) ||
                     std::any_of(parts->fraction.begin(), parts->fraction.end(), nonzero);
    return ParsedDecimal{0, any};
  }
  DigitTaker taker(kept);
  bool fits = true;
  for (const char c : whole) fits = fits && taker.take(c);
  for (const char c : parts->fraction) fits = fits && taker.take(c);
  fits = fits && taker.pad();
  if (!fits) return out_of_range(text);
  const auto result = taker.result(parts->negative);
  if (!result) return out_of_range(text);
  return *result;
}

std::string decimal_text(i128 units, int scale) { return place_point(to_string(units), scale); }

std::string decimal_text(const Int256& units, int scale) {
  return place_point(units.to_string(), scale);
}

Result<EnteredQuantity> parse_entered_quantity(std::string_view text) {
  auto parsed = parse_decimal(text, Quantity::scale);
  if (!parsed) return pass(parsed);
  return EnteredQuantity{Quantity::from_units(parsed->units), parsed->rounded};
}

Result<UnitPrice> marked_up(UnitPrice price, Factor markup) {
  const auto multiplier = Factor::from_whole(1).plus(markup);
  const auto overflow = [&] { return out_of_range(price.to_string()); };
  if (!multiplier) return overflow();
  const auto wide = Int256::product(price.units(), multiplier->units())
                        .divided_by_power_of_ten(Factor::scale, Rounding::half_away_from_zero)
                        .to_i128();
  if (!wide) return overflow();
  return UnitPrice::from_units(*wide);
}

ExactQuantity multiply(Quantity quantity, Factor factor) {
  return ExactQuantity::from_units(Int256::product(quantity.units(), factor.units()));
}

std::optional<ExactAmount> multiply(const ExactQuantity& quantity, UnitPrice price) {
  const auto product = quantity.units().times(price.units());
  return product ? std::optional(ExactAmount::from_units(*product)) : std::nullopt;
}

ExactQuantity exact(Quantity quantity) {
  return ExactQuantity::from_units(Int256::product(quantity.units(), power_of_ten(18)));
}

std::optional<ExactAmount> multiply_whole(const Int256& packages, UnitPrice price) {
  const auto product = packages.times(price.units());
  if (!product) return std::nullopt;
  const auto scaled = product->times(power_of_ten(36));
  return scaled ? std::optional(ExactAmount::from_units(*scaled)) : std::nullopt;
}

}  // namespace tollbridge
