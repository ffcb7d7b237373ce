// SPDX-License-Identifier: Apache-2.0
#include "bridge/jose/stack_key.h"

#include "core/json.h"
#include "jose/jwk.h"

namespace tollbridge::bridge {

using jose::Algorithm;

std::string StackKey::make() {
  return jose::SigningKey::make_p256();
}

Result<StackKey> StackKey::read(const std::string& pem) {
  auto key = jose::SigningKey::read(pem);
  if (!key || key->algorithm() != Algorithm::es256) {
    return fail(ErrorKind::damaged, "StackKeyDamaged",
                "The key of the stack's bridge is no P-256 key in PEM; remove it, and the next use "
                "makes a new one, with which the stack must be registered again.");
  }
  return StackKey(std::move(*key));
}

std::string StackKey::public_jwk() const {
  return key_.public_jwk();
}

Result<std::string> StackKey::sign(std::string_view bytes) const {
  return key_.sign(bytes);
}

Result<std::string> StackKey::upload_token(const StackId& stack, const std::string& audience,
                                           Instant now, std::uint64_t random) const {
  using std::chrono::seconds;
  const auto issued = std::chrono::floor<seconds>(now.time_since_epoch()).count();
  const std::string name = std::string(stack_issuer_prefix) + stack.text();
  Json claims;
  claims.object().field("iss", name).field("sub", name).field("aud", audience);
  claims.field("role", "bridge").field("stack", stack.text()).field("iat", issued);
  claims.field("exp", issued + seconds(upload_token_life).count());
  claims.field("jti", std::to_string(random)).end();
  return key_.jwt(claims.text());
}

Result<StackPublicKey> StackPublicKey::read(std::string_view jwk) {
  auto key = jose::PublicKey::parse(jwk);
  std::string why = "it is no EC key";
  if (key && key->serves(Algorithm::es256)) return StackPublicKey(std::move(*key));
  if (!key) why = key.error().message;
  return fail(ErrorKind::invalid, "BridgeKeyWrong",
              "The key of the stack's bridge must be the public half of a P-256 key as a JWK (RFC "
              "7517): " + why + ".");
}

bool StackPublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  return key_.verifies(Algorithm::es256, bytes, signature);
}

std::string StackPublicKey::jwk() const {
  return jose::jwk_of(key_.handle()).text;
}

}  // namespace tollbridge::bridge
