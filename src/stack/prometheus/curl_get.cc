// SPDX-License-Identifier: Apache-2.0
#include "stack/prometheus/prometheus_collector.h"
#include "web/exchange.h"

namespace tollbridge::stack::prometheus {
namespace {

constexpr std::size_t body_bytes_max = 256 * 1024 * 1024;

Result<std::string> fetch(const std::string& url) {
  auto answer = web::exchange(
      {.url = url, .answer_bytes_max = body_bytes_max, .clear_anywhere = true});
  if (!answer) return pass(answer);
  // An answer that says what is wrong with the query is JSON too.
  if (answer->status != 200 && !answer->body.starts_with('{')) {
    return fail(ErrorKind::io, "FetchFailed",
                "'" + url.substr(0, url.find('?')) + "' answered " +
                    std::to_string(answer->status) + ", not 200.");
  }
  return std::move(answer->body);
}

}  // namespace

Get curl_get() { return fetch; }

}  // namespace tollbridge::stack::prometheus
