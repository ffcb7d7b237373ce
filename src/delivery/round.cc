// SPDX-License-Identifier: Apache-2.0
#include "delivery/round.h"

#include <map>

namespace tollbridge::delivery {
namespace {

struct Target {
  Destination destination;
  std::vector<std::string> secrets;
};

Result<std::map<std::string, Target>> targets_of(Outbox& outbox) {
  auto all = outbox.destinations();
  if (!all) return pass(all);
  std::map<std::string, Target> targets;
  for (Destination& one : *all) {
    if (one.removed) continue;
    auto secrets = outbox.secrets(one.id);
    if (!secrets) return pass(secrets);
    std::string id = one.id;
    targets.emplace(std::move(id), Target{std::move(one), *std::move(secrets)});
  }
  return targets;
}

Status send_one(Outbox& outbox, Carrier& carrier, Clock& clock, const Target& target,
                const Message& message, Round& round) {
  const bool repeat = standing_of(message).may_have_arrived;
  auto attempt = outbox.begin(message.id, clock.now());
  if (!attempt) return pass(attempt);
  const Ending ending =
      carrier.carry(target.destination, target.secrets, message, repeat, clock.now());
  if (auto ended = outbox.end(message.id, *attempt, ending, clock.now()); !ended) return ended;
  ++(ending.outcome == Outcome::delivered ? round.delivered : round.failed);
  if (repeat) ++round.repeats;
  return {};
}

}  // namespace

Result<Round> send_due(Outbox& outbox, Carrier& carrier, Clock& clock,
                       const std::function<bool()>& stop) {
  auto targets = targets_of(outbox);
  if (!targets) return pass(targets);
  auto messages = outbox.messages();
  if (!messages) return pass(messages);
  const Instant now = clock.now();
  Round round;
  for (const Message& message : *messages) {
    const auto target = targets->find(message.destination);
    if (target == targets->end()) continue;
    const Standing standing = standing_of(message);
    if (standing.state != DeliveryState::waiting || *standing.next > now) continue;
    if (stop()) break;
    auto sent = send_one(outbox, carrier, clock, target->second, message, round);
    if (!sent) return pass(sent);
  }
  return round;
}

}  // namespace tollbridge::delivery
