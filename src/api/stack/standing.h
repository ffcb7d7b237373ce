// SPDX-License-Identifier: Apache-2.0
// How a stack of this process stands: what waits, since when, and how it is registered. For the
// service, `stack status` and metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "api/stack/operations.h"
#include "core/json.h"
#include "core/result.h"
#include "stack/activation.h"
#include "stack/stacks.h"

namespace tollbridge::api::stack_face {

// Hours that have passed and are not settled. Most are settled within seconds; those of a local
// subscription that the directory does not know wait for it.
struct Due {
  std::uint64_t hours = 0;   // of all tracks together
  std::optional<Hour> oldest;
  std::size_t waiting = 0;   // series that wait for the directory
  std::vector<LocalSubscriptionId> waiting_for;  // by id, at most waiting_for_max of them
};
inline constexpr std::size_t waiting_for_max = 100;

// In memory; O(due hours).
Due due_of(stack::LocalStack& local, Instant now);

// Gauges without a sample for longer than their gap: nothing is counted since then.
struct SilentGauge {
  stack::Track track;
  Instant since{};
};
struct Silent {
  std::size_t count = 0;
  std::vector<SilentGauge> latest;  // those silent for the shortest time first, at most silent_max
};
inline constexpr std::size_t silent_max = 100;

// Two look-ups in the books for each gauge there ever was. Errors: those of the books.
Result<Silent> silent_gauges(stack::LocalStack& local, Instant now);

struct Standing {
  stack::Profile profile;
  std::size_t tracks = 0;
  std::size_t local_subscriptions = 0;  // deleted ones, too
  Due due;
  std::optional<Hour> closed_to;  // readings from before it are too late
  stack::RegistrationState registration = stack::RegistrationState::not_registered;
  std::optional<stack::Activation> activation;
  std::optional<Silent> silent;      // if it was asked for
  std::optional<Instant> last_contact;  // when commerce answered its bridge last
  std::vector<stack::Alert> alerts;
};

// Without `silent`. Errors: InvalidActivationKey.
Result<Standing> standing_of(stack::LocalStack& local, Instant now);

// One object. `settled` is null where nobody settles.
void append_standing(Json& json, const Standing& standing, const std::optional<Settled>& settled);

}  // namespace tollbridge::api::stack_face
