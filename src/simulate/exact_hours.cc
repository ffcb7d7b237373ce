// SPDX-License-Identifier: Apache-2.0
#include "simulate/exact_hours.h"

#include <algorithm>
#include <chrono>

#include "core/check.h"
#include "core/decimal.h"

namespace tollbridge::simulate {
namespace {

constexpr i128 hour_ns = 3'600'000'000'000;
constexpr i128 one = 1'000'000'000'000'000'000;

// dividend / divisor, half-even; neither is negative.
i128 half_even(i128 dividend, i128 divisor) {
  const i128 quotient = dividend / divisor;
  const i128 twice = 2 * (dividend % divisor);
  const bool up = twice > divisor || (twice == divisor && quotient % 2 == 1);
  return up ? quotient + 1 : quotient;
}

struct Part {
  Hour hour;
  i128 units;
  i128 remainder;
};

}  // namespace

void ExactHours::add(const Key& key, Hour hour, i128 units) {
  CHECK(hour >= first_);
  auto& hours = sums_[key];
  const auto index = static_cast<std::size_t>(hour.index() - first_.index());
  if (hours.size() <= index) hours.resize(index + 1);
  hours[index] += units;
}

void ExactHours::spread(const Key& key, Instant from, Instant to, i128 units) {
  CHECK(from < to && units >= 0);
  const i128 whole = (to - from).count();
  std::vector<Part> parts;
  i128 left = units;
  for (Instant at = from; at < to;) {
    const Hour hour = Hour::containing(at);
    const Instant next = std::min(to, hour.plus(1).start());
    const i128 share = units * (next - at).count();
    parts.push_back({hour, share / whole, share % whole});
    left -= parts.back().units;
    at = next;
  }
  for (; left > 0; --left) {
    const auto most = std::max_element(
        parts.begin(), parts.end(),
        [](const Part& a, const Part& b) { return a.remainder < b.remainder; });
    ++most->units;
    most->remainder = -1;
  }
  for (const Part& part : parts) add(key, part.hour, part.units);
}

std::map<std::pair<ExactHours::Key, Hour>, i128> ExactHours::all() const {
  std::map<std::pair<Key, Hour>, i128> found;
  for (const auto& [key, hours] : sums_) {
    for (std::size_t i = 0; i < hours.size(); ++i) {
      if (hours[i] != 0) found[{key, first_.plus(static_cast<std::int32_t>(i))}] = hours[i];
    }
  }
  return found;
}

std::string ExactHours::csv() const {
  std::string text = "subscription,meter,hour,quantity\n";
  for (const auto& [key, hours] : sums_) {
    for (std::size_t i = 0; i < hours.size(); ++i) {
      if (hours[i] == 0) continue;
      text += key.subscription + "," + key.meter + "," +
              first_.plus(static_cast<std::int32_t>(i)).to_string() + "," +
              Quantity::from_units(hours[i]).to_string() + "\n";
    }
  }
  return text;
}

void HeldLevel::hold(i128 units, Instant from, Instant to) {
  if (units == 0) return;
  CHECK(!months_ || units % one == 0);
  for (Instant at = from; at < to;) {
    const Hour hour = Hour::containing(at);
    if (hour != hour_) finish();
    hour_ = hour;
    const Instant next = std::min(to, hour.plus(1).start());
    sum_ += (months_ ? units / one : units) * (next - at).count();
    at = next;
  }
}

void HeldLevel::finish() {
  if (sum_ == 0) return;
  hours_.add(key_, hour_, half_even(months_ ? sum_ * hour_of_month(hour_) : sum_, hour_ns));
  sum_ = 0;
}

i128 hour_of_month(Hour hour) {
  const auto day = std::chrono::floor<std::chrono::days>(hour.start());
  const std::chrono::year_month_day date(day);
  const auto begin = std::chrono::sys_days(date.year() / date.month() / 1);
  const auto next = std::chrono::sys_days(date.year() / date.month() / 1 + std::chrono::months(1));
  const i128 n = std::chrono::duration_cast<std::chrono::hours>(next - begin).count();
  const i128 k = std::chrono::duration_cast<std::chrono::hours>(hour.start() - begin).count();
  return (k + 1) * one / n - k * one / n;
}

}  // namespace tollbridge::simulate
