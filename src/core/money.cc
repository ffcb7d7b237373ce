// SPDX-License-Identifier: Apache-2.0
#include "core/money.h"

#include <algorithm>
#include <numeric>

#include "core/check.h"

namespace tollbridge {
namespace {

Rounding rounding_of(RoundingProfile profile) {
  switch (profile) {
    case RoundingProfile::en16931:
      return Rounding::half_away_from_zero;
    case RoundingProfile::partner_center:
      return Rounding::truncate;
    case RoundingProfile::bankers:
      return Rounding::half_even;
  }
  CHECK(false);
}

std::unexpected<Error> amount_out_of_range() {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "An amount is too large to be kept exactly; check quantities and prices.");
}

// Largest remainder on magnitudes; `weights` are not negative and their sum is not zero.
std::vector<i128> largest_remainder(i128 total, std::span<const i128> weights, const Int256& sum) {
  std::vector<i128> parts(weights.size());
  std::vector<std::pair<Int256, std::size_t>> remainders;
  remainders.reserve(weights.size());
  i128 given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Int256 product = Int256::product(total, weights[i]);
    const Int256 quotient = product.divided_by(sum);
    const auto part = quotient.to_i128();
    CHECK(part.has_value());
    parts[i] = *part;
    given += *part;
    const auto sum_small = sum.to_i128();
    CHECK(sum_small.has_value());
    const auto taken = quotient.times(*sum_small);
    CHECK(taken.has_value());
    remainders.emplace_back(*product.minus(*taken), i);
  }
  const i128 step = total < 0 ? -1 : 1;
  const auto larger_first = [&](const auto& a, const auto& b) {
    if (a.first != b.first) return step > 0 ? a.first > b.first : a.first < b.first;
    return a.second < b.second;
  };
  std::sort(remainders.begin(), remainders.end(), larger_first);
  for (std::size_t i = 0; given != total; ++i, given += step) parts[remainders[i].second] += step;
  CHECK(std::accumulate(parts.begin(), parts.end(), i128{0}) == total);
  return parts;
}

Result<std::vector<i128>> allocate_units(i128 total, std::span<const i128> weights) {
  i128 sum = 0;
  bool valid = true;
  for (const i128 weight : weights) {
    valid = valid && weight >= 0 && !__builtin_add_overflow(sum, weight, &sum);
  }
  if (!valid || sum == 0) {
    return fail(ErrorKind::invalid, "InvalidWeights",
                "Weights must not be negative, not all zero, and their sum must be in range.");
  }
  return largest_remainder(total, weights, Int256(sum));
}

}  // namespace

Result<Money> Money::parse(std::string_view text, Currency currency) {
  auto parsed = parse_decimal(text, currency.minor_digits());
  if (!parsed) return pass(parsed);
  if (parsed->rounded) {
    return fail(ErrorKind::invalid, "TooManyDigits",
                "'" + std::string(text) + "' has more digits than " +
                    std::string(currency.code()) + " has minor units.");
  }
  return Money(currency, parsed->units);
}

std::string Money::to_string() const {
  std::string digits = tollbridge::to_string(minor_units_);
  const bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  const auto places = static_cast<std::size_t>(currency_.minor_digits());
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, ".");
  return negative ? "-" + digits : digits;
}

std::optional<Money> Money::plus(const Money& other) const {
  CHECK(currency_ == other.currency_);
  i128 sum = 0;
  if (__builtin_add_overflow(minor_units_, other.minor_units_, &sum)) return std::nullopt;
  return Money(currency_, sum);
}

std::optional<Money> Money::minus(const Money& other) const { return plus(other.negated()); }

Result<RoundingProfile> parse_rounding_profile(std::string_view name) {
  if (name == "en16931") return RoundingProfile::en16931;
  if (name == "partner-center") return RoundingProfile::partner_center;
  if (name == "bankers") return RoundingProfile::bankers;
  return fail(ErrorKind::invalid, "UnknownRounding",
              "'" + std::string(name) +
                  "' is not a rounding profile; use en16931, partner-center or bankers.");
}

std::string_view to_string(RoundingProfile profile) {
  switch (profile) {
    case RoundingProfile::en16931:
      return "en16931";
    case RoundingProfile::partner_center:
      return "partner-center";
    case RoundingProfile::bankers:
      return "bankers";
  }
  CHECK(false);
}

Result<Money> round_to_money(const ExactAmount& amount, Currency currency,
                             RoundingProfile profile) {
  const int digits = ExactAmount::scale - currency.minor_digits();
  const auto units = amount.units().divided_by_power_of_ten(digits, rounding_of(profile)).to_i128();
  if (!units) return amount_out_of_range();
  return Money(currency, *units);
}

std::optional<ExactAmount> exact(const Money& money) {
  const int digits = ExactAmount::scale - money.currency().minor_digits();
  const auto half = Int256::product(money.minor_units(), power_of_ten(digits / 2));
  const auto units = half.times(power_of_ten(digits - digits / 2));
  return units ? std::optional(ExactAmount::from_units(*units)) : std::nullopt;
}

Result<Money> percentage_of(const Money& total, Factor rate_percent, RoundingProfile profile) {
  const auto units = Int256::product(total.minor_units(), rate_percent.units())
                         .divided_by_power_of_ten(Factor::scale + 2, rounding_of(profile))
                         .to_i128();
  if (!units) return amount_out_of_range();
  return Money(total.currency(), *units);
}

Result<std::vector<Money>> allocate(const Money& total, std::span<const i128> weights) {
  auto units = allocate_units(total.minor_units(), weights);
  if (!units) return pass(units);
  std::vector<Money> parts;
  parts.reserve(units->size());
  for (const i128 part : *units) parts.emplace_back(total.currency(), part);
  return parts;
}

Result<std::vector<Quantity>> allocate(Quantity total, std::span<const std::int64_t> weights) {
  const std::vector<i128> wide(weights.begin(), weights.end());
  auto units = allocate_units(total.units(), wide);
  if (!units) return pass(units);
  std::vector<Quantity> parts;
  parts.reserve(units->size());
  for (const i128 part : *units) parts.push_back(Quantity::from_units(part));
  return parts;
}

}  // namespace tollbridge
