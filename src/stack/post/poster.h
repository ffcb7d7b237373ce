// SPDX-License-Identifier: Apache-2.0
// Hands readings to a stack half over HTTP: POST <to>/v1/stacks/<cloud id>/readings, as NDJSON in
// portions. What collectors and simulated providers take for a Taker (stack/collector.h).
//
// Nothing is tried again here: whoever has the readings does that (pace.h), as a whole; what was
// taken is a duplicate then.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/ids.h"
#include "core/result.h"
#include "stack/reading.h"
#include "stack/stack_half.h"
#include "web/exchange.h"

namespace tollbridge::stack::post {

// Of one call; long enough to be quick, short enough to be sent again.
inline constexpr std::size_t portion_readings_max = 10'000;
inline constexpr std::size_t portion_bytes_max = 8UL * 1024 * 1024;

struct PostSetting {
  std::string to;       // http(s)://host:port of the server
  StackId stack;
  std::string ca_file;  // certificates trusted instead of the system's; empty: those
  // The bearer token, asked for before each call, because tokens are short-lived.
  std::function<Result<std::string>()> token;
  std::function<bool()> stop = {};  // true ends a call under way (Stopped)
};

// The content of a file without the blanks around it, read at each call. Errors: TokenUnreadable
// (io), also of an empty file or one of more than 64 KiB.
std::function<Result<std::string>()> token_of_file(const std::string& path);

class Poster {
 public:
  explicit Poster(PostSetting setting, web::Exchange exchange = web::exchange);

  // Rejections carry the line of their reading and, as their text, the reading itself. Errors:
  // those of the token and of web/exchange.h; TokenRefused (busy: a new token may be on its way),
  // ServerBusy (busy: 429), ServerFailed (io: 5xx, or an answer that is none of ours), PostRefused
  // (denied, not_found or invalid: the others).
  Result<TakeOutcome> take(std::span<const Posted> readings);

  // What the last refusal asked to wait.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }

 private:
  Result<std::size_t> take_portion(std::span<const Posted> readings, TakeOutcome& outcome);
  Error refusal(const web::Answer& answer);

  PostSetting setting_;
  web::Exchange exchange_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace tollbridge::stack::post
