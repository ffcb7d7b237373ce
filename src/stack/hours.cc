// SPDX-License-Identifier: Apache-2.0
#include "stack/hours.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/check.h"
#include "core/int256.h"
#include "journal/record.h"

namespace tollbridge::stack {
namespace {

using std::chrono::nanoseconds;

constexpr i128 hour_ns = i128{3'600} * 1'000'000'000;

std::unexpected<Error> out_of_range(Hour hour) {
  return fail(ErrorKind::invalid, "NumberOutOfRange",
              "The quantity of the hour " + hour.to_string() + " is too large to be kept exactly.");
}

// In order, each once.
std::vector<const Reading*> in_order(std::span<const Reading> readings) {
  std::vector<const Reading*> ordered;
  ordered.reserve(readings.size());
  for (const Reading& reading : readings) ordered.push_back(&reading);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Reading* a, const Reading* b) { return earlier(*a, *b); });
  const auto same = [](const Reading* a, const Reading* b) { return a->same_key(*b); };
  ordered.erase(std::unique(ordered.begin(), ordered.end(), same), ordered.end());
  return ordered;
}

// numerator / denominator, half-even. The denominator is positive.
Int256 divided(const Int256& numerator, i128 denominator) {
  const Int256 by(denominator);
  const Int256 quotient = numerator.divided_by(by);
  const auto back = quotient.times(denominator);
  CHECK(back.has_value());
  const auto rest = numerator.minus(*back);
  CHECK(rest.has_value());
  const Int256 size = rest->is_negative() ? rest->negated() : *rest;
  const auto twice = size.times(2);
  CHECK(twice.has_value());
  if (*twice < by) return quotient;
  const bool odd = quotient.minus(*quotient.divided_by(Int256(2)).times(2))->is_zero() == false;
  if (*twice == by && !odd) return quotient;
  const auto away = quotient.plus(Int256(numerator.is_negative() ? -1 : 1));
  CHECK(away.has_value());
  return *away;
}

// Sums by hour, of the hours asked for.
class Sums {
 public:
  // What is added is later divided by `unit`.
  Sums(HourSpan hours, i128 unit)
      : hours_(hours), unit_(unit), sums_(static_cast<std::size_t>(hours.hours())) {}

  [[nodiscard]] HourSpan hours() const { return hours_; }
  [[nodiscard]] bool touches(Instant from, Instant to) const {
    return from < hours_.end.start() && to >= hours_.begin.start();
  }

  void add(Hour hour, const Int256& value) {
    if (!hours_.contains(hour)) return;
    Int256& sum = sums_[static_cast<std::size_t>(hour.index() - hours_.begin.index())];
    const auto more = sum.plus(value);
    if (more) sum = *more;
    if (!more && !overflow_) overflow_ = hour;
  }

  [[nodiscard]] Result<std::vector<HourQuantity>> finished(Measure measure) const {
    if (overflow_) return out_of_range(*overflow_);
    std::vector<HourQuantity> found;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      if (sums_[i].is_zero()) continue;
      const Hour hour = hours_.begin.plus(static_cast<std::int32_t>(i));
      auto units = measure == Measure::months ? sums_[i].times(month_worth(hour)) : sums_[i];
      if (!units) return out_of_range(hour);
      const i128 by = measure == Measure::months ? unit_ * power_of_ten(18) : unit_;
      const auto whole = by == 1 ? units->to_i128() : divided(*units, by).to_i128();
      if (!whole) return out_of_range(hour);
      if (*whole != 0) found.push_back({hour, Quantity::from_units(*whole)});
    }
    return found;
  }

 private:
  HourSpan hours_;
  i128 unit_;
  std::vector<Int256> sums_;
  std::optional<Hour> overflow_;
};

void spread(Instant start, std::optional<Instant> end, Quantity quantity, Sums& sums) {
  if (quantity.is_zero() || !sums.touches(start, end.value_or(start))) return;
  journal::UsageRow row;
  row.start = start;
  row.end = end;
  row.quantity = quantity;
  for (const journal::HourShare& share : journal::hour_shares(row)) {
    sums.add(share.hour, Int256(share.quantity.units()));
  }
}

void add_counts(const std::vector<const Reading*>& ordered, Sums& sums) {
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    const Reading& before = *ordered[i - 1];
    const Reading& now = *ordered[i];
    // Totals are never negative, so the difference of two fits.
    const Quantity counted =
        now.value >= before.value ? *now.value.minus(before.value) : now.value;
    if (now.at > before.at) {
      spread(before.at, now.at, counted, sums);
    } else {
      spread(now.at, std::nullopt, counted, sums);
    }
  }
}

// When the level told by `ordered[i]` ends; empty: it holds.
std::optional<Instant> held_until(Kind kind, const std::vector<const Reading*>& ordered,
                                  std::size_t i) {
  std::optional<Instant> until;
  if (i + 1 < ordered.size()) until = ordered[i + 1]->at;
  if (kind == Kind::gauge) {
    const Instant known = ordered[i]->at + ordered[i]->gap;
    if (!until || known < *until) until = known;
  }
  return until;
}

void add_levels(Kind kind, const std::vector<const Reading*>& ordered, Sums& sums) {
  const Instant first = sums.hours().begin.start();
  const Instant last = sums.hours().end.start();
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const Reading& reading = *ordered[i];
    if (reading.value.is_zero()) continue;
    Instant from = std::max(reading.at, first);
    const Instant to = std::min(held_until(kind, ordered, i).value_or(last), last);
    while (from < to) {
      const Hour hour = Hour::containing(from);
      const Instant next = std::min(to, hour.plus(1).start());
      sums.add(hour, Int256::product(reading.value.units(), i128{(next - from).count()}));
      from = next;
    }
  }
}

Hour hour_before(Instant end) { return Hour::containing(end - nanoseconds(1)); }

}  // namespace

Result<std::vector<HourQuantity>> quantities(Meaning meaning, std::span<const Reading> readings,
                                             HourSpan hours) {
  if (hours.end <= hours.begin) return std::vector<HourQuantity>();
  const auto ordered = in_order(readings);
  const bool levels = meaning.kind == Kind::gauge || meaning.kind == Kind::duration;
  Sums sums(hours, levels ? hour_ns : i128{1});
  if (levels) add_levels(meaning.kind, ordered, sums);
  if (meaning.kind == Kind::counter) add_counts(ordered, sums);
  if (meaning.kind == Kind::delta) {
    for (const Reading* one : ordered) spread(one->at, one->end, one->value, sums);
  }
  return sums.finished(meaning.measure);
}

HourSpan touched(const Reading& reading) {
  const Hour first = Hour::containing(reading.at);
  return {first, reading.end ? hour_before(*reading.end).plus(1) : first.plus(1)};
}

HourSpan affected(Meaning meaning, std::span<const Reading> readings, HourSpan changed) {
  if (meaning.kind == Kind::delta) return changed;
  const Instant begin = changed.begin.start();
  const Instant end = changed.end.start();
  std::optional<Instant> before;  // the last one before, the first one after, the end of the last
  std::optional<Instant> after;   // level told in between
  Instant known_to = end;
  for (const Reading& reading : readings) {
    if (reading.at < begin && (!before || reading.at > *before)) before = reading.at;
    if (reading.at >= end && (!after || reading.at < *after)) after = reading.at;
    if (reading.at < end) known_to = std::max(known_to, reading.at + reading.gap);
  }
  HourSpan hours = changed;
  if (meaning.kind == Kind::counter && before) hours.begin = Hour::containing(*before);
  if (meaning.kind == Kind::gauge && (!after || known_to < *after)) after = known_to;
  if (after) hours.end = std::max(hours.end, hour_before(*after).plus(1));
  if (meaning.kind == Kind::duration && !after) hours.end = never;
  return hours;
}

HourSpan still_to_come(Meaning meaning, std::span<const Reading> readings, Hour from) {
  Hour last = from;
  const auto reaches = [&](Instant end) {
    if (end > from.start()) last = std::max(last, hour_before(end).plus(1));
  };
  const auto ordered = in_order(readings);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const Reading& reading = *ordered[i];
    if (meaning.kind == Kind::delta || meaning.kind == Kind::counter) {
      reaches(touched(reading).end.start());
      continue;
    }
    const auto until = held_until(meaning.kind, ordered, i);
    if (!until && !reading.value.is_zero()) return {from, never};
    reaches(until.value_or(reading.at + nanoseconds(1)));
  }
  return {from, last};
}

Result<Instant> needed_from(Meaning meaning, Hour first, const LastBefore& last_before) {
  if (meaning.kind == Kind::delta) return first.start() - delta_length_max;
  // A reading that comes now splits the interval that begins with the last one before `first`: the
  // hour that one lies in is computed anew too, for which the one before that hour is needed.
  auto anchor = last_before(first.start());
  if (!anchor) return pass(anchor);
  if (!*anchor) return first.start();
  const Instant hour = Hour::containing(**anchor).start();
  auto base = last_before(hour + nanoseconds(1));
  if (!base) return pass(base);
  return base->value_or(hour);
}

const Reading* describing(std::span<const Reading> readings, Hour hour) {
  const Instant end = hour.plus(1).start();
  const Reading* best = nullptr;
  for (const Reading& reading : readings) {
    if (best == nullptr) {
      best = &reading;
      continue;
    }
    const bool in_time = reading.at < end;
    const bool best_in_time = best->at < end;
    if (in_time != best_in_time ? in_time
                                : earlier(*best, reading) == in_time && !reading.same_key(*best)) {
      best = &reading;
    }
  }
  return best;
}

i128 month_worth(Hour hour) {
  const Period month = Period::containing(hour);
  const i128 n = month.hours();
  const i128 k = hour.index() - month.begin().index();
  const i128 one = power_of_ten(18);
  return (k + 1) * one / n - k * one / n;
}

}  // namespace tollbridge::stack
