// SPDX-License-Identifier: Apache-2.0
// The portal as this program carries it, with the issuers of the configuration that people sign in
// with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "api/token/development_issuer.h"
#include "core/result.h"
#include "core/world.h"
#include "ops/config.h"

namespace tollbridge::server {

struct PortalSetting {
  std::string directory;  // the data directory, whose name stands for the installation
  const ops::Config& config;
  const api::token::DevelopmentIssuer& issuer;
  Clock& machine;
  Clock& tokens;  // the time tokens are checked by
};

// The pages and, where it is on, the development sign-in; to stand behind all other rows. Both
// clocks must outlive them. Errors: BadConfigValue.
Result<std::vector<api::Operation>> portal_operations(const PortalSetting& setting);

// The pack tools/portal_pack.py made, or an empty one; lives as long as the program.
std::string_view embedded_portal();

}  // namespace tollbridge::server
