// SPDX-License-Identifier: Apache-2.0
// The Authenticator of a server: bearer tokens of the issuers it trusts, and the credential its own
// command line uses.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/authenticator.h"
#include "api/token/issuer_keys.h"
#include "api/token/verify.h"
#include "core/world.h"

namespace tollbridge::api::token {

// The issuer of whoever holds the credential of the data directory's server.json.
inline constexpr std::string_view local_issuer = "local";

struct Issuer {
  TrustedIssuer trusted;  // without keys: those come from `keys`
  std::unique_ptr<IssuerKeys> keys;
  bool loopback_only = false;  // its tokens are taken from this machine only
};

class BearerAuthenticator final : public Authenticator {
 public:
  struct Setting {
    std::vector<Issuer> issuers;
    // Taken instead of a token, from this machine only, for the provider; empty: none.
    std::string local_credential;
    Clock& clock;
    // Told why a call was refused (refusal.h), for the log; may be empty. On any thread.
    std::function<void(const Request&, const Error&)> on_refusal;
  };
  explicit BearerAuthenticator(Setting setting) : setting_(std::move(setting)) {}

  Result<Principal> authenticate(const Request& request) override;

 private:
  [[nodiscard]] Result<Principal> principal_of(const Request& request);
  [[nodiscard]] Result<Principal> verified(std::string_view token, bool loopback);

  Setting setting_;
};

// Chance for a local credential: 256 bits as base64url.
std::string new_credential();

}  // namespace tollbridge::api::token
