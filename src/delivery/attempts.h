// SPDX-License-Identifier: Apache-2.0
// How a message stands by the attempts to deliver it. An attempt is recorded before it is made:
// one without an end may have arrived, whatever became of the process that made it. Nothing is
// sent a second time without the same id and, where it may have arrived, the word that it is a
// repeat. Pure values and functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace tollbridge::delivery {

// "msg_" and 32 hexadecimal digits, of the destination and the event ("document.issued
// provider-000001"): the same for ever.
std::string message_id(const std::string& destination, const std::string& event);

enum class Outcome : std::uint8_t {
  delivered,  // the receiver took it
  failed,     // it certainly did not: no connection, or an answer that says so
  refused,    // likewise, and trying again would not help
  unsure,     // it was sent, and no answer came
};
std::string_view to_string(Outcome outcome);

struct Attempt {
  Instant begun_at{};
  std::optional<Outcome> outcome = {};  // empty: it has not ended, or the process did
  Instant ended_at{};                   // of one with an outcome
  std::optional<std::chrono::seconds> retry_after = {};  // what the receiver asked for
};

enum class DeliveryState : std::uint8_t {
  waiting,    // for its first attempt, or for its next
  delivered,
  unsure,     // an attempt has no end: it may have been delivered
  given_up,
};
std::string_view to_string(DeliveryState state);

struct Standing {
  DeliveryState state = DeliveryState::waiting;
  std::optional<Instant> next = {};  // of `waiting`: when it is due
  bool may_have_arrived = false;     // not known to have, but it may: the next is a repeat
  friend bool operator==(const Standing&, const Standing&) = default;
};

// `attempts` in their order; `due_from`: when the first was to be made.
Standing standing_of(const std::string& message, const std::vector<Attempt>& attempts,
                     Instant due_from);

}  // namespace tollbridge::delivery
