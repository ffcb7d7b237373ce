// SPDX-License-Identifier: Apache-2.0
#include "core/int256.h"

#include <algorithm>

#include "core/check.h"

namespace tollbridge {
namespace {

constexpr int digits_per_step = 18;
constexpr std::uint64_t top_bit = std::uint64_t{1} << 63U;

std::uint64_t small_power_of_ten(int n) {
  std::uint64_t result = 1;
  for (int i = 0; i < n; ++i) result *= 10;
  return result;
}

u128 magnitude(i128 value) {
  return value < 0 ? ~static_cast<u128>(value) + 1 : static_cast<u128>(value);
}

}  // namespace

i128 power_of_ten(int n) {
  CHECK(n >= 0 && n <= 38);
  i128 result = 1;
  for (int i = 0; i < n; ++i) result *= 10;
  return result;
}

std::string to_string(i128 value) {
  u128 rest = magnitude(value);
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

Int256::Int256(i128 value) : negative_(value < 0) {
  const u128 size = magnitude(value);
  limbs_[0] = static_cast<std::uint64_t>(size);
  limbs_[1] = static_cast<std::uint64_t>(size >> 64U);
}

Int256 Int256::product(i128 a, i128 b) {
  Int256 result(a);
  const auto wide = result.times(b);
  CHECK(wide.has_value());
  return *wide;
}

std::strong_ordering Int256::compare_magnitude(const Limbs& a, const Limbs& b) {
  for (std::size_t i = 4; i-- > 0;) {
    if (a[i] != b[i]) return a[i] <=> b[i];
  }
  return std::strong_ordering::equal;
}

std::optional<Int256::Limbs> Int256::add_magnitude(const Limbs& a, const Limbs& b) {
  Limbs sum{};
  u128 carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += static_cast<u128>(a[i]) + b[i];
    sum[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64U;
  }
  if (carry != 0 || (sum[3] & top_bit) != 0) return std::nullopt;
  return sum;
}

Int256::Limbs Int256::subtract_magnitude(const Limbs& larger, const Limbs& smaller) {
  Limbs difference{};
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const u128 subtrahend = static_cast<u128>(smaller[i]) + borrow;
    borrow = subtrahend > larger[i] ? 1 : 0;
    difference[i] = larger[i] - static_cast<std::uint64_t>(subtrahend);
  }
  CHECK(borrow == 0);
  return difference;
}

void Int256::normalise() {
  if (is_zero()) negative_ = false;
}

bool Int256::is_zero() const { return (limbs_[0] | limbs_[1] | limbs_[2] | limbs_[3]) == 0; }

std::optional<Int256> Int256::plus(const Int256& other) const {
  Int256 result;
  if (negative_ == other.negative_) {
    const auto sum = add_magnitude(limbs_, other.limbs_);
    if (!sum) return std::nullopt;
    result.limbs_ = *sum;
    result.negative_ = negative_;
  } else if (compare_magnitude(limbs_, other.limbs_) >= 0) {
    result.limbs_ = subtract_magnitude(limbs_, other.limbs_);
    result.negative_ = negative_;
  } else {
    result.limbs_ = subtract_magnitude(other.limbs_, limbs_);
    result.negative_ = other.negative_;
  }
  result.normalise();
  return result;
}

std::optional<Int256> Int256::minus(const Int256& other) const { return plus(other.negated()); }

Int256 Int256::negated() const {
  Int256 result = *this;
  result.negative_ = !negative_;
  result.normalise();
  return result;
}

std::optional<Int256> Int256::times(i128 factor) const {
  const u128 size = magnitude(factor);
  const std::array<std::uint64_t, 2> other{static_cast<std::uint64_t>(size),
                                           static_cast<std::uint64_t>(size >> 64U)};
  std::array<std::uint64_t, 6> wide{};
  for (std::size_t i = 0; i < 4; ++i) {
    u128 carry = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      carry += static_cast<u128>(limbs_[i]) * other[j] + wide[i + j];
      wide[i + j] = static_cast<std::uint64_t>(carry);
      carry >>= 64U;
    }
    wide[i + 2] = static_cast<std::uint64_t>(carry);
  }
  if ((wide[4] | wide[5]) != 0 || (wide[3] & top_bit) != 0) return std::nullopt;
  Int256 result;
  std::copy_n(wide.begin(), 4, result.limbs_.begin());
  result.negative_ = negative_ != (factor < 0);
  result.normalise();
  return result;
}

std::uint64_t Int256::divide_in_place(Limbs& limbs, std::uint64_t divisor) {
  u128 rest = 0;
  for (std::size_t i = 4; i-- > 0;) {
    const u128 part = (rest << 64U) | limbs[i];
    limbs[i] = static_cast<std::uint64_t>(part / divisor);
    rest = part % divisor;
  }
  return static_cast<std::uint64_t>(rest);
}

Int256 Int256::divided_by_power_of_ten(int digits, Rounding rounding) const {
  CHECK(digits >= 0 && digits <= 76);
  if (digits == 0) return *this;
  Int256 result = *this;
  // All digits but the last first; `sticky` remembers whether any of them was not zero.
  bool sticky = false;
  for (int left = digits - 1; left > 0; left -= digits_per_step) {
    const int step = std::min(left, digits_per_step);
    sticky = divide_in_place(result.limbs_, small_power_of_ten(step)) != 0 || sticky;
  }
  const std::uint64_t last = divide_in_place(result.limbs_, 10);
  const bool above_half = last > 5 || (last == 5 && sticky);
  const bool at_half = last == 5 && !sticky;
  const bool odd = (result.limbs_[0] & 1U) != 0;
  const bool up = rounding != Rounding::truncate &&
                  (above_half || (at_half && (rounding == Rounding::half_away_from_zero || odd)));
  if (up) {
    const auto sum = add_magnitude(result.limbs_, Limbs{1, 0, 0, 0});
    CHECK(sum.has_value());
    result.limbs_ = *sum;
  }
  result.normalise();
  return result;
}

Int256 Int256::divided_by(const Int256& divisor) const {
  CHECK(!divisor.is_zero());
  Int256 quotient;
  Limbs rest{};
  for (int bit = 255; bit >= 0; --bit) {
    const auto limb = static_cast<std::size_t>(bit) / 64;
    const auto shift = static_cast<unsigned>(bit) % 64U;
    for (std::size_t i = 3; i > 0; --i) rest[i] = (rest[i] << 1U) | (rest[i - 1] >> 63U);
    rest[0] = (rest[0] << 1U) | ((limbs_[limb] >> shift) & 1U);
    if (compare_magnitude(rest, divisor.limbs_) >= 0) {
      rest = subtract_magnitude(rest, divisor.limbs_);
      quotient.limbs_[limb] |= std::uint64_t{1} << shift;
    }
  }
  quotient.negative_ = negative_ != divisor.negative_;
  quotient.normalise();
  return quotient;
}

std::optional<i128> Int256::to_i128() const {
  if ((limbs_[2] | limbs_[3]) != 0) return std::nullopt;
  const u128 size = (static_cast<u128>(limbs_[1]) << 64U) | limbs_[0];
  const u128 limit = static_cast<u128>(1) << 127U;
  if (size >= limit) {
    if (negative_ && size == limit) return static_cast<i128>(size);
    return std::nullopt;
  }
  return negative_ ? -static_cast<i128>(size) : static_cast<i128>(size);
}

std::string Int256::to_string() const {
  Limbs rest = limbs_;
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(divide_in_place(rest, 10))));
  } while ((rest[0] | rest[1] | rest[2] | rest[3]) != 0);
  if (negative_) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

std::strong_ordering operator<=>(const Int256& a, const Int256& b) {
  if (a.negative_ != b.negative_) {
    return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const auto order = Int256::compare_magnitude(a.limbs_, b.limbs_);
  return a.negative_ ? 0 <=> order : order;
}

}  // namespace tollbridge
