// SPDX-License-Identifier: Apache-2.0
#include "bridge/status/state_at_rest.h"

#include <utility>
#include <vector>

#include "bridge/spool/file_spool.h"
#include "bridge/status/contact.h"
#include "bridge/status/unsent.h"
#include "stack/json/activation.h"

namespace tollbridge::bridge {

Result<std::optional<stack::Activation>> activation_of(stack::LocalStack& local) {
  const std::string text = local.books().note(stack::activation_note);
  if (text.empty()) return std::nullopt;
  auto parsed = stack::json::parse_activation_key(text);
  if (!parsed) return pass(parsed);
  return *std::move(parsed);
}

std::string why_off(const std::optional<stack::Activation>& activation, Instant now) {
  switch (stack::state_of(activation, now)) {
    case stack::RegistrationState::not_registered:
      return "The stack is not registered; its usage is kept.";
    case stack::RegistrationState::expired:
      return "The registration has expired; its usage is kept until it is registered anew.";
    case stack::RegistrationState::registered: break;
  }
  if (stack::sends_usage(activation, now)) return {};
  return "The stack is registered without reporting usage (`stack renew --usage-reporting on`).";
}

std::optional<std::uint64_t> received_up_to(const std::vector<Spooled>& spooled) {
  std::optional<std::uint64_t> newest;
  for (const Spooled& one : spooled) {
    if (one.received_at) newest = one.number;
  }
  return newest;
}

Result<stack::BridgeState> state_at_rest(stack::LocalStack& local, Disk& disk, Instant now) {
  const StackId& id = local.profile().cloud_id;
  auto spool = FileSpool::open(disk, local.directory() + std::string(spool_folder));
  if (!spool) return pass(spool);
  const auto spooled = spool->entries();
  if (!spooled) return std::unexpected(spooled.error());
  const Outbox outbox(*spooled);
  const auto backlog = UnsentCounter(id).count(outbox, *spool, local.journal());
  if (!backlog) return std::unexpected(backlog.error());
  const auto activation = activation_of(local);
  if (!activation) return std::unexpected(activation.error());
  const Contact contact = read_contact(disk, local.directory());
  stack::BridgeState state;
  state.stack = id;
  state.why = why_off(*activation, now);
  state.work = state.why.empty() ? stack::BridgeWork::not_running : stack::BridgeWork::off;
  state.as_of = now;
  state.last_contact = contact.last;
  state.watermark = received_up_to(*spooled);
  state.newest = outbox.last();
  state.backlog = *backlog;
  state.alerts = stack::alerts(*activation, contact.counted(), now);
  stack::show_overruled(local.books().overruled(), state);
  return state;
}

}  // namespace tollbridge::bridge
