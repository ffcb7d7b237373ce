// SPDX-License-Identifier: Apache-2.0
// How a caller stands to a local subscription of a stack that this process runs: its stack's
// directory knows it before commerce does, or without commerce. Beside policy.h, for objects that
// are not in the registry.
#pragma once

#include "api/policy.h"
#include "core/time.h"
#include "stack/stacks.h"

namespace tollbridge::api {

// The stack whose directory has the subscription, if the caller stands to it at all.
struct Here {
  stack::LocalStack* stack = nullptr;
  Relation relation = Relation::none;
};

// The provider `any`, the stack's operator `own`, a user of its tenant `self`. On the engine's
// thread.
Here relation_here(stack::Stacks& stacks, const Principal& caller, const LocalSubscriptionId& id,
                   Instant now);

}  // namespace tollbridge::api
