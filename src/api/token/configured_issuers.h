// SPDX-License-Identifier: Apache-2.0
// The issuers that the configuration names (keys `issuers[]…` of ops/config.h), checked.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/token/bearer_authenticator.h"
#include "api/token/development_issuer.h"
#include "core/result.h"
#include "core/world.h"
#include "ops/config.h"

namespace tollbridge::api::token {

struct IssuerSources {
  // The file `jwks_file` names, in the configuration file `named_in`.
  std::function<Result<std::string>(const std::string& path, const std::string& named_in)>
      read_file;
  Fetcher& fetcher;
  Clock& clock;
  std::function<void(const Error&)> on_failure;  // of fetching (issuer_keys.h)
};

// The issuers of the configuration, and the development issuer, whose tokens are taken from this
// machine only unless the configuration has an item of its name.
// Errors: BadConfigValue (invalid) with the path of the item, those of read_file and KeySet::parse.
Result<std::vector<Issuer>> configured_issuers(const ops::Config& config,
                                               const DevelopmentIssuer& development,
                                               const IssuerSources& sources);

}  // namespace tollbridge::api::token
