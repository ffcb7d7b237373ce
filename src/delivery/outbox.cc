// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox.h"

#include <algorithm>

namespace tollbridge::delivery {
namespace {

constexpr std::size_t id_bytes_max = 64;

}  // namespace

std::string_view to_string(Way way) { return way == Way::webhook ? "webhook" : "folder"; }

Result<Way> parse_way(std::string_view text) {
  for (const Way one : {Way::webhook, Way::folder}) {
    if (to_string(one) == text) return one;
  }
  return fail(ErrorKind::invalid, "UnknownWay",
              "'" + std::string(text) + "' is no way of delivery; there are webhook and folder.");
}

Status check_destination_id(std::string_view id) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!id.empty() && id.size() <= id_bytes_max && std::ranges::all_of(id, good)) return {};
  return fail(ErrorKind::invalid, "InvalidDestination",
              "A destination is named by 1 to 64 of a-z, 0-9 and '-', like erp-2.");
}

Standing standing_of(const Message& message) {
  if (!message.tried_again_at) {
    return standing_of(message.id, message.attempts, message.due_from);
  }
  const auto split = message.attempts.begin() +
                     static_cast<std::ptrdiff_t>(
                         std::min(message.counted_after, message.attempts.size()));
  Standing standing =
      standing_of(message.id, {split, message.attempts.end()}, *message.tried_again_at);
  // What was begun before may have arrived, however often it is tried since.
  const bool earlier = std::any_of(message.attempts.begin(), split, [](const Attempt& one) {
    return !one.outcome || *one.outcome == Outcome::unsure;
  });
  standing.may_have_arrived |= earlier && standing.state != DeliveryState::delivered;
  return standing;
}

}  // namespace tollbridge::delivery
