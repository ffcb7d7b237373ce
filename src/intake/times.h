// SPDX-License-Identifier: Apache-2.0
// Times as usage records carry them. Compact forms are strict RFC 3339, since a time without an
// offset could be anybody's local time; what Azure tools and FOCUS files send means UTC and is
// known to be untidy (azure-stack.md 3.4.2). Pure, safe on any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::intake {

enum class TimeStyle : std::uint8_t {
  strict,   // RFC 3339 date-time
  lenient,  // also: no offset (UTC), "+00:00Z", a '+' that became a blank, a date alone (midnight)
};

// 0 to 9 fraction digits. Errors: InvalidTime.
Result<Instant> parse_usage_time(std::string_view text, TimeStyle style);

// The last instant at which a span that starts at `start` may end: as long after it as the
// calendar month it starts in is long (28 to 31 days).
Instant span_end_max(Instant start);

}  // namespace tollbridge::intake
