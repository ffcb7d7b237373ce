// SPDX-License-Identifier: Apache-2.0
// Readings as resource providers write them: NDJSON (one reading a line), a JSON list of them, and
// CloudEvents 1.0 whose data is one, alone, in lists or in lines. Members of a reading:
//
//   subscription, meter, resource   the series
//   kind      delta (default), counter, gauge, duration
//   measure   hours (default) or months
//   at        RFC 3339; of a delta also `start`, with `end`; of an event its `time`, if left out
//   value     a number or a text; of a duration how many run from then on, if left out 1
//   event     of a duration: start, or stop (then there is no value)
//   gap       of a gauge: seconds a sample holds at most
//   source    which of several sources of the series
//   id        tells apart readings of one time; of an event its source and id, if left out
//   location, tags
//
// Numbers are read from their text, never through binary fractions. Unknown members are ignored. A
// record that cannot be read costs only itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "intake/intake.h"
#include "stack/reading.h"

namespace tollbridge::stack::json {

struct ParsedReadings {
  std::vector<Posted> readings;
  // With the line each begins on: InvalidJson, InvalidUtf8, InvalidEvent, InvalidField,
  // MissingField, DuplicateMember, InvalidTime, InvalidNumber, NumberOutOfRange, LineTooLong.
  std::vector<intake::Rejected> rejected;
  std::uint64_t rounded = 0;  // values cut to 18 digits
};

// All records of `text`, at most `records_max` of them: further ones are rejected
// (TooManyReadings), the first of them with its line.
ParsedReadings parse_readings(std::string_view text, std::size_t records_max);

// Called with every portion; an Error ends the reading and is handed on.
using ReadingsSink = std::function<Status(ParsedReadings&&)>;

// The same of a stream of any length in constant memory: portions of at most `portion_max` readings
// and rejections, in order, and at least one. Errors: the sink's at once; the source's after all
// whole records before were handed on.
Status read_readings(intake::ByteSource& source, std::size_t portion_max,
                     const ReadingsSink& sink);

}  // namespace tollbridge::stack::json
