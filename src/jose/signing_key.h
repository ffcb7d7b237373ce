// SPDX-License-Identifier: Apache-2.0
// A private key of ours: RSA of 2,048 bits or more, which signs RS256, or EC on P-256, which signs
// ES256. It is kept as PEM (PKCS 8), in a secret file; its public half travels as a JWK.
//
// Immutable values, safe on any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "jose/keys.h"

namespace tollbridge::jose {

class SigningKey {
 public:
  // New ones, as PEM. They draw from OpenSSL's source of chance.
  static std::string make_rsa();
  static std::string make_p256();
  // Empty if the text holds no such key.
  static std::optional<SigningKey> read(std::string_view pem);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
  // The thumbprint of the public half (RFC 7638).
  [[nodiscard]] const std::string& id() const { return id_; }
  // {"kty":…, the parts of its public half, "kid":…}
  [[nodiscard]] const std::string& public_jwk() const { return jwk_; }
  // A signature as a JWS carries it: of the modulus' length, or 64 bytes r || s.
  [[nodiscard]] std::string sign(std::string_view bytes) const;
  // A JWT with these claims, a JSON object; its header names algorithm, type and key.
  [[nodiscard]] std::string jwt(std::string_view claims) const;

 private:
  SigningKey(KeyHandle handle, Algorithm algorithm);

  KeyHandle handle_;
  Algorithm algorithm_;
  std::string id_;
  std::string jwk_;
};

}  // namespace tollbridge::jose
