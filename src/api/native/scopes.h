// SPDX-License-Identifier: Apache-2.0
// How much of all usage a caller may look at: asked before anything is added up or counted.
#pragma once

#include "api/operation.h"
#include "engine/unregistered.h"
#include "engine/usage_show.h"
#include "registry/registry.h"

namespace tollbridge::api::native {

// An operator its stack, a tenant's user its own, sellers what they or their resellers charge. Both
// references must outlive the scope.
engine::UsageScope usage_scope(const Call& call, const registry::Registry& registry);

bool may_see_unregistered(const Call& call, const registry::Registry& registry,
                          const engine::UnregisteredRow& row);

}  // namespace tollbridge::api::native
