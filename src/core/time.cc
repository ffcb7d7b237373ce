// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <array>

#include "core/check.h"

namespace tollbridge {
namespace {

using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int first_year = 1678;
constexpr int last_year = 2261;

std::unexpected<Error> invalid_time(std::string_view text) {
  return fail(ErrorKind::invalid, "InvalidTime",
              "'" + std::string(text.substr(0, 60)) +
                  "' is not a time; write it like 2026-10-01T13:00:00Z (years 1678 to 2261).");
}

// Reads fixed-width fields from the front of a text; remembers the first failure.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return failed();
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return failed();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool accept(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) {
    if (!accept(any_of)) failed();
  }

  [[nodiscard]] std::int64_t fraction_nanoseconds() {
    std::int64_t value = 0;
    int count = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      if (count == 9) return failed();
      value = value * 10 + (rest_[0] - '0');
      ++count;
      rest_.remove_prefix(1);
    }
    if (count == 0) return failed();
    for (; count < 9; ++count) value *= 10;
    return value;
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }
  int failed() {
    ok_ = false;
    return 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::optional<std::chrono::sys_days> read_date(FieldReader& reader) {
  const int year = reader.digits(4);
  reader.expect("-");
  const int month = reader.digits(2);
  reader.expect("-");
  const int day = reader.digits(2);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!reader.ok() || !date.ok() || year < first_year || year > last_year) return std::nullopt;
  return std::chrono::sys_days{date};
}

// The offset to subtract to get UTC; "Z" is none.
std::optional<minutes> read_offset(FieldReader& reader) {
  if (reader.accept("Zz")) return minutes{0};
  const bool west = reader.accept("-");
  if (!west) reader.expect("+");
  const int h = reader.digits(2);
  reader.expect(":");
  const int m = reader.digits(2);
  if (!reader.ok() || h > 23 || m > 59) return std::nullopt;
  const auto offset = hours{h} + minutes{m};
  return west ? -offset : offset;
}

std::string two_digits(std::int64_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string digits = std::to_string(nanos);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

}  // namespace

Hour Hour::containing(Instant instant) {
  return Hour(static_cast<std::int32_t>(floor<hours>(instant.time_since_epoch()).count()));
}

Instant Hour::start() const { return Instant{hours{index_}}; }

std::string Hour::to_string() const { return tollbridge::to_string(start()); }

Result<Period> Period::parse(std::string_view text) {
  FieldReader reader(text);
  const int year = reader.digits(4);
  reader.expect("-");
  const int month = reader.digits(2);
  if (!reader.done() || year < 1970 || year > last_year || month < 1 || month > 12) {
    return fail(ErrorKind::invalid, "InvalidPeriod",
                "'" + std::string(text.substr(0, 40)) +
                    "' is not a billing period; write year and month like 2026-10.");
  }
  return Period((year - 1970) * 12 + month - 1);
}

Period Period::containing(Hour hour) {
  const auto day = floor<std::chrono::days>(hour.start());
  const std::chrono::year_month_day date{day};
  return Period((static_cast<int>(date.year()) - 1970) * 12 +
                static_cast<int>(static_cast<unsigned>(date.month())) - 1);
}

Hour Period::begin() const {
  const int year = 1970 + index_ / 12;
  const auto month = static_cast<unsigned>(index_ % 12) + 1;
  const std::chrono::sys_days day{std::chrono::year{year} / std::chrono::month{month} / 1};
  return Hour::containing(Instant{day});
}

Hour Period::end() const { return next().begin(); }

Period Period::next() const { return Period(index_ + 1); }

std::string Period::to_string() const {
  return std::to_string(1970 + index_ / 12) + "-" + two_digits(index_ % 12 + 1);
}

Result<Instant> parse_instant(std::string_view text) {
  FieldReader reader(text);
  const auto day = read_date(reader);
  reader.expect("Tt ");
  const int h = reader.digits(2);
  reader.expect(":");
  const int m = reader.digits(2);
  reader.expect(":");
  const int s = reader.digits(2);
  const std::int64_t nanos = reader.accept(".") ? reader.fraction_nanoseconds() : 0;
  const auto offset = read_offset(reader);
  if (!day || !offset || !reader.done() || h > 23 || m > 59 || s > 59) return invalid_time(text);
  return Instant{*day} + hours{h} + minutes{m} + seconds{s} + nanoseconds{nanos} - *offset;
}

Result<Instant> parse_instant_or_date(std::string_view text) {
  if (text.size() != 10) return parse_instant(text);
  FieldReader reader(text);
  const auto day = read_date(reader);
  if (!day || !reader.done()) return invalid_time(text);
  return Instant{*day};
}

std::string to_string(Instant instant) {
  const auto day = floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss<nanoseconds> clock{instant - day};
  return date_text(instant) + "T" + two_digits(clock.hours().count()) + ":" +
         two_digits(clock.minutes().count()) + ":" + two_digits(clock.seconds().count()) +
         fraction_text(clock.subseconds().count()) + "Z";
}

std::string date_text(Instant instant) {
  const std::chrono::year_month_day date{floor<std::chrono::days>(instant)};
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day()));
}

}  // namespace tollbridge
