// SPDX-License-Identifier: Apache-2.0
// The parameters of a usage query, read as tolerantly as real stacks do (spec/azure-stack.md
// 3.4.2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/message.h"
#include "core/result.h"
#include "core/time.h"
#include "metering/reported.h"

namespace tollbridge::api::arm {

// RFC 3339, and what clients send instead: a '+' that became a blank, an offset followed by a 'Z',
// no offset at all (UTC). Errors: InvalidProperty.
Result<Instant> parse_azure_time(std::string_view text);

struct UsageQuery {
  Instant from = Instant::min();  // reported
  Instant to = Instant::max();
  std::optional<HourSpan> used;  // our addition
  metering::Granularity granularity = metering::Granularity::daily;
  std::string subscriber;  // empty: all
  std::optional<metering::ReportCursor> cursor;
};

// `who` is what the path names: a cursor serves the query it was made for. Times of use may stand
// beside reported times or instead of them. Errors: InvalidProperty (a time missing, unreadable or
// off its hour or day; an end that is not after the start; a token not of this query),
// RequestEndTimeIsInFuture (of reported time; for Daily today's midnight is the latest),
// InvalidAggregationGranularity.
Result<UsageQuery> read_usage_query(const Request& request, const std::string& who, Instant now);

// The token of the page behind `after`.
std::string continuation_token(const UsageQuery& query, const std::string& who,
                               const metering::Heads& heads, const metering::ReportedKey& after);

}  // namespace tollbridge::api::arm
