// SPDX-License-Identifier: Apache-2.0
// The open documents of the development issuer, for other servers that want to check its tokens.
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/token/development_issuer.h"

namespace tollbridge::api::token {

// GET /.well-known/openid-configuration and /.well-known/jwks.json.
std::vector<Operation> operations(const DevelopmentIssuer& issuer);

}  // namespace tollbridge::api::token
