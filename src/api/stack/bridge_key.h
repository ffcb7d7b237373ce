// SPDX-License-Identifier: Apache-2.0
// With which key a stack signs: what a book says of it, else what the token of the registration in
// force says. Without a registration in force a stack that no book knows has none.
#pragma once

#include <memory>
#include <optional>

#include "api/desk.h"
#include "bridge/jose/stack_key.h"
#include "jose/keys.h"
#include "registry/registry.h"

namespace tollbridge::api::stack_face {

std::optional<bridge::StackPublicKey> bridge_key_of(const registry::Registry& registry,
                                                    const StackId& stack, Hour now);

// The same as a set, for checking tokens of the stack's bridge; nullptr if it has none. On any
// thread but the engine's. Errors: of kind busy, whatever it was.
Result<std::shared_ptr<const jose::KeySet>> bridge_keys(Engine& engine, const StackId& stack);

}  // namespace tollbridge::api::stack_face
