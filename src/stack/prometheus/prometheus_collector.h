// SPDX-License-Identifier: Apache-2.0
// Meters what a Prometheus server has recorded, by PromQL over its HTTP API (query_range).
//
// Samples are taken at whole multiples of the step, so that asking twice gives the same readings
// and what was taken before is a duplicate. A cursor says how far one has come; losing it costs
// asking again. Values travel as text from the server to the reading.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "stack/collector.h"
#include "stack/prometheus/prometheus_rules.h"

namespace tollbridge::stack::prometheus {

// The body of a successful GET. Errors: those of web/exchange.h (io).
using Get = std::function<Result<std::string>(const std::string& url)>;

// GET by web/exchange.h, 256 MiB and one minute at most.
Get curl_get();

// How many samples of a series are asked for at once; servers refuse more than 11,000.
inline constexpr std::int64_t samples_max = 1'000;
// How far back one begins without a cursor.
inline constexpr std::chrono::hours look_back{24};

// The address of a query for the samples at `from`, `from` + step … up to `to`, whole seconds.
std::string range_url(const PrometheusRules& rules, const QueryRule& rule, Instant from,
                      Instant to);

// The readings in an answer to range_url; values that are no number (NaN, Inf) and series without
// the labels asked for are named in `problems`. Errors: InvalidAnswer (io).
Result<std::vector<Posted>> parse_range(std::string_view body, const PrometheusRules& rules,
                                        const QueryRule& rule,
                                        std::vector<std::string>& problems);

struct PrometheusRound {
  Collected collected;
  Instant cursor{};  // where the next round begins: keep it
};

// Takes all samples from `cursor` (empty: a day ago) to `now` less the delay, and hands them on in
// portions of `samples_max`; the new cursor is behind the last portion taken. Errors: FetchFailed,
// InvalidAnswer, those of `take`: the cursor stays.
Result<PrometheusRound> collect_prometheus(const PrometheusRules& rules, const Get& get,
                                           std::optional<Instant> cursor, Instant now,
                                           const Taker& take);

}  // namespace tollbridge::stack::prometheus
