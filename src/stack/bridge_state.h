// SPDX-License-Identifier: Apache-2.0
// What an operator sees of a stack's bridge: how far its usage has come, what is in the way, and
// what follows. Told by whoever drives the bridge, read by faces, commands and metrics. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/json.h"
#include "core/time.h"
#include "stack/activation.h"
#include "stack/overruled.h"

namespace tollbridge::stack {

// What commerce does not have yet.
struct BridgeBacklog {
  std::uint64_t batches = 0;  // cut and kept here
  std::uint64_t bytes = 0;    // of those
  std::uint64_t rows = 0;     // in batches or not
  std::optional<Hour> oldest;
  friend bool operator==(const BridgeBacklog&, const BridgeBacklog&) = default;
};

// Hours of which commerce's word counts and this stack's readings say something else
// (stack/overruled.h).
struct BridgeOverruled {
  std::uint64_t count = 0;
  std::vector<Overruled> hours;  // by series and hour, at most overruled_shown_max
  friend bool operator==(const BridgeOverruled&, const BridgeOverruled&) = default;
};
inline constexpr std::size_t overruled_shown_max = 100;

struct BridgeFailure {
  std::string code;
  std::string message;
  Instant since{};
  std::optional<Instant> next_try;
  friend bool operator==(const BridgeFailure&, const BridgeFailure&) = default;
};

enum class BridgeWork : std::uint8_t {
  off,          // nothing is to be sent: `why`
  not_running,  // no server runs: what is said is what the files say
  sending,
  resting,      // commerce has everything
  waiting,      // after a failure
  stopped,      // somebody must look: `why`
};
std::string_view to_string(BridgeWork work);  // "not running", …

struct BridgeState {
  StackId stack;
  BridgeWork work = BridgeWork::not_running;
  std::string why;
  Instant as_of{};
  std::optional<Instant> last_contact;
  std::optional<std::uint64_t> watermark;  // the newest batch commerce has; empty: not heard yet
  std::uint64_t newest = 0;                // the newest batch cut here
  BridgeBacklog backlog;
  BridgeOverruled overruled;
  std::optional<BridgeFailure> failure;
  std::vector<Alert> alerts;
  friend bool operator==(const BridgeState&, const BridgeState&) = default;
};

// Shows them in the state, with an alert while there are any.
void show_overruled(const OverruledSet& overruled, BridgeState& state);

// One JSON object; times as RFC 3339, null where there is none.
void append_bridge(Json& json, const BridgeState& state);
std::string bridge_json(const BridgeState& state);

}  // namespace tollbridge::stack
