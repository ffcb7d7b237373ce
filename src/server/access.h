// SPDX-License-Identifier: Apache-2.0
// Who is believed to be whom: the development issuer of the data directory, the issuers of the
// configuration and the credential of server.json, put together for a server.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"
#include "api/token/bearer_authenticator.h"
#include "api/token/development_issuer.h"
#include "core/result.h"
#include "core/world.h"
#include "ops/config.h"

namespace tollbridge::server {

struct AccessSetting {
  std::string directory;  // the data directory
  const ops::Config& config;
  Clock& clock;       // the machine's: how long keys are kept
  Clock& desk_clock;  // what tokens are checked against: --now, or the machine's
  Disk& disk;
  std::string local_credential;
  // A word for the log: "token.refused" and why; "issuer.failed" and whose.
  std::function<void(std::string_view name, std::string_view detail)> event;
  api::token::StackKeys stack_keys = {};  // with which stacks sign the tokens of their bridges
};

struct ServerAccess {
  std::unique_ptr<api::token::Fetcher> fetcher;  // the authenticator's; must outlive it
  std::unique_ptr<api::token::BearerAuthenticator> authenticator;
  std::vector<api::Operation> operations;  // documents of the development issuer
  std::optional<api::token::DevelopmentIssuer> development;  // there, once it is made
};

// Errors: those of development_key and configured_issuers.
Result<ServerAccess> make_access(const AccessSetting& setting);

}  // namespace tollbridge::server
