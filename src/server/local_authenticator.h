// SPDX-License-Identifier: Apache-2.0
// The credential of DATA/server.json: whoever can read it owns the data directory, so it stands
// for the provider, from this machine only. All other tokens are the next authenticator's.
#pragma once

#include <string>

#include "api/authenticator.h"

namespace tollbridge::server {

class LocalAuthenticator final : public api::Authenticator {
 public:
  // `next` must outlive it.
  LocalAuthenticator(std::string credential, api::Authenticator& next)
      : header_("Bearer " + std::move(credential)), next_(next) {}

  Result<api::Principal> authenticate(const api::Request& request) override;

 private:
  const std::string header_;
  api::Authenticator& next_;
};

}  // namespace tollbridge::server
