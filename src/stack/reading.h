// SPDX-License-Identifier: Apache-2.0
// What a resource provider tells of one resource and meter at one time: a reading.
//
// A *series* is (local subscription, meter, resource). A *track* is a series as one source tells
// it: a device, an instance, or nothing in particular. The readings of a track have one meaning,
// and are a set keyed by (time, id): the same one twice is one, another content under a key is a
// conflict, and order means nothing. What they make of hours: stack/hours.h.
//
// Pure values.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/decimal.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::stack {

// How readings become quantities.
enum class Kind : std::uint8_t {
  delta,     // a quantity of an interval, or of an instant
  counter,   // a total that only grows; a fall is a reset
  gauge,     // a level, sampled; holds until the next sample, at most its gap
  duration,  // a level, told when it changes: so many started, 0 stopped; holds until the next
};

// What one unit held for some time is worth.
enum class Measure : std::uint8_t {
  hours,   // 1 for an hour
  months,  // 1 for the whole calendar month it is in
};

std::string_view to_string(Kind kind);
std::string_view to_string(Measure measure);
Result<Kind> parse_kind(std::string_view text);        // Errors: InvalidField
Result<Measure> parse_measure(std::string_view text);  // Errors: InvalidField

struct Meaning {
  Kind kind = Kind::delta;
  Measure measure = Measure::hours;
  friend bool operator==(const Meaning&, const Meaning&) = default;
};

struct Series {
  LocalSubscriptionId subscription;
  MeterId meter;
  ResourceId resource;
  friend auto operator<=>(const Series&, const Series&) = default;
};

struct Track {
  Series series;
  std::string source;  // empty: the only one
  friend auto operator<=>(const Track&, const Track&) = default;
};

inline constexpr std::chrono::seconds gap_default{3600};

struct Reading {
  Instant at{};                 // of the interval's begin, the count, the sample or the change
  std::optional<Instant> end;   // delta only; empty: all of it at `at`
  std::string id;               // tells apart readings of one time; may be empty
  Quantity value;               // quantity, total, or level from `at` on
  std::chrono::seconds gap = gap_default;  // gauge only: how long it holds at most
  std::string location;         // these two describe the resource and are no part of the content
  std::string tags;             // canonical (intake/tags.h)

  [[nodiscard]] bool same_key(const Reading& other) const {
    return at == other.at && id == other.id;
  }
  [[nodiscard]] bool same_content(const Reading& other) const {
    return value == other.value && end == other.end && gap == other.gap;
  }
  friend bool operator==(const Reading&, const Reading&) = default;
};

// The order in which readings of one track are told: by time, then by id.
bool earlier(const Reading& a, const Reading& b);

// A reading as it arrives.
struct Posted {
  Track track;
  Meaning meaning;
  Reading reading;
  std::uint64_t line = 0;  // where in its input it stood; 0: not known
};

// Limits, each reached in a test. They bound what one reading can make the stack look at again.
inline constexpr std::chrono::hours delta_length_max{24};
inline constexpr std::chrono::hours gap_max{24};
inline constexpr std::chrono::hours ahead_max{24};  // of the time it arrives
inline constexpr std::size_t posted_readings_max = 100'000;  // of one call

// Whether a reading may be taken at `now`. Errors: MissingField, FieldTooLong, InvalidField (also a
// member that its kind has no use for), InvalidTime (ends before it begins), SpanTooLong,
// NegativeValue (only a delta may take back), TooFarAhead.
Status check(const Posted& posted, Instant now);

}  // namespace tollbridge::stack
