// SPDX-License-Identifier: Apache-2.0
// One request by HTTP and its answer, with libcurl: TLS 1.2 or later with checked certificates, no
// redirections, no proxy of the environment, bounded time and length. For what is asked now and
// then: each exchange is a connection of its own; the bridge keeps one (bridge/link).
//
// Safe on any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace tollbridge::web {

struct Ask {
  std::string method = "GET";
  std::string url;                   // http(s)://…
  std::vector<std::string> headers = {};  // "Name: value"
  std::string body = {};                  // sent unless empty
  std::string ca_file = {};  // certificates trusted instead of the system's; empty: the system's
  std::chrono::seconds time_max{60};
  std::size_t answer_bytes_max = 16UL * 1024 * 1024;
  bool clear_anywhere = false;  // nothing of it is secret: plain HTTP may go to other machines
  std::function<bool()> stop = {};  // asked about once a second: true ends it (Stopped)
};

struct Answer {
  long status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after = {};  // of a Retry-After that is no date
};

// Whatever the status. Errors: NotEncrypted (invalid), plain HTTP to another machine, which would
// read what goes along; Unreachable (io): nothing that speaks HTTP answers there, its certificate
// is not trusted, or it was too slow; AnswerTooLong (io); Stopped (busy).
Result<Answer> exchange(const Ask& ask);

// For tests of what asks.
using Exchange = std::function<Result<Answer>(const Ask&)>;

}  // namespace tollbridge::web
