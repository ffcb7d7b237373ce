// SPDX-License-Identifier: Apache-2.0
// Goal: an hour is worth what its readings say, whatever their order, repeats and lateness.
// Method: each kind by hand at its edges; then random readings against their permutations, and
// against a slow oracle that walks through time second by second in fractions.
#include "stack/hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "core/check.h"

namespace tollbridge::stack {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
const Hour twelve = Hour::containing(noon);
const HourSpan day{twelve.plus(-12), twelve.plus(36)};

Reading told(Instant at, const std::string& value, const std::string& id = "") {
  Reading reading;
  reading.at = at;
  reading.value = Quantity::parse(value).value();
  reading.id = id;
  return reading;
}

Reading told(Instant at, Instant end, const std::string& value) {
  Reading reading = told(at, value);
  reading.end = end;
  return reading;
}

std::vector<HourQuantity> counted(Meaning meaning, std::span<const Reading> readings,
                                  HourSpan span) {
  auto found = quantities(meaning, readings, span);
  CHECK(found.has_value());
  return *std::move(found);
}

// "12: 1.5, 13: 2" with the hours counted from midnight of the day.
std::string in_hours(Kind kind, const std::vector<Reading>& readings, HourSpan span = day,
                     Measure measure = Measure::hours) {
  std::string text;
  for (const auto& one : counted({kind, measure}, readings, span)) {
    text += (text.empty() ? "" : ", ") + std::to_string(one.hour.index() - day.begin.index()) +
            ": " + one.quantity.to_string();
  }
  return text;
}

TEST(Deltas, belong_to_their_hour_or_are_spread_by_seconds) {
  EXPECT_EQ(in_hours(Kind::delta, {told(noon + minutes(59), "3")}), "12: 3");
  EXPECT_EQ(in_hours(Kind::delta, {told(noon + minutes(30), noon + minutes(150), "8")}),
            "12: 2, 13: 4, 14: 2");
  EXPECT_EQ(in_hours(Kind::delta, {told(noon, noon + hours(3), "1")}),
            "12: 0.333333333333333334, 13: 0.333333333333333333, 14: 0.333333333333333333");
}

TEST(Deltas, may_take_something_back) {
  EXPECT_EQ(in_hours(Kind::delta, {told(noon, "3"), told(noon, "-1", "correction")}), "12: 2");
  EXPECT_EQ(in_hours(Kind::delta, {told(noon, "3"), told(noon, "-3", "correction")}), "");
}

TEST(Counters, count_from_the_first_reading_on) {
  EXPECT_EQ(in_hours(Kind::counter, {told(noon, "1000")}), "");
  EXPECT_EQ(in_hours(Kind::counter, {told(noon, "1000"), told(noon + minutes(30), "1005")}),
            "12: 5");
  EXPECT_EQ(in_hours(Kind::counter, {told(noon - minutes(30), "10"), told(noon + minutes(30), "20"),
                                     told(noon + hours(1), "20")}),
            "11: 5, 12: 5");
}

TEST(Counters, start_again_at_zero_after_a_reset) {
  EXPECT_EQ(in_hours(Kind::counter, {told(noon, "10"), told(noon + minutes(20), "15"),
                                     told(noon + minutes(40), "2"),
                                     told(noon + minutes(60), "3")}),
            "12: 8");
}

TEST(Gauges, hold_until_the_next_sample) {
  EXPECT_EQ(in_hours(Kind::gauge, {told(noon, "4"), told(noon + minutes(30), "8"),
                                   told(noon + minutes(60), "0")}),
            "12: 6");
  std::vector<Reading> minutely;
  for (int i = 0; i <= 120; ++i) minutely.push_back(told(noon + minutes(i), "0.7"));
  EXPECT_EQ(in_hours(Kind::gauge, minutely), "12: 0.7, 13: 0.7, 14: 0.7")
      << "not sixty rounded sixtieths; and the last holds for its gap";
}

TEST(Gauges, count_nothing_where_nothing_is_known) {
  EXPECT_EQ(in_hours(Kind::gauge, {told(noon, "4"), told(noon + hours(5), "4")}),
            "12: 4, 17: 4");
  Reading often = told(noon, "4");
  often.gap = seconds(900);
  EXPECT_EQ(in_hours(Kind::gauge, {often}), "12: 1");
}

TEST(Durations, run_from_start_to_stop) {
  EXPECT_EQ(in_hours(Kind::duration, {told(noon + minutes(45), "4"), told(noon + minutes(75), "8"),
                                      told(noon + minutes(135), "0")}),
            "12: 1, 13: 7, 14: 2");
}

TEST(Durations, that_run_are_counted_to_the_end_of_what_is_asked) {
  EXPECT_EQ(in_hours(Kind::duration, {told(noon, "2")}, {twelve, twelve.plus(2)}), "12: 2, 13: 2");
  EXPECT_EQ(in_hours(Kind::duration, {told(noon, "2")}, {twelve.plus(2), twelve.plus(3)}),
            "14: 2");
}

TEST(Months, are_exactly_one_for_a_whole_month_of_any_length) {
  for (const auto* name : {"2026-02", "2028-02", "2026-04", "2026-10"}) {
    const Period month = Period::parse(name).value();
    for (const Kind kind : {Kind::duration, Kind::gauge}) {
      std::vector<Reading> readings;
      for (Hour hour = month.begin(); hour < month.end(); hour = hour.plus(1)) {
        readings.push_back(told(hour.start(), "1"));
        if (kind == Kind::duration) break;
      }
      i128 sum = 0;
      i128 expected_k = 0;
      for (const auto& one : counted({kind, Measure::months}, readings, month.span())) {
        sum += one.quantity.units();
        ++expected_k;
        EXPECT_EQ(sum, expected_k * power_of_ten(18) / month.hours());
      }
      EXPECT_EQ(sum, power_of_ten(18)) << name;
    }
  }
}

TEST(Months, also_measure_half_an_hour_and_a_terabyte) {
  const i128 worth = month_worth(twelve);
  const auto half = quantities({Kind::gauge, Measure::months},
                               std::vector{told(noon, "1024"), told(noon + minutes(30), "0")}, day);
  EXPECT_EQ(half.value()[0].quantity.units(), worth * 512);
  const auto hourly =
      quantities({Kind::delta, Measure::months}, std::vector{told(noon, "1")}, day);
  EXPECT_EQ(hourly.value()[0].quantity.units(), worth);
}

TEST(Hours, what_is_too_large_is_said_and_not_wrapped) {
  const Reading most = told(noon, "170000000000000000000");
  Reading again = most;
  again.id = "again";
  const std::vector twice{most, again};
  EXPECT_EQ(quantities({Kind::delta, Measure::hours}, twice, day).error().code,
            "NumberOutOfRange");
  EXPECT_TRUE(quantities({Kind::gauge, Measure::hours}, twice, day)) << "the later of the two";
}

TEST(Hours, a_description_is_the_last_before_the_hours_end_or_the_first_after) {
  std::vector readings{told(noon + hours(5), "3"), told(noon + minutes(10), "1"),
                       told(noon + minutes(50), "2")};
  EXPECT_EQ(describing(readings, twelve)->value, Quantity::from_whole(2));
  EXPECT_EQ(describing(readings, twelve.plus(3))->value, Quantity::from_whole(2));
  EXPECT_EQ(describing(readings, twelve.plus(-3))->value, Quantity::from_whole(1));
  EXPECT_EQ(describing({}, twelve), nullptr);
}

// ---- any readings ----

constexpr int window_hours = 6;
const HourSpan window{twelve, twelve.plus(window_hours)};

// Readings on whole seconds in and around the window, each time and id once.
std::vector<Reading> any_readings(Kind kind) {
  std::map<std::pair<Instant, std::string>, Reading> found;
  const int count = *rc::gen::inRange(0, 14);
  for (int i = 0; i < count; ++i) {
    Reading reading;
    reading.at = noon + seconds(*rc::gen::inRange(-3600, (window_hours + 1) * 3600));
    if (*rc::gen::inRange(0, 4) == 0) {
      reading.at = Hour::containing(reading.at).start();
    }
    reading.id = *rc::gen::element<std::string>("", "a", "b");
    reading.value = Quantity::from_units(i128{*rc::gen::inRange<std::int64_t>(0, 9)} *
                                         *rc::gen::element<std::int64_t>(1, 1'000'000'000'000'000));
    if (kind == Kind::gauge) reading.gap = seconds(*rc::gen::inRange(1, 9000));
    if (kind == Kind::delta && *rc::gen::arbitrary<bool>()) {
      reading.end = reading.at + seconds(*rc::gen::inRange(1, 4 * 3600));
      if (*rc::gen::arbitrary<bool>()) reading.value = *reading.value.negated();
    }
    found.try_emplace({reading.at, reading.id}, reading);
  }
  std::vector<Reading> readings;
  for (auto& [key, reading] : found) readings.push_back(reading);
  return readings;
}

Kind any_kind() {
  return *rc::gen::element(Kind::delta, Kind::counter, Kind::gauge, Kind::duration);
}

std::map<Hour, i128> by_hour(Meaning meaning, std::span<const Reading> readings, HourSpan span) {
  std::map<Hour, i128> found;
  for (const auto& one : counted(meaning, readings, span)) {
    found[one.hour] = one.quantity.units();
  }
  return found;
}

RC_GTEST_PROP(AnyReadings, give_the_same_hours_in_any_order_and_however_often, ()) {
  const Meaning meaning{any_kind(), *rc::gen::element(Measure::hours, Measure::months)};
  const auto readings = any_readings(meaning.kind);
  auto mixed = readings;
  for (const Reading& reading : readings) {
    if (*rc::gen::arbitrary<bool>()) mixed.push_back(reading);
  }
  for (std::size_t i = mixed.size(); i > 1; --i) {
    std::swap(mixed[i - 1], mixed[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  RC_ASSERT(quantities(meaning, mixed, window).value() ==
            quantities(meaning, readings, window).value());
}

RC_GTEST_PROP(AnyReadings, an_hour_is_the_same_however_many_are_asked_for, ()) {
  const Meaning meaning{any_kind(), Measure::hours};
  const auto readings = any_readings(meaning.kind);
  const auto all = by_hour(meaning, readings, window);
  const auto first = *rc::gen::inRange(0, window_hours);
  const auto count = *rc::gen::inRange(1, window_hours - first + 1);
  const HourSpan part{twelve.plus(first), twelve.plus(first + count)};
  auto expected = all;
  std::erase_if(expected, [&](const auto& one) { return !part.contains(one.first); });
  RC_ASSERT(by_hour(meaning, readings, part) == expected);
}

RC_GTEST_PROP(AnyReadings, deltas_and_counters_sum_exactly_to_what_was_counted, ()) {
  const Kind kind = *rc::gen::element(Kind::delta, Kind::counter);
  const auto readings = any_readings(kind);
  i128 whole = 0;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const i128 value = readings[i].value.units();
    if (kind == Kind::delta) whole += value;
    if (kind == Kind::counter && i > 0) {
      const i128 before = readings[i - 1].value.units();
      whole += value >= before ? value - before : value;
    }
  }
  i128 sum = 0;
  for (const auto& [hour, units] : by_hour({kind, Measure::hours}, readings, day)) sum += units;
  RC_ASSERT(sum == whole);
}

RC_GTEST_PROP(AnyReadings, a_late_one_changes_only_the_hours_between_its_neighbours, ()) {
  const Meaning meaning{any_kind(), Measure::hours};
  auto readings = any_readings(meaning.kind);
  RC_PRE(!readings.empty());
  const auto late = *rc::gen::inRange<std::size_t>(0, readings.size());
  auto before = readings;
  before.erase(before.begin() + static_cast<std::ptrdiff_t>(late));
  const HourSpan may = affected(meaning, readings, touched(readings[late]));
  const auto old_hours = by_hour(meaning, before, window);
  const auto new_hours = by_hour(meaning, readings, window);
  for (Hour hour = window.begin; hour < window.end; hour = hour.plus(1)) {
    const bool same = (old_hours.contains(hour) ? old_hours.at(hour) : 0) ==
                      (new_hours.contains(hour) ? new_hours.at(hour) : 0);
    RC_ASSERT(same || may.contains(hour));
  }
  // The neighbours outside of the hour the late one lies in.
  const HourSpan its = touched(readings[late]);
  for (const Reading& other : readings) {
    if (meaning.kind == Kind::counter && other.at < its.begin.start()) {
      RC_ASSERT(may.begin >= Hour::containing(other.at));
    }
    if (meaning.kind != Kind::delta && other.at >= its.end.start()) {
      RC_ASSERT(may.end <= Hour::containing(other.at).plus(1));
    }
  }
}

RC_GTEST_PROP(AnyReadings, what_is_not_needed_changes_nothing_that_may_still_be_asked, ()) {
  const Meaning meaning{any_kind(), Measure::hours};
  const auto readings = any_readings(meaning.kind);
  const Hour first = twelve.plus(*rc::gen::inRange(0, window_hours));
  const auto last_before = [&](Instant when) -> Result<std::optional<Instant>> {
    std::optional<Instant> last;
    for (const Reading& reading : readings) {
      if (reading.at < when) last = reading.at;  // told in order
    }
    return last;
  };
  const Instant from = needed_from(meaning, first, last_before).value();
  auto kept = readings;
  std::erase_if(kept, [&](const Reading& reading) { return reading.at < from; });
  // Whatever comes late at `first` or after it.
  auto late = any_readings(meaning.kind);
  std::erase_if(late, [&](const Reading& reading) { return reading.at < first.start(); });
  auto all = readings;
  all.insert(all.end(), late.begin(), late.end());
  kept.insert(kept.end(), late.begin(), late.end());
  const HourSpan rest{first, window.end};
  RC_ASSERT(by_hour(meaning, kept, rest) == by_hour(meaning, all, rest));
  for (const Reading& reading : late) {
    const HourSpan may = affected(meaning, all, touched(reading));
    const HourSpan asked{std::max(may.begin, window.begin), window.end};
    if (asked.begin >= asked.end) continue;
    RC_ASSERT(by_hour(meaning, kept, asked) == by_hour(meaning, all, asked));
  }
}

RC_GTEST_PROP(AnyReadings, what_is_still_to_come_is_all_that_comes, ()) {
  const Meaning meaning{any_kind(), Measure::hours};
  const auto readings = any_readings(meaning.kind);
  const Hour from = twelve.plus(*rc::gen::inRange(0, window_hours));
  const HourSpan rest = still_to_come(meaning, readings, from);
  for (const auto& [hour, units] : by_hour(meaning, readings, {from, day.end})) {
    RC_ASSERT(rest.contains(hour));
  }
}

RC_GTEST_PROP(AnyReadings, splitting_a_delta_at_hours_changes_nothing, ()) {
  const Instant begin = noon + seconds(*rc::gen::inRange(0, 3600));
  const Reading whole =
      told(begin, begin + seconds(*rc::gen::inRange(3600, 6 * 3600)),
           std::to_string(*rc::gen::inRange(-1000, 1000)));
  const auto expected = quantities({}, std::vector{whole}, day).value();
  std::vector<Reading> parts;
  for (const auto& one : expected) {
    Reading part;
    part.at = std::max(begin, one.hour.start());
    part.end = std::min(*whole.end, one.hour.plus(1).start());
    part.value = one.quantity;
    parts.push_back(part);
  }
  RC_ASSERT(quantities({}, parts, day).value() == expected);
}

// ---- the oracle: second by second ----

// How much each second of the window has, in units of 10^-18 / 3600 (levels) or whole units shared
// out per interval; kept as exact sums per hour.
std::map<Hour, i128> levels_by_seconds(Kind kind, const std::vector<Reading>& readings) {
  std::map<Hour, i128> unit_seconds;
  for (int second = 0; second < window_hours * 3600; ++second) {
    const Instant now = noon + seconds(second);
    const Reading* holds = nullptr;
    for (const Reading& reading : readings) {
      if (reading.at <= now) holds = &reading;  // told in order
    }
    if (holds == nullptr) continue;
    if (kind == Kind::gauge && holds->at + holds->gap <= now) continue;
    unit_seconds[Hour::containing(now)] += holds->value.units();
  }
  std::map<Hour, i128> found;
  for (const auto& [hour, sum] : unit_seconds) {
    i128 units = sum / 3600;
    const i128 twice = 2 * (sum % 3600);
    if (twice > 3600 || (twice == 3600 && units % 2 == 1)) ++units;
    if (units != 0) found[hour] = units;
  }
  return found;
}

RC_GTEST_PROP(AnyReadings, levels_agree_with_a_walk_through_every_second, ()) {
  const Kind kind = *rc::gen::element(Kind::gauge, Kind::duration);
  const auto readings = any_readings(kind);
  RC_ASSERT(by_hour({kind, Measure::hours}, readings, window) ==
            levels_by_seconds(kind, readings));
}

// Shares by seconds with the rest given to the largest remainders, the slow way.
std::map<Hour, i128> shared_by_seconds(Instant from, Instant to, i128 units) {
  const bool negative = units < 0;
  const i128 size = negative ? -units : units;
  std::map<Hour, i128> seconds_in;
  for (Instant now = from; now < to; now += seconds(1)) ++seconds_in[Hour::containing(now)];
  const i128 total = (to - from) / seconds(1);
  std::map<Hour, i128> found;
  std::vector<std::pair<i128, Hour>> rest;
  i128 left = size;
  for (const auto& [hour, count] : seconds_in) {
    found[hour] = size * count / total;
    left -= found[hour];
    rest.emplace_back(-(size * count % total), hour);
  }
  std::sort(rest.begin(), rest.end());
  for (std::size_t i = 0; left > 0; --left, ++i) ++found[rest[i].second];
  for (auto& [hour, part] : found) part = negative ? -part : part;
  return found;
}

RC_GTEST_PROP(AnyReadings, deltas_and_counters_agree_with_sharing_out_every_second, ()) {
  const Kind kind = *rc::gen::element(Kind::delta, Kind::counter);
  const auto readings = any_readings(kind);
  std::map<Hour, i128> expected;
  const auto share = [&](Instant from, Instant to, i128 units) {
    if (from == to) {
      expected[Hour::containing(from)] += units;
      return;
    }
    for (const auto& [hour, part] : shared_by_seconds(from, to, units)) expected[hour] += part;
  };
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Reading& now = readings[i];
    if (kind == Kind::delta) share(now.at, now.end.value_or(now.at), now.value.units());
    if (kind == Kind::delta || i == 0) continue;
    const i128 before = readings[i - 1].value.units();
    const i128 value = now.value.units();
    share(readings[i - 1].at, now.at, value >= before ? value - before : value);
  }
  std::erase_if(expected, [](const auto& one) {
    return one.second == 0 || !window.contains(one.first);
  });
  RC_ASSERT(by_hour({kind, Measure::hours}, readings, window) == expected);
}

}  // namespace
}  // namespace tollbridge::stack
