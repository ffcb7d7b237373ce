// SPDX-License-Identifier: Apache-2.0
// The port through which the documents of an issuer are fetched.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/result.h"

namespace tollbridge::api::token {

struct Fetched {
  std::string body;
  std::optional<std::chrono::seconds> max_age;  // of Cache-Control
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // One GET, of at most 256 KiB and a few seconds, following no redirection; an answer other than
  // 200 is an error. Safe on any thread, by several at once. Errors: FetchFailed (io).
  virtual Result<Fetched> get(const std::string& url) = 0;
};

}  // namespace tollbridge::api::token
