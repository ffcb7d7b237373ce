// SPDX-License-Identifier: Apache-2.0
// Registration tokens and activation keys in JSON (azure-stack.md 3.2.3, 3.2.4).
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "stack/activation.h"

namespace tollbridge::stack::json {

// base64 of the JSON. `request` must pass check(TokenRequest).
std::string registration_token(const TokenRequest& request);

// The claims of a key: a JWT, whose signature is not looked at here (activate.h does that, once);
// or just the claims' JSON. Errors: InvalidActivationKey.
Result<Activation> parse_activation_key(std::string_view text);

}  // namespace tollbridge::stack::json
