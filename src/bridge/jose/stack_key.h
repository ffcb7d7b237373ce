// SPDX-License-Identifier: Apache-2.0
// The key of a stack's bridge: ECDSA on P-256 (decision 13). Its private half stays at the stack
// and signs batches and the short-lived token of each upload; its public half travels in the
// registration token as `bridgeKey`, a JWK (RFC 7517).
//
// Immutable values, safe on any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "jose/signing_key.h"

namespace tollbridge::bridge {

class StackKey {
 public:
  // A new key as PEM (PKCS 8), to be kept in a secret file.
  static std::string make();
  // Errors: StackKeyDamaged (damaged): no P-256 key in PEM.
  static Result<StackKey> read(const std::string& pem);

  // {"crv":"P-256","kty":"EC","x":…,"y":…,"kid":…}; kid is the JWK thumbprint (RFC 7638).
  [[nodiscard]] std::string public_jwk() const;
  // bridge::Sign: r || s, signature_bytes long.
  [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;
  // The bearer token of one upload: ES256, iss and sub `stack:<cloud id>`, claim role `bridge`,
  // claim stack, aud `audience`, iat `now`, exp upload_token_life later, jti of `random`.
  [[nodiscard]] Result<std::string> upload_token(const StackId& stack, const std::string& audience,
                                                 Instant now, std::uint64_t random) const;

 private:
  explicit StackKey(jose::SigningKey key) : key_(std::move(key)) {}
  jose::SigningKey key_;
};

inline constexpr std::chrono::minutes upload_token_life{5};
inline constexpr std::string_view stack_issuer_prefix = "stack:";

// The public half, as commerce knows it.
class StackPublicKey {
 public:
  // Errors: BridgeKeyWrong (invalid): no public P-256 key, or a private one.
  static Result<StackPublicKey> read(std::string_view jwk);
  // bridge::Verifies: ES256, r || s.
  [[nodiscard]] bool verifies(std::string_view bytes, std::string_view signature) const;
  [[nodiscard]] std::string jwk() const;  // as StackKey::public_jwk writes it

 private:
  explicit StackPublicKey(jose::PublicKey key) : key_(std::move(key)) {}
  jose::PublicKey key_;
};

}  // namespace tollbridge::bridge
