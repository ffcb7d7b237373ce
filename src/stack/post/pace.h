// SPDX-License-Identifier: Apache-2.0
// How a collector goes on: round after round, and again after a while when something is in the way
// that may pass by itself. The clock, chance and waiting are the caller's.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/world.h"

namespace tollbridge::stack::post {

// The next wait: 1 s, 2 s, 4 s … at most a minute, up to a quarter of it taken off by chance, so
// that those who were turned away together do not come back together; never sooner than asked.
class Backoff {
 public:
  explicit Backoff(Random& random) : random_(random) {}
  std::chrono::milliseconds next(std::optional<std::chrono::seconds> asked);
  void reset() { level_ = 0; }

 private:
  Random& random_;
  int level_ = 0;
};

// What can hinder a round and go away: the network, a server that is busy or down, a token that has
// run out.
bool may_pass(const Error& error);

struct Pace {
  std::chrono::seconds every{60};  // from the begin of one round to that of the next
  bool once = false;               // one round that succeeds
  // With `once`: how long hindrances are waited for. Without, for ever.
  std::chrono::seconds patience{30};
};

struct Surroundings {
  Clock& clock;
  Random& random;
  // Waits so long; true: somebody wants it to end.
  std::function<bool(std::chrono::milliseconds)> wait;
  std::function<void(const std::string&)> say;  // to whoever watches
};

struct Round {
  std::function<Status()> run;
  std::function<std::optional<std::chrono::seconds>()> retry_after;  // of its last error
};

// Ends well after one round (`once`) or when asked to. Errors: of a round that cannot pass, or did
// not in time.
Status keep_going(const Round& round, const Pace& pace, const Surroundings& around);

}  // namespace tollbridge::stack::post
