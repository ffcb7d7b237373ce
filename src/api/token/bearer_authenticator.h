// SPDX-License-Identifier: Apache-2.0
// The Authenticator of a server: bearer tokens of the issuers it trusts, those stacks sign with the
// key they registered, and the credential its own command line uses.
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

using StackKeys =
    std::function<Result<std::shared_ptr<const KeySet>>(const StackId& stack)>;
// Issuers that begin so are stacks; the cloud id follows.
inline constexpr std::string_view stack_issuer_prefix = "stack:";
// How long the token of an upload may live.
inline constexpr std::chrono::minutes stack_token_lifetime_max{10};

class BearerAuthenticator final : public Authenticator {
 public:
  struct Setting {
    std::vector<Issuer> issuers;
    // Taken instead of a token, from this machine only, for the provider; empty: none.
    std::string local_credential;
    Clock& clock;
    // Told why a call was refused (refusal.h), for the log; may be empty. On any thread.
    std::function<void(const Request&, const Error&)> on_refusal;
    // The key the stack registered, as a set; nullptr: there is no such stack, or it has none. May
    // block; on any thread. Empty: no stack is believed. Errors: busy.
    StackKeys stack_keys = {};
  };
  explicit BearerAuthenticator(Setting setting) : setting_(std::move(setting)) {}

  Result<Principal> authenticate(const Request& request) override;

 private:
  [[nodiscard]] Result<Principal> principal_of(const Request& request);
  [[nodiscard]] Result<Principal> verified(std::string_view token, const Request& request);
  // A token that names a stack as its issuer; its audience is where it was sent to.
  [[nodiscard]] Result<Principal> verified_stack(const Token& token, const Request& request);

  Setting setting_;
};

// Chance for a local credential: 256 bits as base64url.
std::string new_credential();

}  // namespace tollbridge::api::token
