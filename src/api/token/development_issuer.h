// SPDX-License-Identifier: Apache-2.0
// The issuer that is built in: for trying, for tests and for a server of one's own without an
// identity provider. Whoever can read its key can be anybody, so its tokens are taken from this
// machine only, unless the configuration names it (authenticator.h).
//
// RS256, because the same claims give the same token. Immutable, safe on any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/principal.h"
#include "api/token/verify.h"
#include "core/result.h"
#include "core/time.h"
#include "jose/signing_key.h"

namespace tollbridge::api::token {

// It issues for whichever server holds its key, wherever that listens.
inline constexpr std::string_view development_issuer_name = "https://localhost/tollbridge";
inline constexpr std::string_view development_audience = "tollbridge";
inline constexpr std::chrono::minutes development_lifetime_max{60};

class DevelopmentIssuer {
 public:
  // A private key of its own, as PEM: a secret. Draws from OpenSSL's source of chance.
  static std::string new_key();
  // Errors: DevelopmentKeyDamaged (damaged).
  static Result<DevelopmentIssuer> from_key(std::string_view pem);

  // Whom a token is for; `principal.issuer` is not read. `lifetime` is 1 to 60 minutes.
  [[nodiscard]] std::string issue(const Principal& principal, Instant now,
                                  std::chrono::minutes lifetime) const;

  // What an OpenID Connect client is told of who signed in. It is no token for us: its audience is
  // the client, and it holds a nonce.
  struct SignedIn {
    std::string subject;
    std::string client;
    std::string nonce;
  };
  [[nodiscard]] std::string id_token(const SignedIn& who, Instant now,
                                     std::chrono::minutes lifetime) const;

  // Its public key as a set of keys, and how to trust it.
  [[nodiscard]] const std::string& jwks() const { return jwks_; }
  [[nodiscard]] TrustedIssuer trusted() const;
  // The discovery document of a server reached under `base_url` ("http://127.0.0.1:8080").
  [[nodiscard]] static std::string discovery(std::string_view base_url);

 private:
  explicit DevelopmentIssuer(jose::SigningKey key) : key_(std::move(key)) {}
  jose::SigningKey key_;
  std::string jwks_;
  std::shared_ptr<const KeySet> keys_;  // as TrustedIssuer wants them
};

}  // namespace tollbridge::api::token
