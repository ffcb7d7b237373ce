// SPDX-License-Identifier: Apache-2.0
#include "bridge/directory/stack_directory_log.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <tuple>

namespace tollbridge::bridge {
namespace {

using stack::DirectoryFact;
using stack::LocalSubscription;
using stack::SubscriptionState;

LocalState sent_state(SubscriptionState state) {
  switch (state) {
    case SubscriptionState::enabled: return LocalState::enabled;
    case SubscriptionState::disabled: return LocalState::disabled;
    case SubscriptionState::deleting: return LocalState::deleting;
    case SubscriptionState::deleted: return LocalState::deleted;
    case SubscriptionState::partially_deleted: return LocalState::partially_deleted;
  }
  return LocalState::enabled;
}

SubscriptionState own_state(LocalState state) {
  switch (state) {
    case LocalState::enabled: return SubscriptionState::enabled;
    case LocalState::disabled: return SubscriptionState::disabled;
    case LocalState::deleting: return SubscriptionState::deleting;
    case LocalState::deleted: return SubscriptionState::deleted;
    case LocalState::partially_deleted: return SubscriptionState::partially_deleted;
  }
  return SubscriptionState::enabled;
}

using Words = std::tuple<LocalSubscriptionId, TenantId, SubscriptionState, Instant, Instant>;

Words words_of(const stack::DirectoryChange& change) {
  return {change.subscription, change.tenant, change.state, change.from, change.known_at};
}

stack::DirectoryChange change_of(const DirectoryChange& sent) {
  return {sent.subscription, sent.tenant, own_state(sent.state), sent.from, sent.known_at};
}

}  // namespace

Result<std::uint64_t> StackDirectoryLog::newest() { return half_.directory().changes().size(); }

Result<std::vector<DirectoryChange>> StackDirectoryLog::after(std::uint64_t sequence,
                                                              std::size_t most) {
  const std::span<const stack::DirectoryChange> all = half_.directory().changes();
  std::vector<DirectoryChange> found;
  for (std::uint64_t i = sequence; i < all.size() && found.size() < most; ++i) {
    const stack::DirectoryChange& one = all[i];
    found.push_back({i + 1, one.subscription, one.tenant, sent_state(one.state), one.from,
                     one.known_at});
  }
  return found;
}

Status StackDirectoryLog::overrule(const std::vector<OverruledHour>& hours) {
  std::vector<stack::Overruled> kept;
  for (const OverruledHour& one : hours) {
    kept.push_back({{one.subscription, one.meter, one.resource}, one.hour, one.stack, one.commerce,
                    now_});
  }
  return half_.overrule(kept, now_);
}

Status StackDirectoryLog::adopt(const std::vector<DirectoryChange>& changes) {
  std::set<Words> known;
  for (const stack::DirectoryChange& one : half_.directory().changes()) {
    known.insert(words_of(one));
  }
  std::vector<DirectoryFact> facts;
  for (const DirectoryChange& sent : changes) {
    const stack::DirectoryChange change = change_of(sent);
    if (!known.insert(words_of(change)).second) continue;
    const LocalSubscription* then =
        half_.directory().subscription(change.subscription, change.from);
    LocalSubscription entry = then == nullptr ? LocalSubscription{} : *then;
    entry.id = change.subscription;
    entry.tenant = change.tenant;
    entry.state = change.state;
    facts.push_back({std::move(entry), change.from, change.known_at, std::string(actor)});
  }
  if (facts.empty()) return {};
  return half_.record(facts, now_);
}

}  // namespace tollbridge::bridge
