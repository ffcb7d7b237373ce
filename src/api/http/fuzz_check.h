// SPDX-License-Identifier: Apache-2.0
// What must hold for whatever bytes a client sends; run by the fuzzer, and by make test over the
// corpus in fuzz/corpus/request.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/decode.h"
#include "api/http/request_parser.h"
#include "core/check.h"

namespace tollbridge::api::http {

struct Heard {
  std::string method;
  std::string target;
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> query;
  std::string base_url;
  std::string body;
  std::string error;  // the code, or empty
  friend bool operator==(const Heard&, const Heard&) = default;
};

// The requests in `bytes` as the connection takes them, `step` bytes coming at a time; at most
// one of them, the last, has an error.
inline std::vector<Heard> hear(std::string_view bytes, std::size_t step) {
  constexpr std::size_t header_bytes_max = 2048;
  std::vector<Heard> all;
  std::string held;
  std::optional<RequestParser> parser;
  Heard now;
  while (true) {
    if (!parser) {
      parser.emplace(header_bytes_max);
      parser->limit_body(100'000);
      now = {};
    }
    const bool had_head = parser->head_done();
    const auto used = parser->put(held);
    if (!used) {
      now.error = used.error().code;
      now.body.clear();  // how much of it came before depends on the cuts
      all.push_back(now);
      return all;
    }
    CHECK(*used <= held.size());
    held.erase(0, *used);
    now.body += parser->take_body();
    if (!had_head && parser->head_done()) {
      Request request;
      const Status sound = decode(parser->head(), {false, "peer", true, "local:1", "id"}, request);
      now.method = parser->head().method;
      now.target = request.target;
      now.path = request.path;
      now.query = request.query;
      now.base_url = request.base_url;
      if (!sound) {
        now.error = sound.error().code;
        all.push_back(now);
        return all;
      }
      CHECK(request.base_url.find_first_of("\"<> \r\n") == std::string::npos);
      for (const std::string& segment : request.path) CHECK(segment != ".." && segment != ".");
    }
    if (parser->head_done() && parser->done()) {
      all.push_back(now);
      parser.reset();
      continue;
    }
    if (*used > 0) continue;
    if (bytes.empty()) return all;
    const std::size_t count = std::min(step, bytes.size());
    held.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
  }
}

// How bytes are cut on their way changes nothing of what is understood.
inline void check_request_bytes(std::string_view bytes) {
  const auto whole = hear(bytes, bytes.size() + 1);
  CHECK(hear(bytes, 1) == whole);
  CHECK(hear(bytes, 7) == whole);
}

}  // namespace tollbridge::api::http
