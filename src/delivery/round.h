// SPDX-License-Identifier: Apache-2.0
// One round of sending: what is due, each message by an attempt that is recorded before it is made
// and ended when its outcome is known. Whatever ends the process in between, the books know that
// the message may have left, and the next round says so to its receiver.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/world.h"
#include "delivery/outbox.h"

namespace tollbridge::delivery {

// Hands one message over, in bounded time.
class Carrier {
 public:
  virtual ~Carrier() = default;
  // `repeat`: it may have arrived before, and its receiver is told so.
  virtual Ending carry(const Destination& destination, const std::vector<std::string>& secrets,
                       const Message& message, bool repeat, Instant now) = 0;
};

struct Round {
  std::size_t delivered = 0;
  std::size_t failed = 0;   // tried again later, or given up
  std::size_t repeats = 0;  // of these, which said that they are
};

// Every message that is due at `clock`'s time when the round begins, oldest first. `stop`: asked
// before each. Errors: those of the outbox.
Result<Round> send_due(Outbox& outbox, Carrier& carrier, Clock& clock,
                       const std::function<bool()>& stop = [] { return false; });

}  // namespace tollbridge::delivery
