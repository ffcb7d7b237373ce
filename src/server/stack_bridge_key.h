// SPDX-License-Identifier: Apache-2.0
// The key of a stack's bridge in the stack's directory: bridge-key.pem, readable by its owner only,
// made on first use.
#pragma once

#include <string>

#include "bridge/jose/stack_key.h"
#include "core/result.h"

namespace tollbridge::server {

// Any thread. `directory` is that of the stack. Errors: StackKeyDamaged (damaged), those of
// secret_file.h.
Result<bridge::StackKey> stack_bridge_key(const std::string& directory);

}  // namespace tollbridge::server
