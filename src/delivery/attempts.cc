// SPDX-License-Identifier: Apache-2.0
#include "delivery/attempts.h"

#include <algorithm>

#include "core/sha256.h"
#include "delivery/schedule.h"

namespace tollbridge::delivery {
namespace {

constexpr std::size_t id_digits = 32;

bool may_have_arrived(const Attempt& attempt) {
  return !attempt.outcome || *attempt.outcome == Outcome::unsure;
}

}  // namespace

std::string message_id(const std::string& destination, const std::string& event) {
  // Lengths, so that no other pair gives the same text.
  const std::string whole = std::to_string(destination.size()) + ":" + destination + event;
  return "msg_" + hex(sha256(whole)).substr(0, id_digits);
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::delivered: return "delivered";
    case Outcome::failed: return "failed";
    case Outcome::refused: return "refused";
    case Outcome::unsure: return "may have been delivered";
  }
  return "";
}

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::waiting: return "waiting";
    case DeliveryState::delivered: return "delivered";
    case DeliveryState::unsure: return "may have been delivered";
    case DeliveryState::given_up: return "given up";
  }
  return "";
}

Standing standing_of(const std::string& message, const std::vector<Attempt>& attempts,
                     Instant due_from) {
  if (attempts.empty()) return {DeliveryState::waiting, due_from, false};
  const auto arrived = [](const Attempt& one) { return one.outcome == Outcome::delivered; };
  if (std::ranges::any_of(attempts, arrived)) return {DeliveryState::delivered, {}, false};
  const bool perhaps = std::ranges::any_of(attempts, may_have_arrived);
  const Attempt& last = attempts.back();
  if (!last.outcome) return {DeliveryState::unsure, {}, perhaps};
  if (last.outcome == Outcome::refused) return {DeliveryState::given_up, {}, perhaps};
  const auto next = next_attempt(message, static_cast<std::uint32_t>(attempts.size()),
                                 last.ended_at, last.retry_after);
  if (!next) return {DeliveryState::given_up, {}, perhaps};
  return {DeliveryState::waiting, next, perhaps};
}

}  // namespace tollbridge::delivery
