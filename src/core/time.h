// SPDX-License-Identifier: Apache-2.0
// Time is an argument, in UTC, and counted in whole hours where money is concerned.
//
//   Instant  a point in time, nanoseconds since 1970-01-01T00:00:00Z (1678 .. 2262)
//   Hour     a whole hour: [start, start + 1 h); usage, mappings and prices live on hours
//   HourSpan a half-open run of hours
//   Period   a calendar month in UTC, the unit of billing, half-open
//
// No function here reads a clock. Pure values, safe on any thread.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge {

using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;

class Hour {
 public:
  constexpr Hour() = default;
  // The hour that contains `instant`: truncated towards the past.
  static Hour containing(Instant instant);
  static constexpr Hour from_index(std::int32_t index) { return Hour(index); }

  [[nodiscard]] Instant start() const;
  // Hours since 1970-01-01T00:00Z.
  [[nodiscard]] constexpr std::int32_t index() const { return index_; }
  [[nodiscard]] constexpr Hour plus(std::int32_t hours) const { return Hour(index_ + hours); }
  [[nodiscard]] std::string to_string() const;  // "2026-10-01T13:00:00Z"

  friend constexpr auto operator<=>(Hour a, Hour b) = default;

 private:
  explicit constexpr Hour(std::int32_t index) : index_(index) {}
  std::int32_t index_ = 0;
};

struct HourSpan {
  Hour begin;  // included
  Hour end;    // excluded

  [[nodiscard]] bool contains(Hour hour) const { return begin <= hour && hour < end; }
  [[nodiscard]] std::int32_t hours() const { return end.index() - begin.index(); }
  friend bool operator==(const HourSpan& a, const HourSpan& b) = default;
};

class Period {
 public:
  // "2026-10". Errors: InvalidPeriod. Years 1970 .. 2261.
  static Result<Period> parse(std::string_view text);
  static Period containing(Hour hour);

  [[nodiscard]] Hour begin() const;
  [[nodiscard]] Hour end() const;  // the first hour of the next month
  [[nodiscard]] HourSpan span() const { return {begin(), end()}; }
  [[nodiscard]] std::int32_t hours() const { return span().hours(); }
  [[nodiscard]] Period next() const;
  [[nodiscard]] std::string to_string() const;  // "2026-10"
  // Months since 1970-01, for tables and keys.
  [[nodiscard]] constexpr std::int32_t index() const { return index_; }
  static constexpr Period from_index(std::int32_t index) { return Period(index); }

  friend constexpr auto operator<=>(Period a, Period b) = default;

 private:
  explicit constexpr Period(std::int32_t index) : index_(index) {}
  std::int32_t index_ = 0;
};

// RFC 3339 date-time: 'T', 't' or a blank between date and time, 'Z', 'z' or an offset, 0 to 9
// fraction digits; second 60 is refused. Errors: InvalidTime.
Result<Instant> parse_instant(std::string_view text);

// The same, or a bare date "2026-10-01" meaning midnight UTC: for books and command lines.
Result<Instant> parse_instant_or_date(std::string_view text);

// "2026-10-01T13:00:00Z", with as many fraction digits as needed (none, or up to 9).
std::string to_string(Instant instant);

// "2026-10-01".
std::string date_text(Instant instant);

}  // namespace tollbridge
