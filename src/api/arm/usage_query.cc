// SPDX-License-Identifier: Apache-2.0
#include "api/arm/usage_query.h"

#include <chrono>
#include <tuple>
#include <utility>

#include "core/base64.h"
#include "api/text.h"
#include "core/sha256.h"

namespace tollbridge::api::arm {
namespace {

using metering::Granularity;

std::unexpected<Error> bad_property(const std::string& name, const std::string& message) {
  auto error = fail(ErrorKind::invalid, "InvalidProperty", message);
  error.error().path = name;
  return error;
}

// Where the offset stands in "2026-10-01T00:00:00+00:00", or npos.
std::size_t offset_at(std::string_view text) {
  const auto clock = text.find_first_of("Tt");
  return clock == std::string_view::npos ? clock : text.find_first_of("+-", clock);
}

std::string usual_form(std::string_view given) {
  std::string text(given);
  const bool has_clock = text.find_first_of("Tt") != std::string::npos;
  // "…T00:00:00 00:00": the plus was read as a blank.
  if (const auto blank = text.rfind(' '); has_clock && blank != std::string::npos) {
    text[blank] = '+';
  }
  const bool zulu = text.ends_with('Z') || text.ends_with('z');
  const bool offset = offset_at(text) != std::string::npos;
  if (zulu && offset) text.pop_back();
  if (!zulu && !offset) text += 'Z';
  return text;
}

Result<Instant> time_of(const Request& request, const char* name, Granularity granularity) {
  const auto given = request.parameter(name);
  if (!given || given->empty()) {
    return bad_property(name, std::string(name) + " is needed, like 2026-10-01T00:00:00+00:00.");
  }
  auto time = parse_azure_time(*given);
  if (!time) {
    time.error().path = name;
    return time;
  }
  using std::chrono::floor;
  const bool aligned = granularity == Granularity::daily
                           ? floor<std::chrono::days>(*time) == *time
                           : floor<std::chrono::hours>(*time) == *time;
  if (aligned) return time;
  return bad_property(name, granularity == Granularity::daily
                                ? std::string(name) + " must be midnight UTC for Daily aggregates."
                                : std::string(name) + " must be on the hour.");
}

Result<Granularity> granularity_of(const Request& request) {
  const auto given = request.parameter("aggregationGranularity");
  if (!given) return Granularity::daily;
  for (const Granularity known : {Granularity::daily, Granularity::hourly}) {
    if (same_without_case(to_string(known), *given)) return known;
  }
  auto error = fail(ErrorKind::invalid, "InvalidAggregationGranularity",
                    "aggregationGranularity is Daily or Hourly.");
  error.error().path = "aggregationGranularity";
  return error;
}

// What a cursor is bound to.
std::string fingerprint(const UsageQuery& query, const std::string& who) {
  std::string asked = lower_case(who) + "\n" + lower_case(query.subscriber) + "\n" +
                      std::string(to_string(query.granularity)) + "\n" +
                      tollbridge::to_string(query.from) + "\n" + tollbridge::to_string(query.to);
  if (query.used) {
    asked += "\n" + query.used->begin.to_string() + "\n" + query.used->end.to_string();
  }
  return hex(sha256(asked)).substr(0, 16);
}

bool is_given(const Request& request, const char* name) {
  return !request.parameter(name).value_or("").empty();
}

struct Window {
  Instant from;
  Instant to;
};

// Nothing, where neither is given.
Result<std::optional<Window>> window_of(const Request& request, const char* start, const char* end,
                                        Granularity granularity) {
  if (!is_given(request, start) && !is_given(request, end)) return std::nullopt;
  auto from = time_of(request, start, granularity);
  if (!from) return pass(from);
  auto to = time_of(request, end, granularity);
  if (!to) return pass(to);
  if (*to > *from) return Window{*from, *to};
  return bad_property(end, std::string(end) + " must be after " + start + ".");
}

Status check_reported_end(const UsageQuery& query, Instant now) {
  const Instant latest = query.granularity == Granularity::daily
                             ? Instant(std::chrono::floor<std::chrono::days>(now))
                             : now;
  if (query.to <= latest) return {};
  auto error = fail(ErrorKind::invalid, "RequestEndTimeIsInFuture",
                    query.granularity == Granularity::daily
                        ? "reportedEndTime must not be later than today's midnight UTC; the day "
                          "that is going on is not complete."
                        : "reportedEndTime must not be in the future.");
  error.error().path = "reportedEndTime";
  return error;
}

}  // namespace

Result<Instant> parse_azure_time(std::string_view text) {
  auto time = parse_instant(usual_form(text));
  if (time) return time;
  return bad_property("", "'" + std::string(text) +
                              "' is no time; write it like 2026-10-01T00:00:00+00:00, with the "
                              "plus encoded as %2B.");
}

Result<UsageQuery> read_usage_query(const Request& request, const std::string& who, Instant now) {
  UsageQuery query;
  auto granularity = granularity_of(request);
  if (!granularity) return pass(granularity);
  query.granularity = *granularity;
  auto used = window_of(request, "usageStartTime", "usageEndTime", query.granularity);
  if (!used) return pass(used);
  auto reported = window_of(request, "reportedStartTime", "reportedEndTime", query.granularity);
  if (!reported) return pass(reported);
  if (!*used && !*reported) {
    return bad_property("reportedStartTime",
                        "reportedStartTime and reportedEndTime are needed, like "
                        "2026-10-01T00:00:00+00:00; or usageStartTime and usageEndTime, to ask by "
                        "the time of use.");
  }
  if (*used) query.used = HourSpan{Hour::containing((*used)->from), Hour::containing((*used)->to)};
  if (*reported) {
    std::tie(query.from, query.to) = std::pair((*reported)->from, (*reported)->to);
    if (auto known = check_reported_end(query, now); !known) return pass(known);
  }
  query.subscriber = request.parameter("subscriberId").value_or("");
  const auto token = request.parameter("continuationToken");
  if (!token || token->empty()) return query;
  if (const auto text = from_base64(*token)) query.cursor = metering::parse_cursor(*text);
  if (query.cursor && query.cursor->query == fingerprint(query, who)) return query;
  return bad_property("continuationToken",
                      "continuationToken is not of this query; follow nextLink as it is, or read "
                      "again from the start.");
}

std::string continuation_token(const UsageQuery& query, const std::string& who,
                               const metering::Heads& heads, const metering::ReportedKey& after) {
  return base64url(metering::to_text({fingerprint(query, who), heads, after}));
}

}  // namespace tollbridge::api::arm
