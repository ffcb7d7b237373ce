// SPDX-License-Identifier: Apache-2.0
// What the files of a stack say of its bridge when no server runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bridge/spool.h"
#include "core/result.h"
#include "core/time.h"
#include "core/world.h"
#include "stack/bridge_state.h"
#include "stack/stacks.h"

namespace tollbridge::bridge {

// The activation of a stack as its books keep it; empty: not activated. Errors:
// InvalidActivationKey.
Result<std::optional<stack::Activation>> activation_of(stack::LocalStack& local);

// Why a stack with this activation sends nothing; empty: it sends.
std::string why_off(const std::optional<stack::Activation>& activation, Instant now);

// The newest batch of which a receipt is kept; empty: none.
std::optional<std::uint64_t> received_up_to(const std::vector<Spooled>& spooled);

// The watermark is the newest batch of which a receipt is kept. Errors: those of spool and journal.
Result<stack::BridgeState> state_at_rest(stack::LocalStack& local, Disk& disk, Instant now);

}  // namespace tollbridge::bridge
