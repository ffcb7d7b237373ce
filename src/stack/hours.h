// SPDX-License-Identifier: Apache-2.0
// What the readings of one track make of hours. An hour is a function of the readings around it:
// never counted up in place, so repeats, disorder and late readings cannot count anything twice.
//
//   delta     spread over its hours by seconds, the shares summing exactly to the whole
//             (journal::hour_shares: largest remainder); one without an end is of its hour
//   counter   the difference of neighbours in time, spread as a delta; a fall is a reset, and what
//             was counted since is the new total; the first reading counts nothing
//   gauge     level x time: each sample holds until the next one, at most for its gap; after that
//             nothing is known and nothing is counted
//   duration  level x time, each change holding until the next; a running one counts to the end of
//             the hours asked for
//
// Level x time is summed exactly inside an hour and rounded once, half-even, to 18 digits; so an
// hour depends on nothing outside of it but what holds when it begins. In calendar months hour k of
// the n of its month is worth floor((k+1) 10^18 / n) - floor(k 10^18 / n) units of 10^-18: a whole
// month is exactly 1. The quantity of an hour is then multiplied by that, and rounded once.
//
// Readings may come in any order, any of them repeated. Pure functions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/decimal.h"
#include "core/result.h"
#include "core/time.h"
#include "stack/reading.h"

namespace tollbridge::stack {

struct HourQuantity {
  Hour hour;
  Quantity quantity;
  friend bool operator==(const HourQuantity&, const HourQuantity&) = default;
};

// Later than any hour that can be told in nanoseconds: "without an end".
inline constexpr Hour never = Hour::from_index(2'562'000);

// The quantities of the hours asked for, by hour; an hour that is not listed has 0. `readings` must
// hold what `needed_from` says. Errors: NumberOutOfRange.
Result<std::vector<HourQuantity>> quantities(Meaning meaning, std::span<const Reading> readings,
                                             HourSpan hours);

// The hours that the reading itself lies in: at least one.
HourSpan touched(const Reading& reading);

// The hours that may count something else because of the readings that lie in `changed`; never
// fewer. Ends at `never` for a duration that is the last one told.
HourSpan affected(Meaning meaning, std::span<const Reading> readings, HourSpan changed);

// The hours from `from` on that count something even if no other reading comes; empty: none.
HourSpan still_to_come(Meaning meaning, std::span<const Reading> readings, Hour from);

// From which time on readings are needed to compute the hours from `first` on, whatever may still
// arrive in those. Readings before it can go once the hours before `first` are closed.
// `last_before` says when the last reading before an instant was told.
using LastBefore = std::function<Result<std::optional<Instant>>(Instant)>;
Result<Instant> needed_from(Meaning meaning, Hour first, const LastBefore& last_before);

// What describes the resource in the hour: the last reading before its end, else the first after.
// Null if there are no readings.
const Reading* describing(std::span<const Reading> readings, Hour hour);

// What the hour is worth in calendar months, in units of 10^-18.
i128 month_worth(Hour hour);

}  // namespace tollbridge::stack
