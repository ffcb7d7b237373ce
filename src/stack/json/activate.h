// SPDX-License-Identifier: Apache-2.0
// Putting an activation key into a stack, the same for its face and its commands.
#pragma once

#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "stack/activation.h"
#include "stack/stacks.h"

namespace tollbridge::stack::json {

// Checks the key and keeps it as the note `activation_note`; the one before is forgotten. Errors:
// InvalidActivationKey, those of check(Activation), those of the books.
Result<Activation> activate(LocalStack& local, std::string_view key, Instant now);

}  // namespace tollbridge::stack::json
