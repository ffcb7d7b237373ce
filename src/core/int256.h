// SPDX-License-Identifier: Apache-2.0
// 128- and 256-bit signed integers, as far as exact money needs them.
//
// Int256 is sign and magnitude over four 64-bit limbs; zero is never negative. Every operation
// that could leave 256 bits reports it: nothing wraps. Pure values, safe on any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace tollbridge {

__extension__ typedef __int128 i128;            // NOLINT: the one spelling -Wpedantic accepts
__extension__ typedef unsigned __int128 u128;   // NOLINT

// 10^n for 0 <= n <= 38.
i128 power_of_ten(int n);

// Text of a 128-bit integer in base ten.
std::string to_string(i128 value);

// How a quotient that is not whole becomes whole.
enum class Rounding : std::uint8_t {
  half_away_from_zero,  // EN 16931: 0.5 -> 1, -0.5 -> -1
  half_even,            // banker's: 0.5 -> 0, 1.5 -> 2
  truncate,             // Partner Center: 0.9 -> 0, -0.9 -> 0
};

class Int256 {
 public:
  constexpr Int256() = default;
  explicit Int256(i128 value);

  // The exact product of two 128-bit integers; always fits.
  static Int256 product(i128 a, i128 b);

  // Empty if the result needs more than 255 bits of magnitude.
  [[nodiscard]] std::optional<Int256> plus(const Int256& other) const;
  [[nodiscard]] std::optional<Int256> minus(const Int256& other) const;
  [[nodiscard]] std::optional<Int256> times(i128 factor) const;
  [[nodiscard]] Int256 negated() const;

  // this / 10^digits, 0 <= digits <= 76, rounded as asked. Always fits.
  [[nodiscard]] Int256 divided_by_power_of_ten(int digits, Rounding rounding) const;
  // this / divisor towards zero; divisor must not be 0 (CHECK). Cost: O(256) steps.
  [[nodiscard]] Int256 divided_by(const Int256& divisor) const;

  // Empty if it does not fit.
  [[nodiscard]] std::optional<i128> to_i128() const;
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] bool is_zero() const;
  [[nodiscard]] bool is_negative() const { return negative_; }

  friend bool operator==(const Int256& a, const Int256& b) = default;
  friend std::strong_ordering operator<=>(const Int256& a, const Int256& b);

 private:
  using Limbs = std::array<std::uint64_t, 4>;  // least significant first
  static std::strong_ordering compare_magnitude(const Limbs& a, const Limbs& b);
  static std::optional<Limbs> add_magnitude(const Limbs& a, const Limbs& b);
  static Limbs subtract_magnitude(const Limbs& larger, const Limbs& smaller);
  static std::uint64_t divide_in_place(Limbs& limbs, std::uint64_t divisor);
  void normalise();

  Limbs limbs_{};
  bool negative_ = false;
};

}  // namespace tollbridge
